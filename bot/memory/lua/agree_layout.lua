-- KEYS: layout    ARGV: the layout of the caller
-- The data moves on with whoever knows more of it. Returns the layout it has now: above the caller's, it is not theirs to touch.
local stored = tonumber(redis.call('GET', KEYS[1]) or '0')
if stored >= tonumber(ARGV[1]) then return stored end
redis.call('SET', KEYS[1], ARGV[1])
return tonumber(ARGV[1])
