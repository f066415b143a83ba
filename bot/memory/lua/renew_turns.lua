-- KEYS: stream, running by learner    ARGV: group, worker, until, then entry and learner of each
-- Renews what is still this worker's, and returns the entries that are not.
local lost = {}
for at = 4, #ARGV, 2 do
  local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[at], ARGV[at], 1)
  if #pending == 0 or pending[1][2] ~= ARGV[2] then
    lost[#lost + 1] = ARGV[at]
  else
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[at], 'JUSTID')
    local running = redis.call('HGET', KEYS[2], ARGV[at + 1])
    if running and string.match(running, '^(%S+)') == ARGV[at] then
      redis.call('HSET', KEYS[2], ARGV[at + 1], ARGV[at] .. ' ' .. ARGV[3])
    end
  end
end
return lost
