-- Where the version is. KEYS: meta. ARGV: the cut that the caller knows. Returns what row.lua returns, without the row.
local m = redis.call('HMGET', KEYS[1], 'gen', 'epoch', 'building', 'asOf', 'n')
if not m[1] then return {} end
local frontier = ''
if m[1] .. ':' .. m[2] .. ':' .. m[3] ~= ARGV[1] then frontier = redis.call('HGET', KEYS[1], 'frontier') end
return {m[1], m[2], m[3], m[4], frontier, m[5]}
