-- Begins a rebuild: nothing stays of what was there. ARGV: token, generation, partition count, (partition, offset)...
if redis.call('GET', lease) ~= ARGV[1] then return {'FENCED'} end
wipe()
redis.call('HSET', meta, 'gen', ARGV[2], 'building', '1', 'epoch', '-1', 'horizon', '-1', 'top', '-1', 'rev', '0',
  'kept', '0', 'pending', '0', 'frontier', '', 'asOf', '', 'at', '0', 'n', '0')
for i = 1, tonumber(ARGV[3]) do
  redis.call('HSET', meta, 'o:' .. ARGV[2 + 2 * i], ARGV[3 + 2 * i])
end
indexesSeen(0)
return {'OK', 0}
