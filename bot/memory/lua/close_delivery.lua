-- KEYS: closed, choices    ARGV: now, seconds kept
redis.call('SET', KEYS[1], ARGV[1], 'NX', 'EX', ARGV[2])
return redis.call('HVALS', KEYS[2])
