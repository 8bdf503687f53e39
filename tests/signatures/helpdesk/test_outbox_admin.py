"""The outbox at the desk: look, and send again what was given up."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from accounts.roles import MODERATOR, ORGANISER, PRESS
from appeal.models import Appeal
from signatures.enums import EmailState
from signatures.models import OutboundEmail
from signatures.models.clock import database_now
from tests.factories import make_signature
from tests.signatures.mail.promises import promise, promises, state_of

OUTBOX = "/staff/signatures/outboundemail/"


def sign_in(client: Client, role: str) -> None:
    user = User.objects.create_user(email=f"{role}@appel.example", password=None)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)


def send_again(client: Client, *emails: OutboundEmail) -> int:
    chosen = {"action": "send_again", "_selected_action": [email.pk for email in emails]}
    return client.post(OUTBOX, chosen).status_code


def test_organiser_sees_what_went_wrong_and_no_address(client: Client, appeal: Appeal) -> None:
    signature = make_signature(appeal, email="secret@campus.example")
    promise(signature, state=EmailState.BOUNCED, last_error="recipient refused: 550")
    sign_in(client, ORGANISER)

    page = client.get(OUTBOX).content.decode()

    assert "dit que cette adresse n’existe pas" in page
    assert "(recipient refused: 550)" in page
    assert f"/staff/mail/signature/{signature.pk}/" in page
    assert "secret" not in page


def test_the_list_of_what_did_not_arrive_has_both_kinds(client: Client, appeal: Appeal) -> None:
    failed = [
        promises(appeal, 1, state=state)[0] for state in (EmailState.DEAD, EmailState.BOUNCED)
    ]
    promises(appeal, 1, state=EmailState.SENT)
    sign_in(client, ORGANISER)

    shown = client.get(f"{OUTBOX}?state=failed").context["cl"].result_list
    given_up = client.get(f"{OUTBOX}?state=dead").context["cl"].result_list

    assert set(shown) == set(failed)
    assert list(given_up) == failed[:1]


@pytest.mark.parametrize("role", [MODERATOR, PRESS])
def test_others_do_not_see_the_outbox(client: Client, appeal: Appeal, role: str) -> None:
    [email] = promises(appeal, 1, state=EmailState.DEAD)
    sign_in(client, role)

    assert client.get(OUTBOX).status_code == 403
    assert send_again(client, email) == 403
    assert state_of(email)[0] == EmailState.DEAD


def test_organiser_sends_again_what_was_given_up(client: Client, appeal: Appeal) -> None:
    dead, bounced = (
        promises(appeal, 1, state=state, attempts=8)[0]
        for state in (EmailState.DEAD, EmailState.BOUNCED)
    )
    [sent] = promises(appeal, 1, state=EmailState.SENT)
    sign_in(client, ORGANISER)

    assert send_again(client, dead, bounced, sent) == 302

    states = [state_of(email)[:2] for email in (dead, bounced, sent)]
    assert states == [(EmailState.QUEUED, 0), (EmailState.QUEUED, 0), (EmailState.SENT, 0)]


def test_organiser_is_told_what_is_not_sent_again(client: Client, appeal: Appeal) -> None:
    [old] = promises(appeal, 1, state=EmailState.DEAD, attempts=8)
    OutboundEmail.objects.update(created_at=database_now() - timedelta(days=8))
    sign_in(client, ORGANISER)

    send_again(client, old)

    assert state_of(old)[0] == EmailState.DEAD
    page = client.get(OUTBOX).content.decode()
    assert "1 courriel reste tel quel\u00a0: ses liens ont expiré" in page


@pytest.mark.parametrize("path", ["add/", "{pk}/delete/"])
def test_promises_are_neither_made_nor_deleted_at_the_desk(
    client: Client, appeal: Appeal, path: str
) -> None:
    [email] = promises(appeal, 1)
    sign_in(client, ORGANISER)

    response = client.post(OUTBOX + path.format(pk=email.pk), {"post": "yes"})

    assert (response.status_code, OutboundEmail.objects.count()) == (403, 1)


def test_promise_is_shown_and_not_changed(client: Client, appeal: Appeal) -> None:
    [email] = promises(appeal, 1)
    sign_in(client, ORGANISER)
    address = f"{OUTBOX}{email.pk}/change/"
    before = OutboundEmail.objects.values().get()

    assert client.get(address).status_code == 200
    assert client.post(address, {"state": "sent"}).status_code == 403
    assert OutboundEmail.objects.values().get() == before


def test_sending_again_what_was_sent_changes_nothing_and_says_so(
    client: Client, appeal: Appeal
) -> None:
    sent = promises(appeal, 1, state=EmailState.SENT)[0]
    sign_in(client, ORGANISER)

    send_again(client, sent)

    assert "Rien n’a changé." in client.get(OUTBOX).text
    assert state_of(sent)[0] == EmailState.SENT
