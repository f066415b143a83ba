-- KEYS: the highest version of a message    ARGV: version, seconds kept
-- Returns the highest that was ever asked for.
local highest = math.max(tonumber(ARGV[1]), tonumber(redis.call('GET', KEYS[1]) or '0'))
redis.call('SET', KEYS[1], highest, 'EX', ARGV[2])
return highest
