-- KEYS: when the place is free next    ARGV: now, milliseconds each post takes up; returns the milliseconds to wait
local free = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), tonumber(ARGV[1]))
redis.call('SET', KEYS[1], string.format('%d', free + ARGV[2]), 'PX', string.format('%d', free + ARGV[2] - ARGV[1] + 60000))
return string.format('%d', free - ARGV[1])
