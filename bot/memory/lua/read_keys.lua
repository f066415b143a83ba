-- KEYS: any of one slot. Returns kind, when it expires (ms, below 0: never) and value of each, as of one instant.
local read = {
  string = function(key) return redis.call('GET', key) end,
  hash = function(key) return redis.call('HGETALL', key) end,
  list = function(key) return redis.call('LRANGE', key, 0, -1) end,
  set = function(key) return redis.call('SMEMBERS', key) end,
  zset = function(key) return redis.call('ZRANGE', key, 0, -1, 'WITHSCORES') end,
}
local found = {}
for at, key in ipairs(KEYS) do
  local kind = redis.call('TYPE', key).ok
  found[at] = {kind, redis.call('PEXPIRETIME', key), read[kind] and read[kind](key) or ''}
end
return found
