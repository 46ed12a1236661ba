-- How many keys and entries of indexes there are in ranges, whatever epoch they are of. KEYS: meta, index, entries.
-- ARGV: (keys | entries, from, to)... Returns nothing where the version is not there or the indexes are not those of the rows.
local m = redis.call('HMGET', KEYS[1], 'entries', 'rev')
if not m[2] or m[1] ~= '1:' .. m[2] then return {} end
local sizes = {}
for i = 1, #ARGV, 3 do
  sizes[#sizes + 1] = redis.call('ZLEXCOUNT', ARGV[i] == 'keys' and KEYS[2] or KEYS[3], ARGV[i + 1], ARGV[i + 2])
end
return sizes
