-- KEYS: teams of a person    ARGV: field of the team, team
-- A home that is left is no home, and they may be asked again.
redis.call('HDEL', KEYS[1], ARGV[1])
if redis.call('HGET', KEYS[1], 'home') == ARGV[2] then redis.call('HDEL', KEYS[1], 'home', 'asked') end
return 1
