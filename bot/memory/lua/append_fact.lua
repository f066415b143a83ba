-- KEYS: acts, facts, sequence, learners, disputed    ARGV: key, fact, learner or empty, disputed item or empty, this call
-- The same call again, its reply lost, is still the one that wrote it.
if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[5]) == 0 then return redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[5] and 1 or 0 end
-- Each fact carries the hash of itself and of the one before (bot.memory.chain reads them again).
local number = redis.call('INCR', KEYS[3])
local link = redis.sha1hex((redis.call('LINDEX', KEYS[2], -1) or '') .. number .. ARGV[2])
redis.call('RPUSH', KEYS[2], number .. ' ' .. string.sub(ARGV[2], 1, -2) .. ',"link":"' .. link .. '"}')
if ARGV[3] ~= '' then redis.call('SADD', KEYS[4], ARGV[3]) end
if ARGV[4] ~= '' then redis.call('SADD', KEYS[5], ARGV[4]) end
return 1
