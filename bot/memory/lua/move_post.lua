-- KEYS: post, open posts, unknown posts    ARGV: key, this attempt, state, now, due, message id, reason, tries, seconds kept
-- Only the attempt that holds the post moves it; moving it again changes nothing. Returns 1 if it stands as asked.
local state, attempt = unpack(redis.call('HMGET', KEYS[1], 'state', 'attempt'))
if attempt ~= ARGV[2] then return 0 end
if state == ARGV[3] and state ~= 'SENDING' then return 1 end
if state ~= 'CLAIMED' and state ~= 'SENDING' then return 0 end
redis.call('HSET', KEYS[1], 'state', ARGV[3], 'due', ARGV[5], 'message', ARGV[6], 'reason', ARGV[7], 'tries', ARGV[8])
redis.call('HDEL', KEYS[1], 'turn')
if ARGV[3] == 'SENDING' and redis.call('HGET', KEYS[1], 'first') == '' then redis.call('HSET', KEYS[1], 'first', ARGV[4]) end
if ARGV[3] == 'SENDING' or ARGV[3] == 'WAITING' then
  redis.call('ZADD', KEYS[2], ARGV[5], ARGV[1])
  -- Waiting means that nothing was taken, so the next call is a first one again.
  if ARGV[3] == 'WAITING' then redis.call('HSET', KEYS[1], 'first', '') end
  return 1
end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('HDEL', KEYS[1], 'letter', 'whose')
if ARGV[3] == 'UNKNOWN' then
  redis.call('ZADD', KEYS[3], ARGV[4], ARGV[1])
  redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', tonumber(ARGV[4]) - tonumber(ARGV[9]))
end
return 1
