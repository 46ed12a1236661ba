-- Keeps the lease, and says whether the version is as its owner left it. ARGV: token, lease ms, now ms, keep ms, kept max,
-- indexes.
if redis.call('GET', lease) ~= ARGV[1] then return {'FENCED'} end
redis.call('PEXPIRE', lease, ARGV[2])
local m = redis.call('HMGET', meta, 'rev', 'n', 'gen')
if not m[1] then return {'LOST'} end
if redis.call('HLEN', rows) ~= tonumber(m[2])
  or redis.call('ZCARD', index) ~= tonumber(m[2]) + redis.call('HLEN', dead) then
  return {'BROKEN'}
end
if redis.call('ZCARD', entries) ~= m[2] * ARGV[6] + redis.call('HLEN', stale) then return {'BROKEN'} end
trim(ARGV[3] - ARGV[4], tonumber(ARGV[5]), 0)
return {'OK', tonumber(m[1])}
