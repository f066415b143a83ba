-- KEYS: pushes of a subject    ARGV: key of the push, holder, now, lease until, the push if it is new
-- Returns {1, the push} to the one who shall work on it, else {0, how it stands}. Every claim raises the fence.
local stored = redis.call('HGET', KEYS[1], ARGV[1])
local push = cjson.decode(stored or ARGV[5])
if stored then
  -- What was taken back before its time may be said after all.
  if push.state == 'WITHDRAWN' then push.state = 'CLAIMED' end
  if push.state ~= 'CLAIMED' and push.state ~= 'SENDING' and push.state ~= 'SCHEDULED' then return {0, stored} end
  -- The same claim again, its reply lost.
  if push.holder == ARGV[2] then return {1, stored} end
  if tonumber(push.lease or 0) > tonumber(ARGV[3]) then return {0, stored} end
end
push.fence = (push.fence or 0) + 1
push.holder = ARGV[2]
push.lease = tonumber(ARGV[4])
local taken = cjson.encode(push)
redis.call('HSET', KEYS[1], ARGV[1], taken)
return {1, taken}
