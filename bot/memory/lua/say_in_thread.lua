-- KEYS: the thread    ARGV: what was said, now, how many are remembered, seconds kept
-- What is said in one instant keeps the order in which it was said; the same thing again stays where it is.
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  local at, last = tonumber(ARGV[2]), redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
  if last then at = math.max(at, tonumber(last) + 0.001) end
  redis.call('ZADD', KEYS[1], string.format('%.6f', at), ARGV[1])
end
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -tonumber(ARGV[3]) - 1)
redis.call('EXPIRE', KEYS[1], ARGV[4])
