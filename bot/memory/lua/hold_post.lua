-- KEYS: post, open posts    ARGV: key, this attempt, until if it is claimed, until if it is being sent
-- Renews the claim of the attempt that works on a post. Returns 1 if it is still its own.
local state, attempt = unpack(redis.call('HMGET', KEYS[1], 'state', 'attempt'))
if attempt ~= ARGV[2] or (state ~= 'CLAIMED' and state ~= 'SENDING') then return 0 end
local due = state == 'CLAIMED' and ARGV[3] or ARGV[4]
redis.call('HSET', KEYS[1], 'due', due)
redis.call('ZADD', KEYS[2], due, ARGV[1])
return 1
