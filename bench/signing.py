"""Figures of what is written: sign and confirm, each answer checked against the rows."""

import itertools
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID

from bench import rows, visits
from bench.figure import BenchError, Figure
from bench.site import Site
from bench.wrk import Answers, Load, load
from signatures.signing.form_token import MINIMUM_AGE, QUICK
from signatures.tokens import LINK_LIFETIME, Purpose, mint

AT_ONCE = 16  # connections
# More than this machine can confirm in a second: a run must not be short of links.
LINKS_A_SECOND = 4000
_CSRF = "b" * 32
# Each run begins where no other run of this process has been.
_runs = itertools.count(1)
_PEOPLE_A_RUN = 10_000_000


class Signing:
    """People who fill in the form of the product, or that of the floor.

    Args:
        site: what is measured.
        seconds: of each run.
    """

    def __init__(self, site: Site, *, seconds: float) -> None:
        self.site, self.seconds = site, seconds
        self._token = visits.form_token(site)
        # Nobody types faster, and who is nearly as fast looks suspicious.
        time.sleep(max(MINIMUM_AGE, QUICK).total_seconds() + 0.5)

    def sign(self) -> Answers:
        """Sign at the product, all checks on.

        Raises:
            BenchError: not every answer has its row, or a signature was held as suspicious.
        """
        fields = {
            "form_token": self._token,
            "category": "citizen",
            "country": "FR",
            "city": "Montpellier",
            "display": "full",
            "consent": "on",
            "age_15": "on",
            "website": "",
        }
        before = rows.count(self.site, "status = 'pending'")
        answers = self._post(visits.direct_url(self.site, visits.SIGN), fields, visits.FORM)
        self.compare(answers, rows.count(self.site, "status = 'pending'") - before)
        if held := rows.count(self.site, "status = 'pending' AND moderation = 'held'"):
            raise BenchError(f"{held} signatures were held: this measures another path")
        return answers

    def sign_floor(self, path: str) -> Answers:
        """Do the same at a view of the floor.

        Raises:
            BenchError: not every answer has its row.
        """
        counted = "SELECT count(*) FROM floor_row"
        ((before,),) = self.site.ask_floor(counted)
        headers = {**visits.FORM, "Cookie": f"csrftoken={_CSRF}"}
        url = visits.floor_url(self.site, path)
        answers = self._post(url, {"csrfmiddlewaretoken": _CSRF}, headers)
        ((after,),) = self.site.ask_floor(counted)
        self.compare(answers, int(str(after)) - int(str(before)))
        return answers

    def confirm(self) -> Answers:
        """Confirm at the product, each time another signature.

        Raises:
            BenchError: not every answer has its row.
        """
        later = datetime.now(UTC) + LINK_LIFETIME
        waiting = rows.pending(self.site, self._links())
        paths = [
            f"/fr/confirm/{mint(purpose=Purpose.CONFIRM, handle=UUID(handle), expires_at=later)}/"
            for _pk, handle in waiting
        ]
        confirmed = f"status = 'verified' AND id >= {waiting[0][0]}"
        answers = self._open(visits.direct_url(self.site, "/"), paths)
        self.compare(answers, rows.count(self.site, confirmed))
        return answers

    def confirm_floor(self) -> Answers:
        """Do the same at the bare view."""
        paths = [f"/update/{token}/" for token in rows.floor_tokens(self.site, self._links())]
        return self._open(visits.floor_url(self.site), paths)

    @staticmethod
    def compare(answers: Answers, written: int) -> None:
        """Compare the answers with the rows: those under way at the end may have one.

        Raises:
            BenchError: they differ.
        """
        accepted = answers.number - answers.refused
        if not accepted <= written <= accepted + AT_ONCE + answers.broken:
            raise BenchError(f"{accepted} answers, but {written} rows")

    def _links(self) -> int:
        return int(LINKS_A_SECOND * max(1.0, self.seconds))

    def _post(self, url: str, fields: dict[str, str], headers: dict[str, str]) -> Answers:
        shared = self.site.folder / "shared"
        shared.write_text(urlencode(fields))
        path = url.partition("//")[2].partition("/")[2]
        first = next(_runs) * _PEOPLE_A_RUN
        arguments = (f"/{path}", str(first), str(shared))
        return self._load(url, headers, "forms", arguments)

    def _open(self, url: str, paths: list[str]) -> Answers:
        file = self.site.folder / "paths"
        file.write_text("\n".join(paths))
        return self._load(url, visits.FORM, "paths", (str(file),))

    def _load(
        self, url: str, headers: dict[str, str], script: str, arguments: tuple[str, ...]
    ) -> Answers:
        asked = Load(
            url=url, headers=headers, script=script, arguments=arguments, connections=AT_ONCE
        )
        return load(asked, seconds=self.seconds, site=self.site)


def signing_figures(signing: Signing) -> Iterator[Figure]:
    """Give the figures of signing and confirming; mail is stopped meanwhile."""
    rows.stop_mail(signing.site)

    yield Figure(
        key="sign",
        what="signatures accepted, row and promised mail committed",
        floor_is="a bare view that inserts one row",
        product=lambda: signing.sign().sample(),
        floor=lambda: signing.sign_floor("/insert/").sample(),
        target=0.8,
    )
    yield Figure(
        key="confirm",
        what="signatures confirmed, the figure moved",
        floor_is="a bare view that updates one row",
        product=lambda: signing.confirm().sample(),
        floor=lambda: signing.confirm_floor().sample(),
        target=0.8,
    )
