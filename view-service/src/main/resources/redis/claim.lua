-- Takes the lease where it is free. ARGV: token, lease ms. Returns 0 and its rest, or 1 and the stored state.
local lease, meta = KEYS[1], KEYS[2]
local holder = redis.call('GET', lease)
if holder and holder ~= ARGV[1] then return {0, redis.call('PTTL', lease)} end
redis.call('SET', lease, ARGV[1], 'PX', ARGV[2])
return {1, redis.call('HGETALL', meta)}
