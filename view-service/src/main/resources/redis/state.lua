-- Everything that is kept of a version beside its rows, as fields and values in turn. KEYS: meta.
return redis.call('HGETALL', KEYS[1])
