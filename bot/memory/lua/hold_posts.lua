-- KEYS: when the place is free next    ARGV: now, milliseconds the platform asks to wait
local free = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), ARGV[1] + ARGV[2])
redis.call('SET', KEYS[1], string.format('%d', free), 'PX', string.format('%d', free - ARGV[1] + 60000))
return 1
