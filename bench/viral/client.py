"""Many visitors in one process: requests over kept connections to nginx, as little as it takes."""

import asyncio
import ssl
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlencode

from demo.readiness import HOST
from stack.variables import SITE_HOST

PATIENCE = 15.0  # seconds; longer than any page of nginx's takes


@dataclass(frozen=True)
class Answer:
    """What came back.

    Attributes:
        status: 0 without an answer.
        seconds: from the moment at which it should have been asked.
        retry_after: whether it says when to come back.
    """

    status: int
    seconds: float
    retry_after: bool = False


class _ClosedError(OSError):
    """The connection ended before the first byte of an answer."""


class Client:
    """Asks one nginx.

    Args:
        port: of nginx on this machine.
        certificate: of nginx.
    """

    def __init__(self, port: int, certificate: str) -> None:
        self._port = port
        self._tls = ssl.create_default_context(cafile=certificate)
        self._idle: deque[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = deque()

    async def ask(
        self,
        path: str,
        *,
        due: float,
        visitor: str,
        fields: Mapping[str, str] | None = None,
    ) -> Answer:
        """Make one request.

        Args:
            path: of the page.
            due: when it should have begun (`time.perf_counter`): waiting in here counts, too.
            visitor: the address that the request comes from.
            fields: of a form; None for a page.
        """
        body = b"" if fields is None else urlencode(fields).encode()
        head = f"{'GET' if fields is None else 'POST'} {path} HTTP/1.1\r\nHost: {SITE_HOST}\r\n"
        head += (
            f"X-Forwarded-For: {visitor}\r\nAccept-Encoding: gzip\r\nUser-Agent: Mozilla/5.0\r\n"
        )
        if fields is not None:
            head += f"Origin: https://{SITE_HOST}\r\nContent-Length: {len(body)}\r\n"
            head += "Content-Type: application/x-www-form-urlencoded\r\n"
        try:
            async with asyncio.timeout(PATIENCE):
                status, headers = await self._exchange(f"{head}\r\n".encode() + body)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError):
            return Answer(0, time.perf_counter() - due)
        return Answer(status, time.perf_counter() - due, b"retry-after:" in headers)

    async def _exchange(self, request: bytes) -> tuple[int, bytes]:
        """Ask on a connection that is there; anew where nginx has closed that one meanwhile."""
        while self._idle:
            reader, writer = self._idle.pop()
            with suppress(ConnectionError, _ClosedError):
                return await self._ask_on(reader, writer, request)
        return await self._ask_on(*await self._connect(), request)

    async def _ask_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
    ) -> tuple[int, bytes]:
        try:
            writer.write(request)
            try:
                headers = (await reader.readuntil(b"\r\n\r\n")).lower()
            except asyncio.IncompleteReadError as error:
                raise (error if error.partial else _ClosedError) from error
            await _read_body(reader, headers)
        except BaseException:
            writer.transport.abort()
            raise
        if b"connection: close" in headers:
            writer.transport.abort()
        else:
            self._idle.append((reader, writer))
        return int(headers[9:12]), headers

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(
            HOST, self._port, ssl=self._tls, server_hostname=SITE_HOST
        )

    def close(self) -> None:
        """Hang up."""
        for _reader, writer in self._idle:
            writer.transport.abort()


async def _read_body(reader: asyncio.StreamReader, headers: bytes) -> None:
    if b"\r\ntransfer-encoding: chunked" in headers:
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    else:
        _before, found, after = headers.partition(b"\r\ncontent-length:")
        if found:
            await reader.readexactly(int(after.split(b"\r\n", 1)[0]))
