-- KEYS: choices, turns seen, closed, facts, sequence, learners    ARGV: turn, learner, choice, now, closes or empty
if redis.call('EXISTS', KEYS[3]) == 1 or (ARGV[5] ~= '' and tonumber(ARGV[4]) >= tonumber(ARGV[5])) then return 2 end
if redis.call('HSETNX', KEYS[2], ARGV[1], ARGV[2]) == 0 then return 0 end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
redis.call('RPUSH', KEYS[4], redis.call('INCR', KEYS[5]) .. ' ' .. ARGV[3])
redis.call('SADD', KEYS[6], ARGV[2])
return 1
