-- KEYS: stream, running by learner, queued by tenant, parked    ARGV: group, worker, entry, learner, tenant, why it is parked (empty: it is done), seconds parked
-- A finished entry is deleted, so the stream is as long as its backlog and never needs trimming.
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], ARGV[3], 1)
if #pending == 0 or pending[1][2] ~= ARGV[2] then return 0 end
if ARGV[6] ~= '' then
  local fields = redis.call('XRANGE', KEYS[1], ARGV[3], ARGV[3])[1][2]
  redis.call('XADD', KEYS[4], 'MAXLEN', '~', '1000', '*', 'why', ARGV[6], unpack(fields))
  redis.call('EXPIRE', KEYS[4], ARGV[7])
end
redis.call('XACK', KEYS[1], ARGV[1], ARGV[3])
redis.call('XDEL', KEYS[1], ARGV[3])
if redis.call('HINCRBY', KEYS[3], ARGV[5], -1) <= 0 then redis.call('HDEL', KEYS[3], ARGV[5]) end
local running = redis.call('HGET', KEYS[2], ARGV[4])
if running and string.match(running, '^(%S+)') == ARGV[3] then redis.call('HDEL', KEYS[2], ARGV[4]) end
return 1
