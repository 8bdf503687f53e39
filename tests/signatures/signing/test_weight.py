"""The first view of the appeal weighs less than 100 kB, letters and pictures included."""

import gzip
import re
from pathlib import Path

from django.conf import settings
from django.test import Client

from appeal.models import Appeal
from demo.sample.letters import read_letter
from tests.factories import make_signature

MOST = 100_000
STATIC = Path(settings.BASE_DIR) / "static"
# Style sheets, scripts, icons, letters, and pictures that are not left for later.
_WANTED = re.compile(r'<(?:link|script|img)\b[^>]*?(?:href|src)="(?P<address>[^"]+)"[^>]*>')
_FACE = re.compile(r"@font-face\s*{(?P<face>[^}]+)}")


def first_view(page: str) -> set[str]:
    """Give the addresses under /static/ that a browser fetches before anybody scrolls."""
    return {
        found["address"].split("?")[0]
        for found in _WANTED.finditer(page)
        if 'loading="lazy"' not in found[0] and 'rel="canonical"' not in found[0]
    }


def faces(sheet: str) -> set[str]:
    """Give the letters of a style sheet that every page uses."""
    always = [found["face"] for found in _FACE.finditer(sheet) if "unicode-range" not in found[0]]
    return {name for face in always for name in re.findall(r"fonts/[a-z-]+\.woff2", face)}


def test_first_view_weighs_less_than_100_kb(client: Client, appeal: Appeal) -> None:
    letter = read_letter("fr")
    Appeal.objects.update(accent="#20369c", goal=1500)
    text = appeal.versions.get().texts.get(language="fr")
    for number in range(12):
        make_signature(appeal, first_name=f"Anne-Marie{number}", job_title="Chercheuse")

    page = client.get("/fr/").content.decode().replace(text.body, letter.body) + letter.body
    files: dict[str, int] = {"page": len(gzip.compress(page.encode()))}
    for address in first_view(page):
        if not address.startswith("/static/"):
            continue
        content = (STATIC / address.removeprefix("/static/")).read_bytes()
        packed = content if address.endswith("woff2") else gzip.compress(content)
        files[address.rsplit("/", 1)[-1]] = len(packed)
        for name in faces(content.decode()) if address.endswith(".css") else ():
            files[name.rsplit("/", 1)[-1]] = (STATIC / name).stat().st_size

    assert len(files) > 6, files
    assert sum(files.values()) < MOST, files
