-- KEYS: post, open posts    ARGV: key, this attempt, until
-- Renews the claim of the attempt that works on a post. Returns 1 if it is still its own.
local state, attempt = unpack(redis.call('HMGET', KEYS[1], 'state', 'attempt'))
if attempt ~= ARGV[2] or (state ~= 'CLAIMED' and state ~= 'SENDING') then return 0 end
redis.call('HSET', KEYS[1], 'due', ARGV[3])
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
return 1
