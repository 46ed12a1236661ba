-- Stores changes and the offsets behind them in one step, or nothing.
-- ARGV: token, lease ms, mode (epoch | building), tag, now ms, keep ms, kept max,
--       segment count, (partition, expected offset, next offset, progress or '')...,
--       upsert count, (key, row)..., delete count, key...,
--       new entry count, entry..., old entry count, entry...,
--       visible epoch or '', frontier, as of ms, building afterwards (0 | 1), greatest epoch
local at = 8
local function take() at = at + 1; return ARGV[at] end
local function takeList()
  local list = {}
  for i = 1, tonumber(take()) do list[i] = take() end
  return list
end

if redis.call('GET', lease) ~= ARGV[1] then return {'FENCED'} end
local segments = {}
for i = 1, tonumber(ARGV[8]) do
  local segment = {partition = take(), expected = take(), next = take(), progress = take()}
  if redis.call('HGET', meta, 'o:' .. segment.partition) ~= segment.expected then
    return {'MISMATCH', segment.partition}
  end
  segments[i] = segment
end
-- The first write: where memory is out it fails here, and nothing was written.
local rev = redis.call('HINCRBY', meta, 'rev', 1)
for _, segment in ipairs(segments) do
  redis.call('HSET', meta, 'o:' .. segment.partition, segment.next)
  if segment.progress ~= '' then redis.call('HSET', meta, 'p:' .. segment.partition, segment.progress) end
end

local keys, pairsToSet, scored = {}, {}, {}
local upserts = tonumber(take())
for i = 1, upserts do
  local key, row = take(), take()
  keys[i] = key
  pairsToSet[2 * i - 1], pairsToSet[2 * i] = key, row
  scored[2 * i - 1], scored[2 * i] = 0, key
end
local deletes = takeList()
for i, key in ipairs(deletes) do keys[upserts + i] = key end

local tag, inEpochs = ARGV[4], ARGV[3] == 'epoch'
local olds = {}
if inEpochs and #keys > 0 then
  olds = redis.call('HMGET', rows, unpack(keys))
  local remembered = redis.call('HMGET', undoOf(tag), unpack(keys))
  local new = {}
  for i, key in ipairs(keys) do
    if not remembered[i] then
      new[#new + 1] = key
      new[#new + 1] = olds[i] or ''
    end
  end
  if #new > 0 then
    redis.call('HINCRBY', meta, 'kept', redis.call('HSET', undoOf(tag), unpack(new)))
    redis.call('ZADD', undo, '+inf', tag)
  end
end
if upserts > 0 then
  redis.call('HSET', rows, unpack(pairsToSet))
  redis.call('ZADD', index, unpack(scored))
  if redis.call('EXISTS', dead) == 1 then
    local reborn = {}
    for i = 1, upserts do reborn[i] = keys[i] end
    redis.call('HDEL', dead, unpack(reborn))
  end
end
if #deletes > 0 then
  redis.call('HDEL', rows, unpack(deletes))
  if inEpochs then
    for i, key in ipairs(deletes) do
      if olds[upserts + i] then
        redis.call('HSET', dead, key, tag)
        redis.call('SADD', graveOf(dead, tag), key)
      end
    end
  else
    redis.call('ZREM', index, unpack(deletes))
    redis.call('HDEL', dead, unpack(deletes))
  end
end

-- Entries of indexes that changed rows have now, and those that they had.
local new, old = takeList(), takeList()
inParts(new, function(part)
  local scored = {}
  for i, entry in ipairs(part) do scored[2 * i - 1], scored[2 * i] = 0, entry end
  redis.call('ZADD', entries, unpack(scored))
  redis.call('HDEL', stale, unpack(part))
end)
inParts(old, function(part)
  if inEpochs then
    local marked = {}
    for i, entry in ipairs(part) do marked[2 * i - 1], marked[2 * i] = entry, tag end
    redis.call('HSET', stale, unpack(marked))
    redis.call('SADD', graveOf(stale, tag), unpack(part))
  else
    redis.call('ZREM', entries, unpack(part))
    redis.call('HDEL', stale, unpack(part))
  end
end)
indexesSeen(rev)

local visible, frontier, asOf, building, top = take(), take(), take(), take(), take()
if visible ~= '' then
  redis.call('HSET', meta, 'epoch', visible, 'frontier', frontier, 'asOf', asOf, 'at', ARGV[5])
  for _, pending in ipairs(redis.call('ZRANGEBYSCORE', undo, '+inf', '+inf')) do
    if tonumber(pending) <= tonumber(visible) then redis.call('ZADD', undo, ARGV[5], pending) end
  end
end
redis.call('HSET', meta, 'building', building, 'top', top, 'n', redis.call('HLEN', rows),
  'pending', redis.call('ZCOUNT', undo, '+inf', '+inf'))
trim(ARGV[5] - ARGV[6], tonumber(ARGV[7]), #old)
redis.call('PEXPIRE', lease, ARGV[2])
return {'OK', rev}
