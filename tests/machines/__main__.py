"""`make test-machines`: lose each host in turn while people sign, and count at the end.

The order and the pauses come from the seed; the same seed gives the same order.
"""

import argparse
import json
import random
import secrets
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from tests.machines.cluster import DATABASES, NAMES, WEB, Cluster, boot_failed
from tests.machines.hosts import network

MORE = 12  # signatures that have to be accepted while a host is away
PAUSE = (2.0, 5.0)  # seconds
PATIENCE = 180.0
# What may be sent twice when a host is lost: the mail in hand of each process of a worker.
MAILS_IN_HAND = 2 * 2
QUEUED = "SELECT count(*) FROM signatures_outboundemail WHERE state = 'queued'"
COUNTED = (
    "SELECT count(*) FROM signatures_signature WHERE status = 'verified' AND moderation <> 'held'"
)
TALLY = "SELECT coalesce(sum(value), 0) FROM signatures_tally WHERE dimension = 'total'"
HELD = "SELECT count(*) FROM signatures_signature WHERE moderation = 'held'"


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="tests.machines", description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    given = parser.parse_args()
    # Asked to stop, it leaves no host behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    say(f"seed {given.seed}")
    with (
        ExitStack() as stack,
        tempfile.TemporaryDirectory(prefix="paraphe-machines-") as folder,
        network(NAMES) as hosts,
        stack,
    ):
        cluster = Cluster(Path(folder), hosts, stack)
        try:
            return run(cluster, random.Random(given.seed))
        except Exception:
            say(boot_failed(cluster))
            raise


def run(cluster: Cluster, dice: random.Random) -> int:
    """Lose one host after the other, then count."""
    cluster.set_up()
    cluster.start("visitors")
    wait_for_more(cluster, 0)
    order = [name for name in NAMES if name != "visitors"]
    dice.shuffle(order)
    say(f"order: {', '.join(order)}")
    for name in order:
        lose(cluster, name, dice)
    (cluster.folder / "stop").touch()
    cluster.wait(lambda: cluster.ask(QUEUED) == [(0,)], "the last mail")
    (cluster.folder / "settled").touch()
    cluster.wait(lambda: len(lines(cluster, "confirmed")) == len(mails(cluster)), "the last button")
    return count(cluster, losses=len(order))


def lose(cluster: Cluster, name: str, dice: random.Random) -> None:
    """Lose a host, see that people go on signing, and have it back."""
    time.sleep(dice.uniform(*PAUSE))
    before, began = len(lines(cluster, "accepted")), time.monotonic()
    was_primary = name == cluster.primary
    cluster.kill(name)
    if was_primary:
        cluster.promote()
    elif name in DATABASES:
        cluster.demand_standby(False)
    wait_for_more(cluster, before)
    missed = time.monotonic() - began
    time.sleep(dice.uniform(*PAUSE))
    if was_primary:
        cluster.mend(name)
        cluster.follow(name)
    else:
        cluster.revive(name)
        if name in DATABASES:
            cluster.wait_for_standby()
        if name in WEB:
            cluster.wait(lambda: cluster.answers(name), name)
    now = len(lines(cluster, "accepted"))
    role = " (primary)" if was_primary else ""
    say(
        f"{name}{role} lost: {MORE} more accepted within {missed:.1f} s, "
        f"{now - before} until it was back"
    )


def count(cluster: Cluster, *, losses: int) -> int:
    """Compare what visitors saw with what the database says; 1 when something differs."""
    accepted, arrived = set(lines(cluster, "accepted")), mails(cluster)
    confirmed = lines(cluster, "confirmed")
    [(counted,)], [(tally,)], [(held,)] = map(cluster.ask, (COUNTED, TALLY, HELD))
    path = "/fr/appeals/appel/figures.json"
    cluster.wait(lambda: {total(cluster, web, path) for web in WEB} == {counted}, "the figure")
    twice = sum(
        number - 1 for number in Counter(mail["to"] for mail in arrived_all(cluster)).values()
    )
    identities = Counter(
        to for to, _id in {(mail["to"], mail["id"]) for mail in arrived_all(cluster)}
    )
    cluster.run("python", "manage.py", "reconcile")
    answers = Counter(line.split()[1][0] for line in lines(cluster, "answers"))
    faults = [
        *(f"lost: {address}" for address in sorted(accepted - set(arrived))),
        *(f"two different mails: {to}" for to, number in identities.items() if number > 1),
        *([f"held: {held}"] if held else []),
        *(
            [f"confirmed {len(set(confirmed))}, counted {counted}, tally {tally}"]
            if not len(set(confirmed)) == counted == tally
            else []
        ),
        *([f"{twice} mails sent twice"] if twice > losses * MAILS_IN_HAND else []),
    ]
    say(
        f"accepted {len(accepted)}, mails {len(arrived)} (+{twice} sent twice), "
        f"confirmed {len(set(confirmed))}, counted {counted}, tally {tally}; "
        f"answers by class {dict(sorted(answers.items()))}"
    )
    for fault in faults:
        say(fault)
    say("FAILED" if faults else "nothing lost, nothing counted twice")
    return int(bool(faults))


def wait_for_more(cluster: Cluster, before: int) -> None:
    """Wait until more signatures are accepted."""
    cluster.wait(lambda: len(lines(cluster, "accepted")) >= before + MORE, "signatures")


def total(cluster: Cluster, web: str, path: str) -> int:
    """Give the figure that a web host shows, past every cache of nginx."""
    return int(json.loads(cluster.visitor(web).get(f"{path}?at={time.monotonic()}").text)["total"])


def arrived_all(cluster: Cluster) -> list[dict[str, str]]:
    """Give every mail that arrived, copies included."""
    return [json.loads(line) for line in lines(cluster, "mail.jsonl")]


def mails(cluster: Cluster) -> dict[str, str]:
    """Give the links that arrived, by address."""
    return {mail["to"]: mail["link"] for mail in arrived_all(cluster)}


def lines(cluster: Cluster, name: str) -> list[str]:
    """Give the whole lines of a file that a host writes."""
    file = cluster.folder / name
    return file.read_text().splitlines() if file.exists() else []


def say(line: str) -> None:
    """Say what happens."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
