-- Rows of a range of keys at an epoch, in key order.
-- KEYS: meta, rows, index, undo. ARGV: the cut that the caller knows, epoch ('' for the visible one), from, to,
--   order (asc | desc), rows at most, bytes at most, whether to count the range (0 | 1).
-- Returns nothing where the version is not there, {'EXPIRED'} where the epoch is no longer kept, else what cut.lua
-- returns, then the range's size or -1, whether the range goes on (0 | 1), the last key read, and the rows.
local m = redis.call('HMGET', KEYS[1], 'gen', 'epoch', 'building', 'asOf', 'n', 'horizon')
if not m[1] then return {} end
local epoch = ARGV[2]
if epoch == '' then epoch = m[2] end
epoch = tonumber(epoch)
local consistent = m[3] == '0'
if consistent and epoch < tonumber(m[6]) then return {'EXPIRED'} end

local from, to, most = ARGV[3], ARGV[4], tonumber(ARGV[6])
local size = -1
if ARGV[8] == '1' then size = redis.call('ZLEXCOUNT', KEYS[3], from, to) end
local keys
if ARGV[5] == 'asc' then
  keys = redis.call('ZRANGEBYLEX', KEYS[3], from, to, 'LIMIT', 0, most)
else
  keys = redis.call('ZREVRANGEBYLEX', KEYS[3], to, from, 'LIMIT', 0, most)
end
local tags = {}
if consistent then
  for _, tag in ipairs(redis.call('ZRANGE', KEYS[4], 0, -1)) do
    if tonumber(tag) > epoch then tags[#tags + 1] = tag end
  end
  table.sort(tags, function(a, b) return tonumber(a) < tonumber(b) end)
end

local frontier = ''
if m[1] .. ':' .. m[2] .. ':' .. m[3] ~= ARGV[1] then frontier = redis.call('HGET', KEYS[1], 'frontier') end
local reply = {m[1], m[2], m[3], m[4], frontier, m[5], size, #keys == most and 1 or 0, ''}
local bytes, first = 0, 1
while first <= #keys do
  local last = math.min(first + 49, #keys)
  local some = {unpack(keys, first, last)}
  local values = redis.call('HMGET', KEYS[2], unpack(some))
  for i = #tags, 1, -1 do
    local olds = redis.call('HMGET', KEYS[4] .. ':' .. tags[i], unpack(some))
    for j = 1, #some do
      if olds[j] then values[j] = olds[j] end
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
  reply[9] = keys[last]
  first = last + 1
end
return reply
