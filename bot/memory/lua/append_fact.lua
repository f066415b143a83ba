-- KEYS: acts, facts, sequence, learners    ARGV: key, fact, learner or empty
if redis.call('HSETNX', KEYS[1], ARGV[1], 1) == 0 then return 0 end
redis.call('RPUSH', KEYS[2], redis.call('INCR', KEYS[3]) .. ' ' .. ARGV[2])
if ARGV[3] ~= '' then redis.call('SADD', KEYS[4], ARGV[3]) end
return 1
