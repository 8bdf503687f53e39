"""What mail servers send back: files of `reports/`, about a mail of ours."""

from pathlib import Path

from signatures.mail.message import message_id
from signatures.mail.return_path import return_path
from signatures.models import OutboundEmail

REPORTS = Path(__file__).parent / "reports"


def returned(name: str, email: OutboundEmail, *, to: str = "", about: str = "") -> bytes:
    """Give a report about `email`, sent to its return path and giving its headers back."""
    text = (REPORTS / f"{name}.eml").read_text(encoding="utf-8")
    text = text.replace("{return_path}", to or return_path(email))
    text = text.replace("{message_id}", about or message_id(email))
    charset = "iso-8859-1" if "iso-8859-1" in text else "utf-8"
    return text.encode(charset)
