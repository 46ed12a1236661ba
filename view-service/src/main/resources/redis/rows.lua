-- Rows of keys at an epoch, in the order of the keys.
-- KEYS: meta, rows, undo. ARGV: the cut that the caller knows, epoch ('' for the visible one), bytes at most, key...
-- Returns nothing where the version is not there, {'EXPIRED'} where the epoch is no longer kept, else what cut.lua
-- returns, then a row or '' for each key, until the bytes are reached.
local m = redis.call('HMGET', KEYS[1], 'gen', 'epoch', 'building', 'asOf', 'n', 'horizon')
if not m[1] then return {} end
local epoch = ARGV[2]
if epoch == '' then epoch = m[2] end
epoch = tonumber(epoch)
local consistent = m[3] == '0'
if consistent and epoch < tonumber(m[6]) then return {'EXPIRED'} end

local keys = {unpack(ARGV, 4)}
local values = redis.call('HMGET', KEYS[2], unpack(keys))
if consistent then
  local tags = {}
  for _, tag in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do
    if tonumber(tag) > epoch then tags[#tags + 1] = tag end
  end
  table.sort(tags, function(a, b) return tonumber(a) > tonumber(b) end)
  for _, tag in ipairs(tags) do
    local olds = redis.call('HMGET', KEYS[3] .. ':' .. tag, unpack(keys))
    for i = 1, #keys do
      if olds[i] then values[i] = olds[i] end
    end
  end
end

local frontier = ''
if m[1] .. ':' .. m[2] .. ':' .. m[3] ~= ARGV[1] then frontier = redis.call('HGET', KEYS[1], 'frontier') end
local reply = {m[1], m[2], m[3], m[4], frontier, m[5]}
local bytes = 0
for i = 1, #keys do
  local row = values[i] or ''
  reply[#reply + 1] = row
  bytes = bytes + #row
  if bytes >= tonumber(ARGV[3]) then break end
end
return reply
