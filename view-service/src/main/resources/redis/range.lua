-- Rows of a range of keys, or of entries of an index, at an epoch, in their order. Of an entry's row the caller has to look
-- whether the entry is the one that it had at the epoch.
-- KEYS: meta, rows, index or entries, undo, stale. ARGV: the cut that the caller knows, epoch ('' for the visible one), from, to,
--   order (asc | desc), rows at most, bytes at most, whether to count the range (0 | 1), of what it is (keys | entries).
-- Returns nothing where the version is not there, {'EXPIRED'} where the epoch is no longer kept or the indexes are not those of
-- the rows, else what cut.lua returns, then the range's size or -1, whether the range goes on (0 | 1), the last key or entry
-- read, and those of rows, each with its row.
local m = redis.call('HMGET', KEYS[1], 'gen', 'epoch', 'building', 'asOf', 'n', 'horizon', 'entries', 'rev')
if not m[1] then return {} end
local epoch = ARGV[2]
if epoch == '' then epoch = m[2] end
epoch = tonumber(epoch)
local consistent = m[3] == '0'
if consistent and epoch < tonumber(m[6]) then return {'EXPIRED'} end

local ofEntries = ARGV[9] == 'entries'
if ofEntries and m[7] ~= '1:' .. m[8] then return {'EXPIRED'} end

local from, to, most = ARGV[3], ARGV[4], tonumber(ARGV[6])
local size = -1
if ARGV[8] == '1' then size = redis.call('ZLEXCOUNT', KEYS[3], from, to) end
local members
if ARGV[5] == 'asc' then
  members = redis.call('ZRANGEBYLEX', KEYS[3], from, to, 'LIMIT', 0, most)
else
  members = redis.call('ZREVRANGEBYLEX', KEYS[3], to, from, 'LIMIT', 0, most)
end
local tags = {}
if consistent then
  for _, tag in ipairs(redis.call('ZRANGE', KEYS[4], 0, -1)) do
    if tonumber(tag) > epoch then tags[#tags + 1] = tag end
  end
  table.sort(tags, function(a, b) return tonumber(a) < tonumber(b) end)
end

-- The key of a member, which an entry has behind as many bytes as its last four say.
local function keyOf(member)
  if not ofEntries then return member end
  local a, b, c, d = string.byte(member, -4, -1)
  return string.sub(member, ((a * 256 + b) * 256 + c) * 256 + d + 1, -5)
end

-- The part of the members that may have a row at the epoch. An entry that went with it or before has none.
local function living(first, last)
  local part = {unpack(members, first, last)}
  if not ofEntries then return part end
  local since = redis.call('HMGET', KEYS[5], unpack(part))
  local kept = {}
  for i, member in ipairs(part) do
    if not since[i] or (consistent and tonumber(since[i]) > epoch) then kept[#kept + 1] = member end
  end
  return kept
end

local frontier = ''
if m[1] .. ':' .. m[2] .. ':' .. m[3] ~= ARGV[1] then frontier = redis.call('HGET', KEYS[1], 'frontier') end
local reply = {m[1], m[2], m[3], m[4], frontier, m[5], size, #members == most and 1 or 0, ''}
local bytes, first = 0, 1
while first <= #members do
  local last = math.min(first + 49, #members)
  local some, keys = living(first, last), {}
  for j, member in ipairs(some) do keys[j] = keyOf(member) end
  local values = {}
  if #some > 0 then
    values = redis.call('HMGET', KEYS[2], unpack(keys))
    for i = #tags, 1, -1 do
      local olds = redis.call('HMGET', KEYS[4] .. ':' .. tags[i], unpack(keys))
      for j = 1, #keys do
        if olds[j] then values[j] = olds[j] end
      end
    end
  end
  for j = 1, #some do
    local row = values[j]
    if row and row ~= '' then
      reply[#reply + 1] = some[j]
      reply[#reply + 1] = row
      bytes = bytes + #row
      if bytes >= tonumber(ARGV[7]) then
        -- What is behind this row is for the next call.
        reply[8], reply[9] = 1, some[j]
        return reply
      end
    end
  end
  reply[9] = members[last]
  first = last + 1
end
return reply
