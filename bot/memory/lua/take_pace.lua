-- KEYS: when the place is free again    ARGV: now, seconds one post takes, longest wait, not before, seconds kept
-- Returns how long to wait; a wait longer than asked for reserves nothing.
local now = tonumber(ARGV[1])
local free = math.max(now, tonumber(ARGV[4]), tonumber(redis.call('GET', KEYS[1]) or '0'))
local wait = free - now
local taken = free
if wait <= tonumber(ARGV[3]) then taken = free + tonumber(ARGV[2]) end
redis.call('SET', KEYS[1], string.format('%.6f', taken), 'EX', math.ceil(wait) + tonumber(ARGV[5]))
return string.format('%.6f', wait)
