-- One row at the visible epoch. KEYS: meta, rows, undo. ARGV: key, the cut that the caller knows.
-- Returns nothing where the version is not there, else generation, epoch, building, as of, frontier or '' where the caller
-- knows it, row count, row or nil.
local m = redis.call('HMGET', KEYS[1], 'gen', 'epoch', 'building', 'pending', 'asOf', 'n')
if not m[1] then return {} end
local row = redis.call('HGET', KEYS[2], ARGV[1])
if m[4] ~= '0' and m[3] == '0' then
  local tags = redis.call('ZRANGEBYSCORE', KEYS[3], '+inf', '+inf')
  table.sort(tags, function(a, b) return tonumber(a) < tonumber(b) end)
  for _, tag in ipairs(tags) do
    local old = redis.call('HGET', KEYS[3] .. ':' .. tag, ARGV[1])
    if old then row = old ~= '' and old; break end
  end
end
local frontier = ''
if m[1] .. ':' .. m[2] .. ':' .. m[3] ~= ARGV[2] then frontier = redis.call('HGET', KEYS[1], 'frontier') end
return {m[1], m[2], m[3], m[5], frontier, m[6], row}
