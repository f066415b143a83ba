-- KEYS: post    ARGV: seconds kept
-- A message may begin to grow for a post nobody has worked on, once. Returns 1 to the one who may; the same call again, its reply lost, gets 0 and the reply comes whole.
if redis.call('HEXISTS', KEYS[1], 'state') == 1 or redis.call('HSETNX', KEYS[1], 'draft', '') == 0 then return 0 end
redis.call('EXPIRE', KEYS[1], ARGV[1])
return 1
