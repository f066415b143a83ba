-- KEYS: closed, choices    ARGV: now
redis.call('SET', KEYS[1], ARGV[1], 'NX')
return redis.call('HVALS', KEYS[2])
