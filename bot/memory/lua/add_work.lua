-- KEYS: stream, then one key for each business key    ARGV: body, seconds the business keys are kept
local seen = 0
for key = 2, #KEYS do
  if not redis.call('SET', KEYS[key], 1, 'NX', 'EX', ARGV[2]) then seen = 1 end
end
if seen == 1 then return 0 end
redis.call('XADD', KEYS[1], '*', 'body', ARGV[1])
return 1
