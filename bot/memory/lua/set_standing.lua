-- KEYS: the learner's facts, the tenant's facts, profile, private, away, then sorted sets
-- ARGV: learner, how many facts of either list were counted, 1 if people are asked about the board, then the learner's score on each set (0: not on it)
local facts = redis.call('LLEN', KEYS[1])
if facts ~= tonumber(ARGV[2]) or redis.call('LLEN', KEYS[2]) ~= tonumber(ARGV[3]) then return 0 end
local board = redis.call('HGET', KEYS[3], 'board')
local private = board == '"hide"' or redis.call('HGET', KEYS[3], 'cram') == 'true'
local listed = not private and not (ARGV[4] == '1' and (not board or board == '"ask"'))
redis.call(private and facts > 0 and 'SADD' or 'SREM', KEYS[4], ARGV[1])
redis.call('ZREM', KEYS[5], ARGV[1])
for set = 6, #KEYS do
  local score = tonumber(ARGV[set - 1])
  if listed and score ~= 0 then redis.call('ZADD', KEYS[set], score, ARGV[1]) else redis.call('ZREM', KEYS[set], ARGV[1]) end
end
return 1
