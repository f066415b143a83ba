-- KEYS: last day seen, away, then boards    ARGV: the last day that is too long ago, how many at most, the first day that surely is not
-- Takes off who has been away. Returns how many, and who was taken off though they have not: a clock was ahead.
local gone = redis.call('ZRANGE', KEYS[1], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[2], 'WITHSCORES')
local names = {}
for at = 1, #gone, 2 do
  names[#names + 1] = gone[at]
  redis.call('ZADD', KEYS[2], gone[at + 1], gone[at])
end
if #names > 0 then
  redis.call('ZREM', KEYS[1], unpack(names))
  for key = 3, #KEYS do redis.call('ZREM', KEYS[key], unpack(names)) end
end
return {#names, redis.call('ZRANGE', KEYS[2], ARGV[3], '+inf', 'BYSCORE', 'LIMIT', 0, ARGV[2])}
