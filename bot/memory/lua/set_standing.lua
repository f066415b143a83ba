-- KEYS: facts, then sorted sets    ARGV: learner, how many facts were counted, then the learner's points on each board
if redis.call('LLEN', KEYS[1]) ~= tonumber(ARGV[2]) then return 0 end
for board = 2, #KEYS do
  local points = tonumber(ARGV[board + 1])
  if points > 0 then redis.call('ZADD', KEYS[board], points, ARGV[1]) else redis.call('ZREM', KEYS[board], ARGV[1]) end
end
return 1
