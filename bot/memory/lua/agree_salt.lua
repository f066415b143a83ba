-- KEYS: salts    ARGV: the caller's proposal
-- Where there is none yet, the proposal becomes it; what stands there stays. Returns all that are in force.
if redis.call('SCARD', KEYS[1]) == 0 then redis.call('SADD', KEYS[1], ARGV[1]) end
return redis.call('SMEMBERS', KEYS[1])
