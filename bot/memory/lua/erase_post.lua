-- KEYS: post, open posts, unknown posts    ARGV: key
-- Takes a message out of every list, whatever became of it: its key names somebody who is gone.
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
return redis.call('DEL', KEYS[1])
