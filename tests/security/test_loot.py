"""Who has the database, the logs and Redis confirms nothing and learns no address of a network.

And what was erased is in none of them, nor in the cached pages, the mail queue, the files.
"""

import base64
import hashlib
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from signatures.tokens import Purpose, derive, mint
from stack.front import Front
from stack.visitor import Answer
from tests.faults.site import WORKERS, Site
from tests.security import loot
from tests.waiting import eventually

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("faults")]

READING = 3.2  # seconds: nobody fills in the form faster
V4, V6 = "198.51.100.77", "2001:db8:77:66::55"
# An appeal of its own, whose clock may run out; with a list on paper, as its scan.
OTHER_APPEAL = """
from django.core.files.base import ContentFile
from signatures.models import PaperBatch
from signatures.models.clock import database_now
from tests.factories import make_appeal
from tests.staff import make_staff
PaperBatch.objects.create(
    appeal=make_appeal(slug="autre", is_featured=False), place="Hall", lines_on_paper=1,
    collected_on=database_now().date(), typed_by=make_staff(email="paper@appel.example"),
    scan_sha256="0" * 64, scan=ContentFile(b"%PDF botschaftende", name="sheet.pdf"),
)
"""
EXPORT = """
from signatures.desk.export_request import Purpose, Wanted, request_export
from tests.staff import make_staff
make_staff("administrator", email="chief@appel.example")  # who is told of the export
request_export(
    Wanted(query="", ids=[], columns=["last_name", "email"], file_format="csv",
           purpose=Purpose.DELIVERY, reason="the jury asks"),
    by=make_staff("exporting organiser", email="export@appel.example"),
)
"""
NIGHT = """
from signatures.desk.tasks import delete_expired_results
from signatures.privacy.tasks import purge
purge()
delete_expired_results()
"""
TIME_PASSES = """
UPDATE signatures_signature SET created_at = now() - interval '15 days'
WHERE email = 'zwetlana.wartet@planted.example';
UPDATE signatures_job SET expires_at = now() WHERE result <> '';
UPDATE appeal_appeal SET opens_at = now() - interval '14 months',
    closes_at = now() - interval '2 months', hearing_at = now() - interval '40 days',
    state = 'closed'
WHERE slug = 'autre';
"""
SECRETS = "SELECT secret FROM signatures_networksecret"
HANDLE = "SELECT handle, network_key FROM signatures_signature WHERE email = %s"


@dataclass
class Person:
    """Somebody whose traces can be found: no other word of the test looks like theirs."""

    kind: str
    front: Front
    appeal: str = "appel"
    network: str = V4

    @property
    def last_name(self) -> str:
        return f"Ottakringer{self.kind}"

    @property
    def email(self) -> str:
        return f"zwetlana.{self.kind}@planted.example"

    @property
    def planted(self) -> list[str]:
        """What must not be found, in small letters."""
        words = (self.last_name, self.email, f"quux{self.kind}", f"botschaft{self.kind}")
        return [word.lower() for word in words]

    def get(self, path: str) -> Answer:
        return self.front.visitor().get(path, X_Forwarded_For=self.network)

    def post(self, path: str, **fields: str) -> Answer:
        return self.front.visitor().post(path, fields, X_Forwarded_For=self.network)

    def sign(self, form_token: str) -> None:
        answer = self.post(
            f"/fr/appeals/{self.appeal}/sign/",
            form_token=form_token,
            first_name="Zwetlana",
            last_name=self.last_name,
            email=self.email,
            organisation=f"Quux{self.kind}",
            message=f"Botschaft{self.kind}",
            category="student",
            country="FR",
            display="full",
            consent="on",
            age_15="on",
        )
        assert answer.status == 303


def form_token(front: Front, path: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', front.visitor().get(path).text)
    assert found is not None
    return found[1]


def link(site: Site, person: Person, purpose: Purpose) -> str:
    """Give a link that this person finds in a mail."""
    eventually(lambda: site.office.to(person.email), person.email)
    [mail] = site.office.to(person.email)
    return mail.link(purpose.value)


@pytest.fixture
def _keys(site: Site, settings: Settings) -> None:
    """Let this process make the links of the site."""
    settings.TOKEN_KEYS = site.environment["TOKEN_KEYS"].split(",")


@pytest.mark.usefixtures("_keys")
@pytest.mark.requirement("R-15", "R-50", "R-53", "R-65")
def test_a_thief_of_database_logs_and_redis_confirms_nothing_and_learns_no_address(
    site: Site, front: Front, settings: Settings
) -> None:
    people = [Person("vier", front), Person("sechs", front, network=V6)]
    token_of_form = form_token(front, "/fr/")
    time.sleep(READING)
    # What waits in Redis is looked at while it waits.
    with site.frozen(*(process for name in WORKERS for process in site.family(name))):
        for person in people:
            person.sign(token_of_form)
            person.get(f"/fr/appeals/appel/signatories/?q={person.last_name}")
            person.post("/fr/confirm/", email=person.email, code="000000")
            sign_in(person)
        waiting = loot.memory(site)
    links = [link(site, person, Purpose.CONFIRM) for person in people]
    for person, opened in zip(people, links, strict=True):
        assert person.get(opened).status == 200
    taken = [loot.database(site), loot.logs(site, front), loot.memory(site), waiting]

    for person, opened in zip(people, links, strict=True):
        says_nothing_of(person, taken, token=token_of(opened))
        opens_nothing(site, person, taken, token=token_of(opened), key=settings.TOKEN_KEYS[0])
    for name in ("SECRET_KEY", "TOKEN_KEYS", "METRICS_TOKEN"):
        assert not any(site.environment[name] in part for part in taken)


@pytest.mark.usefixtures("_keys")
@pytest.mark.requirement("R-62", "R-63", "R-64", "R-66")
def test_what_was_erased_is_nowhere_any_more(site: Site, front: Front) -> None:
    site.manage("shell", "--verbosity", "0", "--command", OTHER_APPEAL)
    withdraws, denies = Person("zieht", front), Person("fremd", front)
    waits, ends = Person("wartet", front), Person("ende", front, appeal="autre")
    confirmed, everybody = (withdraws, ends), (withdraws, denies, waits, ends)
    tokens = {name: form_token(front, f"/fr/appeals/{name}/") for name in ("appel", "autre")}
    time.sleep(READING)
    for person in everybody:
        person.sign(tokens[person.appeal])
    for person in confirmed:
        assert person.post(link(site, person, Purpose.CONFIRM)).status in (200, 303)
    pages = [f"/fr/appeals/{person.appeal}/signatories/" for person in confirmed]
    searches = [f"{page}?q={confirmed[0].last_name}" for page in pages]
    site.manage("shell", "--verbosity", "0", "--command", EXPORT)
    private = Path(site.environment["PRIVATE_DIR"])
    caches = (front.folder / "pages", site.front.folder / "pages")
    for path in (*pages, *searches):
        assert "Ottakringer" in front.visitor().get(path).text
    eventually(lambda: withdraws.email in loot.files(private), "the export")
    # All of it can be found before: what is looked for below would be seen.
    assert all(person.last_name.lower() in loot.files(*caches).lower() for person in confirmed)
    assert all(person.email in loot.database(site) for person in everybody)
    assert "botschaftende" in loot.files(private)

    handed_out = link(site, withdraws, Purpose.CONFIRM)
    manage = handed_out.replace(token_of(handed_out), own_token(site, withdraws))
    gone = withdraws.post(manage.replace("/confirm/", "/my-signature/"), withdraw="yes")
    assert gone.status in (200, 303)
    assert denies.post(link(site, denies, Purpose.NOT_ME)).status in (200, 303)
    with site.connect() as connection:
        connection.execute(TIME_PASSES.encode())
    site.manage("shell", "--verbosity", "0", "--command", NIGHT)

    for path in pages:
        eventually(lambda: not named(front.visitor().get(path).text, everybody), path)  # noqa: B023
    site.manage("shell", "--verbosity", "0", "--command", NIGHT)
    left = {
        "database": loot.database(site),
        "logs": loot.logs(site, front),
        "redis": loot.memory(site),
        "pages": loot.files(*caches),
        "files": loot.files(private),
    }
    for place, text in left.items():
        assert named(text, everybody) == [], place


def named(text: str, people: Sequence[Person]) -> list[str]:
    """Give the planted words that a text has."""
    small = text.lower()
    return [word for person in people for word in person.planted if word in small]


def token_of(path: str) -> str:
    return path.split("/")[3]


def own_token(site: Site, person: Person) -> str:
    """Make the token of somebody's own page, as a mail that is asked for has it."""
    [(handle, _key)] = site.ask(HANDLE, person.email)
    ends = datetime.now(UTC) + timedelta(days=1)
    return mint(purpose=Purpose.MANAGE, handle=handle, expires_at=ends)


def says_nothing_of(person: Person, taken: list[str], *, token: str) -> None:
    """Look for what must stand nowhere; the first of `taken`, the database, knows the names."""
    for part in taken:
        assert token not in part
        assert raw(token)[1].hex() not in part
        for written in loot.spellings(person.network):
            assert written not in part, written
    for part in taken[1:]:
        assert named(part, [person]) == []
        for digest in ("md5", "sha1", "sha256"):
            guessed = hashlib.new(digest, person.email.encode()).hexdigest()
            assert guessed not in part, digest


def opens_nothing(site: Site, person: Person, taken: list[str], *, token: str, key: str) -> None:
    """Try every long word of the loot as the key that makes links, codes and hashes."""
    [(handle, network_key)] = site.ask(HANDLE, person.email)
    body, mac = raw(token)
    around = b"198.51.100.0/24" if person.network == V4 else b"2001:db8:77:66::/64"
    days = [bytes(secret) + around for (secret,) in site.ask(SECRETS)]
    code = derive(key, "code", handle.bytes)

    def found_out(guess: str) -> list[str]:
        network = any(derive(guess, "day", day) == bytes(network_key) for day in days)
        right = {
            "link": derive(guess, Purpose.CONFIRM, body)[:20] == mac,
            "code": derive(guess, "code", handle.bytes) == code,
            "network": network,
        }
        return [what for what, is_right in right.items() if is_right]

    assert found_out(key) == ["link", "code", "network"]  # the attempt itself is right
    assert not any(found_out(guess) for guess in set(loot.keys_to_try(taken)))


def sign_in(person: Person) -> None:
    """Try to sign in at the desk with somebody's address, as from there."""
    visitor = person.front.visitor()
    page = visitor.get("/accounts/login/", X_Forwarded_For=person.network).text
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found is not None
    typed = {"csrfmiddlewaretoken": found[1], "login": person.email, "password": "wrong"}
    answer = visitor.post("/accounts/login/", typed, X_Forwarded_For=person.network)
    assert answer.status == 200


def raw(token: str) -> tuple[bytes, bytes]:
    """Give the readable part of a token and its MAC."""
    decoded = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    return decoded[:20], decoded[20:]
