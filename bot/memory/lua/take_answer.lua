-- KEYS: presses, attempts, facts, sequence, cards, profile, learners, closed, then one sorted set a board
-- ARGV: learner, delivery, item, now, fact if first, fact if not, verdict if first, verdict if not, verdict uncounted, card, points, window
local stored = redis.call('HGET', KEYS[1], ARGV[2])
if stored then return {0, stored} end
if redis.call('EXISTS', KEYS[8]) == 1 and redis.call('GET', KEYS[8]) <= ARGV[4] then return {2, ''} end
local before = redis.call('HGET', KEYS[2], ARGV[3])
if before then
  local at, uncounted = string.match(before, '^(%S+) (.*)$')
  if tonumber(ARGV[4]) - tonumber(at) < tonumber(ARGV[12]) then
    redis.call('HSET', KEYS[1], ARGV[2], uncounted)
    return {1, uncounted}
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
if not before and not hidden and tonumber(ARGV[11]) > 0 then
  for board = 9, #KEYS do redis.call('ZINCRBY', KEYS[board], ARGV[11], ARGV[1]) end
end
return {1, verdict}
