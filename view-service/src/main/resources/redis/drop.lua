-- Removes a version that is no more, its lease included, so that a writer of it is fenced.
-- ARGV: whether also while the lease is held (0 | 1). Returns whether it was removed (0 | 1).
if ARGV[1] == '0' and redis.call('EXISTS', lease) == 1 then return {0} end
wipe()
redis.call('UNLINK', lease)
return {1}
