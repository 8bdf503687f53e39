"""What a thief carries away, as text that can be searched: the database, the logs, Redis, files."""

import base64
import binascii
import ipaddress
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import redis

from demo.binaries import postgres_binaries
from demo.postgres import DATABASE
from stack.front import Front
from tests.faults.site import Site

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_HEX = re.compile(r"(?:[0-9a-f]{2}){16,}")


def database(site: Site) -> str:
    """Give a dump of the whole database, what is encoded in it decoded beside it."""
    dumped = subprocess.run(
        [postgres_binaries() / "pg_dump", f"--host={site.environment['PGHOST']}", DATABASE],
        env={"PGUSER": "paraphe"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    # Without the schema: function bodies hold no data, and take time to look through.
    return opened("\n".join(re.findall(r"^COPY .*?^\\\.$", dumped, re.MULTILINE | re.DOTALL)))


def logs(site: Site, front: Front) -> str:
    """Give what every process has written, both nginx included."""
    return opened(f"{site.logs}\n{front.access_log}\n{front.error_log}")


def memory(site: Site) -> str:
    """Give every key and value of Redis."""
    with redis.from_url(site.environment["REDIS_URL"]) as client:
        found: list[bytes] = [
            part for key in client.scan_iter() for part in (key, *_values(client, key))
        ]
    return opened("\n".join(part.decode(errors="replace") for part in found))


def files(*folders: Path) -> str:
    """Give the content and the names of all files in these folders."""
    found = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return "\n".join(f"{file.name}\n{file.read_text(errors='replace')}" for file in found)


def opened(text: str) -> str:
    """Give a text with what it holds in base64 or hexadecimal digits decoded at its end."""
    inside = [text]
    for run in _BASE64.findall(text):
        try:
            raw = base64.urlsafe_b64decode(run.replace("+", "-").replace("/", "_") + "==")
        except binascii.Error:
            continue
        inside.append(raw.decode(errors="ignore"))
    inside += [bytes.fromhex(run).decode(errors="ignore") for run in _HEX.findall(text)]
    return "\n".join(inside)


def spellings(address: str) -> set[str]:
    """Give the ways in which a network address may be written."""
    parsed = ipaddress.ip_address(address)
    packed = parsed.packed
    return {
        address,
        str(parsed),
        parsed.exploded,
        packed.hex(),
        str(int(parsed)),
        base64.b64encode(packed).decode().rstrip("="),
    }


def keys_to_try(loot: Iterable[str]) -> Iterator[str]:
    """Give whatever in the loot might be a key: each long word."""
    for text in loot:
        yield from set(re.findall(r"[^\s\"',;:|]{16,200}", text))


def _values(client: redis.Redis, key: Any) -> Iterable[Any]:
    match client.type(key):
        case b"string":
            return [client.get(key) or b""]
        case b"list":
            return client.lrange(key, 0, -1)
        case b"set":
            return client.smembers(key)
        case b"hash":
            return [part for pair in client.hgetall(key).items() for part in pair]
        case b"zset":
            return client.zrange(key, 0, -1)
        case _:
            raise AssertionError(key)
