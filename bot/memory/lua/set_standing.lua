-- KEYS: the learner's facts, the tenant's facts, profile, then sorted sets
-- ARGV: learner, how many facts of either list were counted, then the learner's score on each set (0: not on it)
if redis.call('LLEN', KEYS[1]) ~= tonumber(ARGV[2]) or redis.call('LLEN', KEYS[2]) ~= tonumber(ARGV[3]) then return 0 end
local hidden = redis.call('HGET', KEYS[3], 'board') == '"hide"' or redis.call('HGET', KEYS[3], 'cram') == 'true'
for set = 4, #KEYS do
  local score = tonumber(ARGV[set])
  if hidden or score == 0 then redis.call('ZREM', KEYS[set], ARGV[1]) else redis.call('ZADD', KEYS[set], score, ARGV[1]) end
end
return 1
