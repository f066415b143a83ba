-- KEYS: stream, queued by tenant, then dedupe keys    ARGV: this call, tenant, most of a tenant, seconds kept, learner, instant, turn
-- Returns 1 (stored), 0 (was there), or minus the place in the queue it would have had. The same call again, its reply lost, is still the one that stored it.
local seen = false
for at = 3, #KEYS do
  local by = redis.call('GET', KEYS[at])
  if by == ARGV[1] then return 1 end
  if by then seen = true end
end
if not seen then
  local queued = tonumber(redis.call('HGET', KEYS[2], ARGV[2]) or '0')
  if queued >= tonumber(ARGV[3]) then return -(queued + 1) end
end
for at = 3, #KEYS do redis.call('SET', KEYS[at], ARGV[1] .. (seen and ' twin' or ''), 'NX', 'EX', ARGV[4]) end
if seen then return 0 end
redis.call('XADD', KEYS[1], '*', 'tenant', ARGV[2], 'learner', ARGV[5], 'at', ARGV[6], 'turn', ARGV[7])
redis.call('HINCRBY', KEYS[2], ARGV[2], 1)
return 1
