-- KEYS: presses, attempts, facts, sequence, cards, profile, learners, disputed, last day seen, private, five boards by points, five by mistakes fixed
-- ARGV: learner, delivery, item, now, fact if first, fact if not, verdict if first, verdict if not, verdict uncounted, card, points, window, day, right, 1 if people are asked about the board
-- Returns the verdict, and 1 where the learner's standing has to be reckoned from the facts (set_standing).
local board = redis.call('HGET', KEYS[6], 'board')
local private = board == '"hide"' or redis.call('HGET', KEYS[6], 'cram') == 'true'
local listed = not private and not (ARGV[15] == '1' and (not board or board == '"ask"'))
-- A disputed item's worth follows from its corrections; who was away left the boards and comes back whole.
local here = redis.call('ZSCORE', KEYS[9], ARGV[1]) or redis.call('LLEN', KEYS[3]) == 0
local reckon = (redis.call('SISMEMBER', KEYS[8], ARGV[3]) == 1 or (listed and not here)) and 1 or 0
local stored = redis.call('HGET', KEYS[1], ARGV[2])
if stored then return {stored, reckon} end
local before, mark = redis.call('HGET', KEYS[2], ARGV[3]), '-'
if before then
  local at, known, uncounted = string.match(before, '^(%S+) (%S+) (.*)$')
  if tonumber(ARGV[4]) - tonumber(at) < tonumber(ARGV[12]) then
    redis.call('HSET', KEYS[1], ARGV[2], uncounted)
    return {uncounted, reckon}
  end
  mark = known
end
local fact, verdict = ARGV[5], ARGV[7]
if before then fact, verdict = ARGV[6], ARGV[8] end
-- An item is fixed once: 'w' was wrong and is not fixed yet, 'f' is fixed, '-' was never wrong.
local fixes = ARGV[14] == '1' and mark == 'w'
if fixes then mark = 'f' elseif ARGV[14] ~= '1' and mark == '-' then mark = 'w' end
redis.call('HSET', KEYS[1], ARGV[2], verdict)
redis.call('HSET', KEYS[2], ARGV[3], ARGV[4] .. ' ' .. mark .. ' ' .. ARGV[9])
local number = redis.call('INCR', KEYS[4])
local link = redis.sha1hex((redis.call('LINDEX', KEYS[3], -1) or '') .. number .. fact)
redis.call('RPUSH', KEYS[3], number .. ' ' .. string.sub(fact, 1, -2) .. ',"link":"' .. link .. '"}')
redis.call('SADD', KEYS[7], ARGV[1])
if ARGV[10] ~= '' then redis.call('HSET', KEYS[5], ARGV[3], ARGV[10]) end
if private then redis.call('SADD', KEYS[10], ARGV[1]) end
if not listed or reckon == 1 then return {verdict, reckon} end
redis.call('ZADD', KEYS[9], 'GT', ARGV[13], ARGV[1])
for at = 11, 15 do
  if not before and tonumber(ARGV[11]) > 0 then redis.call('ZINCRBY', KEYS[at], '-' .. ARGV[11], ARGV[1]) end
  if fixes then redis.call('ZINCRBY', KEYS[at + 5], -1, ARGV[1]) end
end
return {verdict, reckon}
