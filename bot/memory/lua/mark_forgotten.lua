-- KEYS: forgotten    ARGV: mark and instant, pair by pair
-- Of a mark that is there already the later instant stays; again has no effect.
for at = 1, #ARGV, 2 do
  local stored = tonumber(redis.call('HGET', KEYS[1], ARGV[at]) or '0')
  if tonumber(ARGV[at + 1]) > stored then redis.call('HSET', KEYS[1], ARGV[at], ARGV[at + 1]) end
end
