-- KEYS: errands    ARGV: errand, the instant it was read with, its next instant (empty: none)
-- An errand that was planned anew meanwhile keeps its new instant.
local stored = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not stored or tonumber(stored) ~= tonumber(ARGV[2]) then return 0 end
if ARGV[3] == '' then redis.call('ZREM', KEYS[1], ARGV[1]) else redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1]) end
return 1
