-- Posts a form which each time is another person's, from another network.
-- Arguments: path, first number, file with the fields that are the same for all.
local consonants = { "b", "d", "l", "m", "n", "r", "s", "v" }
local vowels = { "a", "e", "i", "o", "u" }
local providers = { "gmail.com", "orange.fr", "free.fr", "outlook.com", "yahoo.fr" }
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(arguments)
  path = arguments[1]
  number = number + tonumber(arguments[2])
  local file = io.open(arguments[3])
  shared = file:read("*a")
  file:close()
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
end

-- 64 000 different words that could be names.
local function word(seed)
  local letters = {}
  for _ = 1, 3 do
    letters[#letters + 1] = consonants[seed % 8 + 1]
    seed = math.floor(seed / 8)
    letters[#letters + 1] = vowels[seed % 5 + 1]
    seed = math.floor(seed / 5)
  end
  return table.concat(letters)
end

function request()
  number = number + 2
  local first, last = word(number), word(math.floor(number / 64000) + number * 7)
  local host = providers[number % #providers + 1]
  wrk.headers["X-Forwarded-For"] = string.format("%d.%d.%d.7",
    number % 99 + 20, math.floor(number / 99) % 256, math.floor(number / 25344) % 256)
  local body = string.format("%s&first_name=%s&last_name=%s&email=%s.%s.%d%%40%s",
    shared, first, last, first, last, number, host)
  return wrk.format("POST", path, nil, body)
end
