-- KEYS: the key, where it is gathered    ARGV: kind, how many entries came before, 1 if these are the last, when it expires (ms, 0: never), entries
-- A key that is there already stays as it is. Part by part, because a request has its limits; again has no effect.
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('DEL', KEYS[2]) return 0 end
local kind, step = ARGV[1], 1
if kind == 'hash' or kind == 'zset' then step = 2 end
if ARGV[2] == '0' then redis.call('DEL', KEYS[2]) end
for at = 5, #ARGV, step do
  if kind == 'string' then redis.call('SET', KEYS[2], ARGV[at])
  elseif kind == 'hash' then redis.call('HSET', KEYS[2], ARGV[at], ARGV[at + 1])
  elseif kind == 'zset' then redis.call('ZADD', KEYS[2], ARGV[at + 1], ARGV[at])
  elseif kind == 'set' then redis.call('SADD', KEYS[2], ARGV[at])
  elseif redis.call('LLEN', KEYS[2]) == tonumber(ARGV[2]) + at - 5 then redis.call('RPUSH', KEYS[2], ARGV[at]) end
end
if ARGV[3] == '1' then
  redis.call('RENAME', KEYS[2], KEYS[1])
  if ARGV[4] ~= '0' then redis.call('PEXPIREAT', KEYS[1], ARGV[4]) end
end
return 1
