-- KEYS: the learner's turns, the tenant's turns    ARGV: turn, now, then for each limit: which key, seconds, how many
if redis.call('ZSCORE', KEYS[1], ARGV[1]) or redis.call('ZSCORE', KEYS[2], ARGV[1]) then return {-1, 0} end
local now = tonumber(ARGV[2])
local longest = {0, 0}
for at = 3, #ARGV, 3 do
  local which, seconds, most = tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  if seconds > longest[which] then longest[which] = seconds end
  if redis.call('ZCOUNT', KEYS[which], '(' .. (now - seconds), '+inf') >= most then
    local oldest = redis.call('ZRANGEBYSCORE', KEYS[which], '(' .. (now - seconds), '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
    return {(at - 3) / 3, math.max(1, math.ceil((tonumber(oldest[2]) or now) + seconds - now))}
  end
end
for which = 1, 2 do
  if longest[which] > 0 then
    redis.call('ZADD', KEYS[which], ARGV[2], ARGV[1])
    redis.call('ZREMRANGEBYSCORE', KEYS[which], '-inf', now - longest[which])
    redis.call('EXPIRE', KEYS[which], 2 * math.max(60, longest[which]))
  end
end
return {-1, 0}
