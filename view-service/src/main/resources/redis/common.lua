-- Shared by the scripts that write. Every key of a view version is in one hash slot, so each script is one atomic step.
local lease, meta, rows, index, dead, undo =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local graves = dead .. ':list'

local function undoOf(tag) return undo .. ':' .. tag end
local function graveOf(tag) return dead .. ':' .. tag end

-- Removes deleted keys from the index, a bounded number a call, once no reader can want them any more.
local function bury(limit)
  local tag = redis.call('LINDEX', graves, 0)
  if not tag then return end
  for _, key in ipairs(redis.call('SPOP', graveOf(tag), limit)) do
    if redis.call('HGET', dead, key) == tag then
      redis.call('ZREM', index, key)
      redis.call('HDEL', dead, key)
    end
  end
  if redis.call('EXISTS', graveOf(tag)) == 0 then redis.call('LPOP', graves) end
end

-- Forgets one epoch's undo rows; readers of earlier epochs are told to begin anew.
local function forget(tag)
  local horizon = tonumber(redis.call('HGET', meta, 'horizon'))
  if tonumber(tag) > horizon then redis.call('HSET', meta, 'horizon', tag) end
  redis.call('HINCRBY', meta, 'kept', -redis.call('HLEN', undoOf(tag)))
  redis.call('UNLINK', undoOf(tag))
  redis.call('ZREM', undo, tag)
  if redis.call('EXISTS', graveOf(tag)) == 1 then redis.call('RPUSH', graves, tag) end
end

-- Forgets undo rows of epochs that became visible before the instant, and more where there are too many of them.
local function trim(before, keptMax)
  for _, tag in ipairs(redis.call('ZRANGEBYSCORE', undo, '-inf', before)) do forget(tag) end
  while tonumber(redis.call('HGET', meta, 'kept')) > keptMax do
    local oldest = redis.call('ZRANGEBYSCORE', undo, '-inf', '(+inf', 'LIMIT', 0, 1)[1]
    if not oldest then break end
    forget(oldest)
  end
  bury(500)
end

-- Removes everything that the version holds, its lease apart.
local function wipe()
  for _, tag in ipairs(redis.call('ZRANGE', undo, 0, -1)) do
    redis.call('UNLINK', undoOf(tag), graveOf(tag))
  end
  for _, tag in ipairs(redis.call('LRANGE', graves, 0, -1)) do redis.call('UNLINK', graveOf(tag)) end
  redis.call('UNLINK', meta, rows, index, dead, undo, graves)
end
