-- KEYS: teams of a person    ARGV: field of the team, team
-- Only a team they were met in; chosen again, it stays chosen.
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'home', ARGV[2])
return 1
