-- KEYS: members    ARGV: learner, now, 1 if they asked for it
-- A score above 0 is when they joined, 0 that they left: only their own wish undoes that.
local since = redis.call('ZSCORE', KEYS[1], ARGV[1])
if since and (tonumber(since) > 0 or ARGV[3] ~= '1') then return 0 end
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
return 1
