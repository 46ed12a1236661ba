-- Marks rows that are too old to be followed epoch by epoch as being rebuilt, and keeps them. ARGV: token.
if redis.call('GET', lease) ~= ARGV[1] then return {'FENCED'} end
for _, tag in ipairs(redis.call('ZRANGE', undo, 0, -1)) do forget(tag) end
redis.call('HSET', meta, 'building', '1', 'frontier', '', 'asOf', '', 'pending', '0')
local rev = redis.call('HINCRBY', meta, 'rev', 1)
indexesSeen(rev)
return {'OK', rev}
