"""The mix of a viral hour, at a given rate, whether or not the site keeps up (an open loop)."""

import asyncio
import itertools
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.viral.client import Answer, Client
from bench.visits import PAGE, SIGN

# pages : signs : confirms : looks at the counter
MIX = {"page": 100, "sign": 5, "confirm": 4, "counter": 50}
COUNTER = PAGE + "appeals/montpellier-ia/figure.json"
REFUSAL, TOO_MANY, ERROR, BUSY = 400, 429, 500, 503
MOST_AT_ONCE = 4000  # open requests of this client; beyond it the client is what is measured


@dataclass
class Seen:
    """What visitors met, by what they did."""

    seconds: float = 0.0
    answers: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))

    def statuses(self) -> Counter[int]:
        """Give how often each status came; 0 is no answer at all."""
        return Counter(answer.status for many in self.answers.values() for answer in many)

    def p99(self, what: str) -> float:
        """Give the 99th percentile of what was answered well, in seconds; 0 for nothing."""
        good = sorted(
            answer.seconds for answer in self.answers.get(what, []) if 0 < answer.status < ERROR
        )
        return good[int(len(good) * 0.99)] if good else 0.0

    def failed(self) -> int:
        """Give how many got an error of ours, or no answer."""
        return sum(number for status, number in self.statuses().items() if not 0 < status < ERROR)

    def good(self) -> int:
        """Give how many requests did what the visitor wanted."""
        return sum(number for status, number in self.statuses().items() if 0 < status < REFUSAL)

    def dishonest(self) -> int:
        """Give how many were refused without a word about when to come back, or not answered."""
        return sum(
            1
            for many in self.answers.values()
            for answer in many
            if answer.status == 0
            or (answer.status in (TOO_MANY, BUSY) and not answer.retry_after)
            or (answer.status >= ERROR and answer.status != BUSY)
        )


class Crowd:
    """Visitors with addresses of their own.

    Args:
        client: by which they ask.
        form_token: of the appeal's page, old enough.
        links: of mails that wait to be confirmed; taken one after the other.
        seed: of the order of what they do.
    """

    def __init__(self, client: Client, form_token: str, links: list[str], seed: int) -> None:
        self._client, self._form_token, self._links = client, form_token, iter(links)
        self._numbers = itertools.count()
        self._dice = random.Random(seed)  # noqa: S311 -- dice
        self._open = 0

    async def run(self, rate: float, seconds: float) -> Seen:
        """Ask so many times a second, for so long, and wait for the last answer."""
        seen, tasks = Seen(), set[asyncio.Task[None]]()
        began = time.perf_counter()
        for number, what in zip(range(int(rate * seconds)), self._whats(), strict=False):
            due = began + number / rate
            ahead = due - time.perf_counter()
            if ahead > 0:
                await asyncio.sleep(ahead)
            elif number % 50 == 0:
                await asyncio.sleep(0)
            if len(tasks) >= MOST_AT_ONCE:
                seen.answers[what].append(Answer(0, 0.0))
                continue
            task = asyncio.create_task(self._visit(what, due, seen))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        await asyncio.gather(*tasks)
        seen.seconds = time.perf_counter() - began
        return seen

    def _whats(self) -> Iterator[str]:
        names, weights = list(MIX), list(MIX.values())
        while True:
            yield from self._dice.choices(names, weights, k=1000)

    async def _visit(self, what: str, due: float, seen: Seen) -> None:
        number = next(self._numbers)
        # One network each: nobody is held because others came from the same place.
        visitor = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        fields = None
        path = PAGE if what == "page" else COUNTER
        if what == "sign":
            path, fields = SIGN, self._typed(number)
        elif what == "confirm":
            path, fields = next(self._links, ""), {}
            if not path:
                return
        answer = await self._client.ask(path, due=due, visitor=visitor, fields=fields)
        seen.answers[what].append(answer)

    def _typed(self, number: int) -> dict[str, str]:
        letters = str(number).translate(str.maketrans("0123456789", "abcdefghij"))
        return {
            "form_token": self._form_token,
            "first_name": "Suzie",
            "last_name": f"Exemple{letters}",
            "email": f"v{number}.{self._dice.getrandbits(40):x}@campus.example",
            "category": "citizen",
            "country": "FR",
            "display": "full",
            "consent": "on",
            "age_15": "on",
        }
