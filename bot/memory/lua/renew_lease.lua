-- KEYS: stream    ARGV: group, worker, then entry ids; returns the ids that are still the worker's
local kept = {}
for at = 3, #ARGV do
  local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[at], ARGV[at], 1)
  if pending[1] and pending[1][2] == ARGV[2] then
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[at], 'JUSTID')
    kept[#kept + 1] = ARGV[at]
  end
end
return kept
