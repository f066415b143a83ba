-- KEYS: presses, attempts, facts, sequence, cards, profile, learners, disputed, then the last day seen (as many as ARGV 13), then boards
-- ARGV: learner, delivery, item, now, fact if first, fact if not, verdict if first, verdict if not, verdict uncounted, card, points, window, how many seen, day
local disputed = redis.call('SISMEMBER', KEYS[8], ARGV[3])
local stored = redis.call('HGET', KEYS[1], ARGV[2])
if stored then return {stored, disputed} end
local before = redis.call('HGET', KEYS[2], ARGV[3])
if before then
  local at, uncounted = string.match(before, '^(%S+) (.*)$')
  if tonumber(ARGV[4]) - tonumber(at) < tonumber(ARGV[12]) then
    redis.call('HSET', KEYS[1], ARGV[2], uncounted)
    return {uncounted, disputed}
  end
end
local fact, verdict = ARGV[5], ARGV[7]
if before then fact, verdict = ARGV[6], ARGV[8] end
redis.call('HSET', KEYS[1], ARGV[2], verdict)
redis.call('HSET', KEYS[2], ARGV[3], ARGV[4] .. ' ' .. ARGV[9])
redis.call('RPUSH', KEYS[3], redis.call('INCR', KEYS[4]) .. ' ' .. fact)
redis.call('SADD', KEYS[7], ARGV[1])
if ARGV[10] ~= '' then redis.call('HSET', KEYS[5], ARGV[3], ARGV[10]) end
local hidden = redis.call('HGET', KEYS[6], 'board') == '"hide"' or redis.call('HGET', KEYS[6], 'cram') == 'true'
-- What a disputed item is worth is reckoned from the facts, by set_standing.
if hidden or disputed == 1 then return {verdict, disputed} end
local last_seen = 8 + tonumber(ARGV[13])
for seen = 9, last_seen do redis.call('ZADD', KEYS[seen], 'GT', ARGV[14], ARGV[1]) end
if not before and tonumber(ARGV[11]) > 0 then
  for board = last_seen + 1, #KEYS do redis.call('ZINCRBY', KEYS[board], '-' .. ARGV[11], ARGV[1]) end
end
return {verdict, disputed}
