-- KEYS: post, open posts    ARGV: key, whose
-- Takes away a message that waits to be said. One that is being said is about to be settled, and then holds no words.
local state, whose = unpack(redis.call('HMGET', KEYS[1], 'state', 'whose'))
if whose ~= ARGV[2] or state ~= 'WAITING' then return 0 end
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[1])
return 1
