-- KEYS: post, open posts    ARGV: key, this attempt, now, until, nonce, platform, letter, seconds kept, whose
-- Returns {1, state it was left in, nonce, first sending, letter, platform, tries, created, draft, its turn in the line} to the one who shall work on it, else {0, state, message id, reason}.
local state, attempt, due = unpack(redis.call('HMGET', KEYS[1], 'state', 'attempt', 'due'))
if not state then
  -- Without a letter there is nothing new to send: it was open, and somebody has just closed it.
  if ARGV[7] == '' then
    redis.call('ZREM', KEYS[2], ARGV[1])
    return {0, 'GONE', '', ''}
  end
  state = 'NEW'
  redis.call('HSET', KEYS[1], 'nonce', ARGV[5], 'platform', ARGV[6], 'letter', ARGV[7], 'whose', ARGV[9], 'created', ARGV[3], 'first', '', 'tries', 0, 'left', state)
  redis.call('EXPIRE', KEYS[1], ARGV[8])
elseif attempt == ARGV[2] and state == 'CLAIMED' then
  state = redis.call('HGET', KEYS[1], 'left')
elseif state == 'SENT' or state == 'UNKNOWN' or state == 'FAILED' or tonumber(due) > tonumber(ARGV[3]) then
  return {0, state, redis.call('HGET', KEYS[1], 'message') or '', redis.call('HGET', KEYS[1], 'reason') or ''}
elseif state == 'CLAIMED' then
  -- Its worker died before sending; what it had found is found again.
  state = redis.call('HGET', KEYS[1], 'left')
end
redis.call('HSET', KEYS[1], 'state', 'CLAIMED', 'attempt', ARGV[2], 'due', ARGV[4], 'left', state)
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1])
local found = redis.call('HMGET', KEYS[1], 'nonce', 'first', 'letter', 'platform', 'tries', 'created', 'draft', 'turn')
found[7], found[8] = found[7] or '', found[8] or ''
return {1, state, unpack(found)}
