-- KEYS: record    ARGV: now, `again` to send although an earlier attempt may have arrived, seconds kept
-- Returns {go|sent|refused|unsure, message id}.
local state, message = unpack(redis.call('HMGET', KEYS[1], 'state', 'message'))
if state == 'sent' or state == 'refused' then return {state, message or ''} end
if (state == 'sending' or state == 'unknown') and ARGV[2] ~= 'again' then return {'unsure', ''} end
redis.call('HSET', KEYS[1], 'state', 'sending', 'at', ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return {'go', ''}
