-- KEYS: stream, running by learner    ARGV: group, worker, entry, learner, idle milliseconds it shall have
-- Given back by a worker that stops: whoever looks next may take it at once.
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], ARGV[3], 1)
if #pending == 0 or pending[1][2] ~= ARGV[2] then return 0 end
redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[3], 'IDLE', ARGV[5], 'JUSTID')
local running = redis.call('HGET', KEYS[2], ARGV[4])
if running and string.match(running, '^(%S+)') == ARGV[3] then redis.call('HDEL', KEYS[2], ARGV[4]) end
return 1
