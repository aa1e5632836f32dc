-- wrk's script: asks the addresses of a file one after another, each thread from a place of its own, and tells the end as JSON.
-- Arguments: the file, where to begin (as a part of their number), how many threads there are.
-- Requests are written beforehand, so that asking costs every entrant the same.
local threads = 0

function setup(thread)
   thread:set("number", threads)
   threads = threads + 1
end

local requests, at = {}, 0

function init(arguments)
   for path in io.lines(arguments[1]) do
      requests[#requests + 1] = wrk.format("GET", path)
   end
   at = math.floor(#requests * (tonumber(arguments[2]) + number / arguments[3])) % #requests
end

function request()
   at = at % #requests + 1
   return requests[at]
end

function done(summary, latency)
   local errors = summary.errors
   io.write(string.format('\n{"requests":%d,"seconds":%.6f,"bytes":%d,"failed":%d,"refused":%d,"p50":%.3f,"p99":%.3f,"most":%.3f}\n', summary.requests,
      summary.duration / 1e6, summary.bytes, errors.connect + errors.read + errors.write + errors.status + errors.timeout,
      errors.status, latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
end
