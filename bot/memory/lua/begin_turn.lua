-- KEYS: stream, running by learner    ARGV: group, worker, entry, learner, now, until
-- One turn of a learner at a time, over all workers. Returns 1 (run it), 0 (another turn of theirs runs), -1 (it is not this worker's any more).
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], ARGV[3], 1)
if #pending == 0 or pending[1][2] ~= ARGV[2] then return -1 end
local running = redis.call('HGET', KEYS[2], ARGV[4])
if running then
  local entry, held = string.match(running, '^(%S+) (%S+)$')
  if entry ~= ARGV[3] and tonumber(held) > tonumber(ARGV[5]) then return 0 end
end
redis.call('HSET', KEYS[2], ARGV[4], ARGV[3] .. ' ' .. ARGV[6])
return 1
