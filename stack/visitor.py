"""A browser's part of a conversation: TLS, cookies, forms, and no redirect followed unasked."""

import http.client
import socket
import ssl
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from demo.readiness import HOST

CONNECTING, PATIENCE = 5.0, 20.0  # seconds


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    def __getitem__(self, header: str) -> str:
        """Return a header, or an empty text."""
        return self.headers.get(header, "")


class Connection(http.client.HTTPSConnection):
    """To a port, by the name of the site.

    Args:
        name: of the site.
        port: where it is to be reached.
        context: whom it trusts.
        host: where it is to be reached, this machine or another.
        source: the address from which one comes; "" for whichever this machine takes.
    """

    def __init__(
        self, name: str, port: int, context: ssl.SSLContext, *, host: str = HOST, source: str = ""
    ) -> None:
        super().__init__(host, port, timeout=PATIENCE, context=context)
        self._name, self._tls = name, context
        self._source = (source, 0) if source else None

    def connect(self) -> None:
        """Connect to the machine, and ask for the site's certificate."""
        plain = socket.create_connection(
            (self.host, self.port), CONNECTING, source_address=self._source
        )
        plain.settimeout(PATIENCE)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self._name)


class Visitor:
    """Somebody with a browser. Each request has a connection of its own.

    Args:
        name: of the site.
        port: where it is to be reached.
        certificate: the one to trust; None for plain HTTP.
        host: where it is to be reached, this machine or another.
        source: the address from which one comes, by TLS.

    Attributes:
        cookies: what sites have left.
        context: whom it trusts; None for plain HTTP.
    """

    def __init__(
        self,
        name: str,
        port: int,
        certificate: Path | None,
        *,
        host: str = HOST,
        source: str = "",
    ) -> None:
        self.cookies: dict[str, str] = {}
        self._name, self._host, self._port, self._source = name, host, port, source
        self.context = ssl.create_default_context(cafile=certificate) if certificate else None

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page. Headers are given as `X_Forwarded_For="..."`."""
        return self.send("GET", path, b"", headers)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        """Send a form, as a page of the site does."""
        headers = {
            "Content_Type": "application/x-www-form-urlencoded",
            "Origin": f"https://{self._name}",
            "Referer": f"https://{self._name}/",
            **headers,
        }
        return self.send("POST", path, urlencode(fields).encode(), headers)

    def is_answered(self) -> bool:
        """Say whether there is an answer at all."""
        try:
            self.get("/front-health")
        except (OSError, http.client.HTTPException):
            return False
        return True

    def send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Send a request and keep the cookies of the answer."""
        connection = (
            Connection(self._name, self._port, self.context, host=self._host, source=self._source)
            if self.context
            else http.client.HTTPConnection(self._host, self._port, timeout=PATIENCE)
        )
        sent = {"Host": self._name, "Connection": "close"}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body or None, sent)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer
