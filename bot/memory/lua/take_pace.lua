-- KEYS: when the place is free again    ARGV: now, seconds one post takes, longest wait, not before, seconds kept, seconds that a burst may run ahead
-- Returns how long to wait; a wait longer than asked for reserves nothing.  (A leaky bucket kept as one instant: GCRA.)
local now, ahead = tonumber(ARGV[1]), tonumber(ARGV[6])
local free = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
if tonumber(ARGV[4]) > now then free = math.max(free, tonumber(ARGV[4]) + ahead) end
local wait = math.max(0, free - ahead - now)
local taken = free
if wait <= tonumber(ARGV[3]) then taken = free + tonumber(ARGV[2]) end
redis.call('SET', KEYS[1], string.format('%.6f', taken), 'EX', math.ceil(taken - now) + tonumber(ARGV[5]))
return string.format('%.6f', wait)
