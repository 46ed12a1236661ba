-- Shared by the scripts that write. Every key of a view version is in one hash slot, so each script is one atomic step.
local lease, meta, rows, index, dead, undo, entries, stale =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8]

local function undoOf(tag) return undo .. ':' .. tag end

-- What is gone of a sorted set stays in it while readers of earlier epochs may want it: `gone` says since which epoch, a grave
-- has what went with one epoch, and a list the epochs whose readers are no more.
local function graveOf(gone, tag) return gone .. ':' .. tag end
local function graves(gone) return gone .. ':list' end

-- Calls with at most 1,000 members of a list at a time, which is less than Lua's stack takes.
local function inParts(list, call)
  for first = 1, #list, 1000 do
    local part = {}
    for i = first, math.min(first + 999, #list) do part[#part + 1] = list[i] end
    call(part)
  end
end

-- Whatever the rows' number of writes is, the indexes have seen as many: a writer that knows no indexes does not do this.
local function indexesSeen(rev) redis.call('HSET', meta, 'entries', '1:' .. rev) end

-- Removes what is gone from a sorted set, a bounded number a call, once no reader can want it any more.
local function bury(set, gone, limit)
  local tag = redis.call('LINDEX', graves(gone), 0)
  if not tag then return end
  inParts(redis.call('SPOP', graveOf(gone, tag), limit), function(part)
    local since = redis.call('HMGET', gone, unpack(part))
    local buried = {}
    for i, member in ipairs(part) do
      if since[i] == tag then buried[#buried + 1] = member end
    end
    if #buried > 0 then
      redis.call('ZREM', set, unpack(buried))
      redis.call('HDEL', gone, unpack(buried))
    end
  end)
  if redis.call('EXISTS', graveOf(gone, tag)) == 0 then redis.call('LPOP', graves(gone)) end
end

-- Forgets one epoch's undo rows; readers of earlier epochs are told to begin anew.
local function forget(tag)
  local horizon = tonumber(redis.call('HGET', meta, 'horizon'))
  if tonumber(tag) > horizon then redis.call('HSET', meta, 'horizon', tag) end
  redis.call('HINCRBY', meta, 'kept', -redis.call('HLEN', undoOf(tag)))
  redis.call('UNLINK', undoOf(tag))
  redis.call('ZREM', undo, tag)
  for _, gone in ipairs({dead, stale}) do
    if redis.call('EXISTS', graveOf(gone, tag)) == 1 then redis.call('RPUSH', graves(gone), tag) end
  end
end

-- Forgets undo rows of epochs that became visible before the instant, and more where there are too many of them. Buries as many
-- entries of indexes as the caller adds, and some more.
local function trim(before, keptMax, added)
  for _, tag in ipairs(redis.call('ZRANGEBYSCORE', undo, '-inf', before)) do forget(tag) end
  while tonumber(redis.call('HGET', meta, 'kept')) > keptMax do
    local oldest = redis.call('ZRANGEBYSCORE', undo, '-inf', '(+inf', 'LIMIT', 0, 1)[1]
    if not oldest then break end
    forget(oldest)
  end
  bury(index, dead, 500)
  bury(entries, stale, 500 + added)
end

-- Removes everything that the version holds, its lease apart.
local function wipe()
  for _, gone in ipairs({dead, stale}) do
    for _, tag in ipairs(redis.call('ZRANGE', undo, 0, -1)) do redis.call('UNLINK', graveOf(gone, tag)) end
    for _, tag in ipairs(redis.call('LRANGE', graves(gone), 0, -1)) do redis.call('UNLINK', graveOf(gone, tag)) end
    redis.call('UNLINK', gone, graves(gone))
  end
  for _, tag in ipairs(redis.call('ZRANGE', undo, 0, -1)) do redis.call('UNLINK', undoOf(tag)) end
  redis.call('UNLINK', meta, rows, index, undo, entries)
end
