-- KEYS: stream    ARGV: group, worker, idle milliseconds of the dead, how many at most, then the entries this worker has in hand
-- Takes over what nobody gave a sign of life for, and returns {entry, how often it was taken, for how many seconds it is stored, fields} of each.
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local mine = {}
for at = 5, #ARGV do mine[ARGV[at]] = true end
local most = tonumber(ARGV[4])
local taken = {}
for _, row in ipairs(redis.call('XPENDING', KEYS[1], ARGV[1], 'IDLE', ARGV[3], '-', '+', most + #ARGV - 4)) do
  if #taken < most and not mine[row[1]] then
    local claimed = redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], ARGV[3], row[1])
    if #claimed > 0 then taken[#taken + 1] = {row[1], row[4] + 1, math.floor(now - string.match(row[1], '^%d+') / 1000), claimed[1][2]} end
  end
end
return taken
