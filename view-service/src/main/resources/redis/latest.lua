-- Rows as they are stored now, whatever epoch they are of. KEYS: rows. ARGV: bytes at most, key...
-- Returns a row or '' for each key, in the order of the keys, until the bytes are reached.
local values = redis.call('HMGET', KEYS[1], unpack(ARGV, 2))
local reply, bytes = {}, 0
for i = 1, #ARGV - 1 do
  reply[i] = values[i] or ''
  bytes = bytes + #reply[i]
  if bytes >= tonumber(ARGV[1]) then break end
end
return reply
