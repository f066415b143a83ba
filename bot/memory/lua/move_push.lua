-- KEYS: pushes of a subject    ARGV: key of the push, fence it was claimed with (empty: whoever holds it), the push as it shall be
-- A later claim or a settled push stands, but for a post of unknown fate or place that was seen after all. Returns 1 if it is as asked.
local stored = redis.call('HGET', KEYS[1], ARGV[1])
if stored == ARGV[3] then return 1 end
if not stored then return 0 end
local was, push = cjson.decode(stored), cjson.decode(ARGV[3])
if ARGV[2] ~= '' and tostring(was.fence) ~= ARGV[2] then return 0 end
local open = was.state == 'CLAIMED' or was.state == 'SENDING' or was.state == 'SCHEDULED'
local nowhere = was.state == 'SENT' and ((was.messages or {})[1] or '') == ''
if not open and not ((was.state == 'UNKNOWN' or nowhere) and push.state == 'SENT') then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
