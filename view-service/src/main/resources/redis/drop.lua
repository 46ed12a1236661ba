-- Removes a version that is no more, its lease included, so that a writer of it is fenced.
wipe()
redis.call('UNLINK', lease)
return {1}
