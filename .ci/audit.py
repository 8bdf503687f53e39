"""Known vulnerabilities in the pinned dependencies, by pip-audit.

Without its service nothing was checked: that is said, in so many words, and is no failure,
because a machine without the service can do nothing about it.
"""

import json
import subprocess
import sys

# A vulnerability that is accepted for a while: {id: "reason, until 2027-01-31"}, the date in full.
WAIVERS: dict[str, str] = {}


def main() -> int:
    """Audit the runtime's pins; 1 when one has a known vulnerability without a waiver."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", "requirements/runtime.txt"]
    command += ["--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner=off"]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    try:
        report = json.loads(result.stdout)
    except ValueError:
        last = (result.stderr.strip().splitlines() or ["no answer"])[-1]
        print(f"NOT AUDITED: the vulnerability service did not answer ({last[:160]})")
        return 0
    found = [
        f"{package['name']} {package['version']}: {finding['id']}"
        for package in report["dependencies"]
        for finding in package.get("vulns", [])
        if finding["id"] not in WAIVERS
    ]
    skipped = sum("skip_reason" in package for package in report["dependencies"])
    if skipped:
        print(f"NOT AUDITED: {skipped} packages")
    print("\n".join(found))
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
