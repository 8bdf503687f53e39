-- Posts an empty form to each address of a file once, from another network each time.
-- Arguments: file with one path a line.
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(arguments)
  paths = {}
  for line in io.lines(arguments[1]) do
    paths[#paths + 1] = line
  end
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
end

function request()
  number = number + 2
  wrk.headers["X-Forwarded-For"] = string.format("%d.%d.%d.7",
    number % 99 + 20, math.floor(number / 99) % 256, math.floor(number / 25344) % 256)
  return wrk.format("POST", paths[number - 1] or "/no-path-is-left/", nil, "")
end
