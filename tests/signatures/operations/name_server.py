"""A real name server on this machine, which knows a few names."""

import contextlib
import socket
import threading
from collections.abc import Iterator, Mapping

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

type Zone = Mapping[tuple[str, str], list[str]]


def answer(query: bytes, zone: Zone) -> bytes:
    question = dns.message.from_wire(query)
    [asked] = question.question
    name, kind = asked.name.to_text(), dns.rdatatype.to_text(asked.rdtype)
    reply = dns.message.make_response(question)
    reply.flags |= dns.flags.AA
    records = zone.get((name.rstrip("."), kind), [])
    if records:
        reply.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *records))
    elif not any(known == name.rstrip(".") for known, _kind in zone):
        reply.set_rcode(dns.rcode.NXDOMAIN)
    return reply.to_wire(max_size=65_535)


@contextlib.contextmanager
def running_name_server(zone: Zone) -> Iterator[str]:
    """Answer from `zone` on a free UDP port; gives `address:port`."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                query, peer = server.recvfrom(65_535)
                if query:
                    server.sendto(answer(query, zone), peer)

        thread = threading.Thread(target=serve)
        thread.start()
        address, port = server.getsockname()
        try:
            yield f"{address}:{port}"
        finally:
            over.set()
            server.sendto(b"", (address, port))
            thread.join()
