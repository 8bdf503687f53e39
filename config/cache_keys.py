"""Keys of the cache in Redis, hidden: allauth counts sign-ins under addresses in clear (R-65)."""

from django.utils.crypto import salted_hmac


def hidden_key(key: str, key_prefix: str, version: int) -> str:
    """Give a key that says nothing without `SECRET_KEY` (the cache's `KEY_FUNCTION`).

    Args:
        key: as a program of ours or of others chose it; with an address of network or mail in it.
        key_prefix: ours, so that one may see whose key it is.
        version: of the cache's entries.
    """
    digest = salted_hmac("config.cache_keys", key, algorithm="sha256").hexdigest()
    return f"{key_prefix}:{version}:{digest}"
