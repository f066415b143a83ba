-- KEYS: choices, turns seen, closed, facts, sequence, learners    ARGV: turn, learner, choice, now, closes or empty, seconds kept
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 then return 1 end
if redis.call('EXISTS', KEYS[3]) == 1 or (ARGV[5] ~= '' and tonumber(ARGV[4]) >= tonumber(ARGV[5])) then return 0 end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
local number = redis.call('INCR', KEYS[5])
local link = redis.sha1hex((redis.call('LINDEX', KEYS[4], -1) or '') .. number .. ARGV[3])
redis.call('RPUSH', KEYS[4], number .. ' ' .. string.sub(ARGV[3], 1, -2) .. ',"link":"' .. link .. '"}')
redis.call('SADD', KEYS[6], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[6])
redis.call('EXPIRE', KEYS[2], ARGV[6])
return 1
