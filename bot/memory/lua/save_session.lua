-- KEYS: session, current in its place, the learner's sessions (none: the whole place's)
-- ARGV: session id, revision it was read at, session with the next revision, seconds kept, place
local stored = redis.call('HGET', KEYS[1], 'revision')
if stored and stored ~= ARGV[2] then
  -- The same save again, its reply lost: it was done.
  if redis.call('HGET', KEYS[1], 'session') == ARGV[3] then return 1 end
  return 0
end
redis.call('HSET', KEYS[1], 'revision', tostring(tonumber(ARGV[2]) + 1), 'session', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[4])
redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[4])
if KEYS[3] then redis.call('HSET', KEYS[3], ARGV[5], ARGV[1]) end
return 1
