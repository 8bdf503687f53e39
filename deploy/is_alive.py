"""Ask the web server of this container whether it lives: exit 0, or 1 with the reason."""  # noqa: INP001 -- a script of the container

import http.client
import os
import sys
from urllib.parse import urlsplit


def main() -> str | None:
    """Return what is wrong, or nothing."""
    port = int(os.environ.get("BIND", "127.0.0.1:8000").rpartition(":")[2])
    # The application answers to the names of its site only.
    name = urlsplit(os.environ["SITE_URL"]).hostname or ""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/healthz", headers={"Host": name})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return f"no answer: {error}"
    finally:
        connection.close()
    return None if status == http.HTTPStatus.OK else f"answered {status}"


if __name__ == "__main__":
    sys.exit(main())
