"""Signing through nginx, as a person does: read, type, send, open the mail."""

import json
import re
import secrets
import time

from stack.visitor import Answer, Visitor
from tests.deploy.installation import Installation
from tests.waiting import eventually

SIGN = "/fr/appeals/appel/sign/"
LIVE = "/fr/appeals/appel/figure.json"


def filled_in(page: Answer, address: str) -> dict[str, str]:
    """Fill in the form of an appeal's page, as slowly as a person."""
    token = re.search(r'name="form_token" value="([^"]+)"', page.text)
    category = re.search(r'<option value="(student)"', page.text)
    assert token is not None
    assert category is not None
    time.sleep(4.1)  # nobody types faster: the application looks at the clock
    return {
        "form_token": token[1],
        "first_name": "Suzie",
        "last_name": "Exemple",
        "email": address,
        "category": category[1],
        "country": "FR",
        "display": "full",
        "consent": "on",
        "age_15": "on",
        "website": "",
    }


def sign(installation: Installation) -> tuple[str, str]:
    """Sign through nginx; return the address, and the path of the link in the mail."""
    address = f"suzie-{secrets.token_hex(4)}@campus.example"
    visitor = installation.front.visitor()
    answer = visitor.post(SIGN, filled_in(visitor.get("/fr/"), address))
    assert (answer.status, answer["Location"]) == (303, "/fr/appeals/appel/check-your-inbox/")
    eventually(lambda: installation.mails_to(address))
    body = installation.mails_to(address)[0].get_body(("plain",))
    assert body is not None
    link = re.search(r"https://appel\.example\.org(/fr/confirm/[\w-]+/)", body.get_content())
    assert link is not None
    return address, link[1]


def total(visitor: Visitor, path: str = "/fr/appeals/appel/figures.json") -> int:
    """Read the public figure."""
    return int(json.loads(visitor.get(path).body)["total"])
