"""Why a mail provider's API did not take a mail: because of the mail, or of anything else."""

from collections.abc import Iterator

import requests
from anymail.exceptions import AnymailRequestsAPIError

# The key, the bill, the account, too many requests: the next mail would fare no better.
_ABOUT_OUR_ACCOUNT = {401, 402, 403, 429}
_SERVER_ERROR = 500
# Of a program in front of the API, which may have the mail.
_GATEWAY_TIMEOUT = 504


def is_provider_away(error: AnymailRequestsAPIError) -> bool:
    """Say whether the provider has not taken the mail, and no mail is to blame.

    Not where it may have taken it, and fell silent or hung up: then the attempt counts, so
    that nobody gets the same mail every ten seconds for as long as that lasts.

    Args:
        error: what Anymail raised; of the exception of requests, too, where nobody answered.
    """
    if error.status_code is not None:
        return error.status_code in _ABOUT_OUR_ACCOUNT or (
            error.status_code >= _SERVER_ERROR and error.status_code != _GATEWAY_TIMEOUT
        )
    has_hung_up = any(
        isinstance(cause, (ConnectionResetError, BrokenPipeError)) for cause in _causes(error)
    )
    return isinstance(error, requests.ConnectionError) and not has_hung_up


def describe(error: Exception) -> str:
    """Give what the outbox keeps of an error: a code or a kind, none of its words."""
    if isinstance(error, AnymailRequestsAPIError):
        return f"provider: {error.status_code or type(error.__cause__).__name__}"
    return type(error).__name__


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
