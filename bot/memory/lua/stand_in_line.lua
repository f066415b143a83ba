-- KEYS: post    ARGV: this attempt, when it is its turn
-- Notes when a post is next in its chat's line; only the attempt that holds it does.
if redis.call('HGET', KEYS[1], 'attempt') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'turn', ARGV[2])
return 1
