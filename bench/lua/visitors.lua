-- Asks for one page, each time from another network.
-- Arguments: path.
number = 0

function init(arguments)
  path = arguments[1]
end

function request()
  number = number + 1
  wrk.headers["X-Forwarded-For"] = string.format("%d.%d.%d.7",
    number % 99 + 20, math.floor(number / 99) % 256, math.floor(number / 25344) % 256)
  return wrk.format("GET", path)
end
