"""The reader of caught mail at /demo/mail/."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.smtp import Envelope
from django.test import Client
from pytest_django.fixtures import Settings

from demo.mail_catcher import keep

LINK = "http://127.0.0.1:8000/fr/confirm/abc-123/"
HTML = f'<style>p {{ color: red }}</style><p style="margin: 0"><a href="{LINK}">Confirmer</a></p>'


@pytest.fixture
def directory(settings: Settings, tmp_path: Path) -> Path:
    """The folder that the reader reads."""
    settings.MAIL_DIR = tmp_path
    return tmp_path


def catch(directory: Path, subject: str, to: str = "suzie@univ.example") -> str:
    """Have a mail caught, and return its name."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "appeal@paraphe.example", to, subject
    message.set_content(f"Bonjour,\n<b>confirmez</b> ici : {LINK}\n")
    message.add_alternative(HTML, subtype="html")
    envelope = Envelope()
    envelope.mail_from, envelope.rcpt_tos = "appeal@paraphe.example", [to]
    envelope.original_content = message.as_bytes()
    return keep(directory, envelope).name


def test_list_shows_the_newest_mail_first(client: Client, directory: Path) -> None:
    for subject in ("Premier", "Deuxième"):
        catch(directory, subject)

    page = client.get("/demo/mail/").content.decode()

    assert 0 < page.index("Deuxième") < page.index("Premier")


def test_list_can_be_filtered_by_recipient(client: Client, directory: Path) -> None:
    catch(directory, "Pour Suzie", "Suzie <suzie@univ.example>")
    catch(directory, "Pour Olga", "olga@univ.example")

    page = client.get("/demo/mail/", {"to": "SUZIE@"}).content.decode()

    assert "Pour Suzie" in page
    assert "Pour Olga" not in page


def test_long_list_is_cut_into_pages(client: Client, directory: Path) -> None:
    for number in range(51):
        catch(directory, f"Mail {number:02}.")

    first = client.get("/demo/mail/", {"to": "suzie"}).content.decode()
    second = client.get("/demo/mail/", {"to": "suzie", "page": "2"}).content.decode()

    assert "Mail 50." in first
    assert "Mail 00." not in first
    assert "?to=suzie&amp;page=2" in first
    assert "Mail 00." in second


def test_list_without_mail_is_an_empty_page(client: Client, directory: Path) -> None:
    directory.rmdir()

    assert client.get("/demo/mail/").status_code == 200


def test_text_has_links_and_no_markup(client: Client, directory: Path) -> None:
    name = catch(directory, "<i>Confirmez</i>")

    page = client.get(f"/demo/mail/{name}/").content.decode()

    assert f'<a href="{LINK}" rel="nofollow">' in page
    assert "&lt;b&gt;confirmez&lt;/b&gt;" in page
    assert "&lt;i&gt;Confirmez&lt;/i&gt;" in page


def test_html_is_shown_in_a_frame_without_rights(client: Client, directory: Path) -> None:
    name = catch(directory, "Confirmez")

    page = client.get(f"/demo/mail/{name}/")
    html = client.get(f"/demo/mail/{name}/html/")

    assert 'sandbox="allow-top-navigation-by-user-activation"' in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert HTML in html.content.decode()
    assert html["X-Frame-Options"] == "SAMEORIGIN"
    policy = html["Content-Security-Policy"]
    assert "default-src 'none'; style-src 'unsafe-inline'" in policy
    assert "sandbox allow-top-navigation-by-user-activation" in policy


def test_raw_mail_is_the_file(client: Client, directory: Path) -> None:
    name = catch(directory, "Confirmez")

    response = client.get(f"/demo/mail/{name}/raw/")

    assert response.content == (directory / name).read_bytes()
    assert response["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    "name",
    [
        "20261101T120000.000000Z-00000000.eml",  # well-formed, and not there
        "../secrets.json",
        "..%2fsecrets.json",
        "%2e%2e%2fsecrets.json",
        "20261101T120000.000000Z-00000000.eml%0a",
        "20261101T120000.000000Z-00000000.eml%00",
    ],
)
@pytest.mark.parametrize("view", ["", "html/", "raw/"])
def test_no_other_file_can_be_read(client: Client, directory: Path, name: str, view: str) -> None:
    (directory.parent / "secrets.json").write_text("secret")

    assert client.get(f"/demo/mail/{name}/{view}").status_code == 404


@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_speak_the_visitors_language(client: Client, directory: Path, language: str) -> None:
    name = catch(directory, "Confirmez")

    for address in ("/demo/mail/", f"/demo/mail/{name}/"):
        page = client.get(address, headers={"Accept-Language": language})
        assert f'<html lang="{language}">' in page.content.decode()


def test_mail_in_an_unknown_character_set_is_still_shown(client: Client, directory: Path) -> None:
    name = catch(directory, "Confirmez")
    file = directory / name
    file.write_bytes(file.read_bytes().replace(b'charset="utf-8"', b'charset="klingon"'))

    page = client.get(f"/demo/mail/{name}/")

    assert page.status_code == 200
    assert LINK in page.content.decode()
