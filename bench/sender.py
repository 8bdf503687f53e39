"""A bare sender of mail: one connection, kept, and the same mail again and again.

Run as `python -m bench.sender --port PORT --mail FILE --number NUMBER`. Two of them show
what the sink can take at most.
"""

import argparse
import smtplib
from pathlib import Path

from demo.readiness import HOST


def main() -> None:
    """Read the command line and send."""
    parser = argparse.ArgumentParser(prog="bench.sender", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--mail", type=Path, required=True)
    parser.add_argument("--number", type=int, required=True)
    given = parser.parse_args()
    mail = given.mail.read_bytes()
    with smtplib.SMTP(HOST, given.port, local_hostname="localhost") as connection:
        for _number in range(given.number):
            connection.sendmail("a@appel.example.org", ["b@campus.example"], mail)


if __name__ == "__main__":
    main()
