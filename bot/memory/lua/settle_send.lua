-- KEYS: record, name of the message (or the record again)    ARGV: state, message id, now, seconds kept
if redis.call('HGET', KEYS[1], 'state') == 'sent' then return 0 end
redis.call('HSET', KEYS[1], 'state', ARGV[1], 'message', ARGV[2], 'at', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[4])
if ARGV[1] == 'sent' and KEYS[2] ~= KEYS[1] then redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[4]) end
return 1
