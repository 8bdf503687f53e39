"""What the terminal says once the demo runs: who may sign in, and what is where."""

import json

from demo.options import Options


def welcome(options: Options) -> list[str]:
    """Return the lines that introduce the demo: the addresses, and the accounts of staff.

    Args:
        options: what was asked for; `credentials.json` in its folder has the accounts.
    """
    places = (
        ("The appeal", f"{options.site}/fr/ (English: {options.site}/en/)"),
        ("Organisers' desk", f"{options.site}/staff/"),
        ("Caught mail", f"{options.site}/demo/mail/"),
        ("What happens", f"{options.folder}/log/"),
    )
    lines = [f"  {name:<17} {place}" for name, place in places]
    return ["", *lines, "", *_accounts(options), ""]


def _accounts(options: Options) -> list[str]:
    file = options.folder / "credentials.json"
    if not file.exists():
        return []
    accounts = json.loads(file.read_text())
    return [
        "  Accounts of the desk (address, password, role):",
        *(f"  {one['email']:<32} {one['password']:<24} {one['role']}" for one in accounts),
    ]
