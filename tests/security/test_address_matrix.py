"""Role × address × verb: who gets through where, and what nobody reads who must not."""

from collections import defaultdict

import pytest
from django.db import transaction
from django.test import Client

from accounts.audit import record
from accounts.models import AuditEntry, User
from appeal.enums import ChangeKind
from appeal.models import Appeal
from appeal.versions import draft_next_version
from signatures.enums import Display, EmailKind
from signatures.figures.snapshots import take_snapshot
from signatures.models import Channel, Job, Organisation, OutboundEmail, Signature, Snapshot
from signatures.models.clock import database_now
from tests.factories import make_signature
from tests.security.address_matrix import ADDRESSES, Row
from tests.security.paths import all_addresses
from tests.security.people import PEOPLE, ask, make_people
from tests.staff import signed_in

PATHS = all_addresses()
HOW_TO = (
    "{name} has no line. Add one to tests/security/address_matrix.py, in the order of names, "
    "once you are sure that it is meant so. Today it would be:\n"
    '    "{name}": row("{get}", "{post}"),'
)
NAME, EMAIL = "Zwanzigeinundzwanzig", "zwanzig@private.example"
# Who may read what the signatory shows nobody: names, addresses.
READ_NAMES, READ_EMAILS = set("moea"), set("oea")
OTHER_VERBS = ("PUT", "PATCH", "DELETE")
# Addresses of one model, or of one part of the site: people are made once for each family.
FAMILIES: dict[str, list[str]] = defaultdict(list)
for _name in sorted(set(PATHS) & set(ADDRESSES)):
    FAMILIES["_".join(_name.split("_")[:2]) if ":" in _name else "accounts"].append(_name)


@pytest.fixture
def signature(appeal: Appeal) -> Signature:
    """A signature that shows the public nothing, and a mail to it."""
    made = make_signature(
        appeal, last_name=NAME, email=EMAIL, display=Display.HIDDEN, channel="matrix"
    )
    OutboundEmail.objects.create(
        signature=made, kind=EmailKind.CONFIRM, dedupe_key="matrix", recipient_key=b"m" * 32
    )
    draft_next_version(appeal=appeal, change_kind=ChangeKind.CORRECTION)
    Job.objects.create(kind="nothing")
    Organisation.objects.create(name="Chaire")
    Channel.objects.create(appeal=appeal, code="matrix", label="Hall")
    take_snapshot(appeal, by=None, now=database_now())
    record("matrix.ask")
    return made


@pytest.fixture
def people(db: None) -> dict[str, Client]:
    return make_people()


def path_of(name: str, signature: Signature) -> str:
    """The address with arguments that lead to something, where there is something."""
    mail = OutboundEmail.objects.get()
    by_model = {
        "signature": signature.pk,
        "appeal": signature.appeal_id,
        "appealversion": signature.version_id,
        "category": signature.category_id,
        "outboundemail": mail.pk,
        "user": User.objects.latest("pk").pk,
        "job": Job.objects.get().pk,
        "organisation": Organisation.objects.get().pk,
        "channel": Channel.objects.get().pk,
        "snapshot": Snapshot.objects.get().pk,
        "auditentry": AuditEntry.objects.latest("pk").pk,
    }
    if name.endswith(("_write", "_publish")):
        by_model["appealversion"] = signature.appeal.versions.latest("number").pk
    model = name.partition(":")[2].split("_")[1:2]
    arguments = {
        "slug": signature.appeal.slug,
        "object_id": by_model.get("".join(model), 1),
        "app_label": "signatures",
        "content_type_id": 1,
        "code": Snapshot.objects.get().code,
        "url": "nowhere",
        "uidb36": "1",
        "key": "key",
        "pk": by_model.get("".join(model), 1),
        "token": "token",
    }
    path = PATHS[name]
    for argument, value in arguments.items():
        path = path.replace(f"<{argument}>", str(value))
    return path if "<" not in path else path.replace("<", "").replace(">", "")


def who_gets_through(name: str, signature: Signature, people: dict[str, Client]) -> Row:
    """Ask as everybody; fail where somebody reads what is not for them, or a page fails."""
    path, let_in = path_of(name, signature), {"GET": "", "POST": ""}
    for verb in let_in:
        for letter in PEOPLE:
            with transaction.atomic():  # each finds everything as it was
                answer = ask(people[letter], verb, path)
                transaction.set_rollback(True)
            assert answer.status != 500, f"{verb} {path} fails for {letter}"
            assert letter in READ_NAMES or NAME not in answer.text, f"{letter} reads a name"
            assert letter in READ_EMAILS or EMAIL not in answer.text, f"{letter} reads an address"
            let_in[verb] += letter if answer.let_in else ""
            if "logout" in name and letter != "s":
                people[letter] = signed_in(User.objects.get(email=f"{letter}@appel.example"))
    return Row(let_in["GET"], let_in["POST"])


def test_every_address_has_a_line(signature: Signature, people: dict[str, Client]) -> None:
    said = [f"{name} is no address any more: remove it" for name in set(ADDRESSES) - set(PATHS)]
    for name in sorted(set(PATHS) - set(ADDRESSES)):
        found = who_gets_through(name, signature, people)
        said.append(HOW_TO.format(name=name, get=found.get, post=found.post))

    assert not said, "\n".join(said)


def test_the_lines_are_in_order() -> None:
    assert list(ADDRESSES) == sorted(ADDRESSES)


@pytest.mark.requirement("R-19", "R-67")
@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_who_gets_through(family: str, signature: Signature, people: dict[str, Client]) -> None:
    names = FAMILIES[family]

    found = {name: who_gets_through(name, signature, people) for name in names}

    assert found == {name: ADDRESSES[name] for name in names}


@pytest.mark.parametrize("verb", OTHER_VERBS)
def test_other_verbs_open_nothing_more(
    verb: str, signature: Signature, people: dict[str, Client]
) -> None:
    opened = []
    for name in sorted(set(PATHS) & set(ADDRESSES)):
        for letter in "sp":
            allowed = set(ADDRESSES[name].get) | set(ADDRESSES[name].post)
            if letter not in allowed:
                answer = ask(people[letter], verb, path_of(name, signature))
                opened += [f"{letter} {name}"] if answer.let_in and answer.status < 400 else []

    assert not opened
