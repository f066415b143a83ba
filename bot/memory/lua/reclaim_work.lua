-- KEYS: stream    ARGV: group, worker, idle milliseconds, how many; returns {id, body, tries} of what was taken over
local exists = redis.pcall('XPENDING', KEYS[1], ARGV[1], 'IDLE', ARGV[3], '-', '+', ARGV[4])
if exists.err then return {} end
local taken = {}
for _, pending in ipairs(exists) do
  local claimed = redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], ARGV[3], pending[1])
  if claimed[1] then
    taken[#taken + 1] = {pending[1], claimed[1][2][2], pending[4] + 1}
  else
    redis.call('XACK', KEYS[1], ARGV[1], pending[1])
  end
end
return taken
