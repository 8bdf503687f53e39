"""Rows for the runs: more of a row that the product itself has made, and the mail's switch."""

from collections.abc import Sequence

from bench.figure import BenchError
from bench.site import Site

# LATERAL, or the record would be made anew for each of its columns; with the number in it,
# or one record would be made for all.
_MORE = """
    INSERT INTO {table}
    SELECT made.*
    FROM {table} AS template, generate_series(1, %(number)s) AS number,
        LATERAL jsonb_populate_record(template, jsonb_build_object(
            'number', number,
            'id', nextval(pg_get_serial_sequence('{table}', 'id')), {changes})) AS made
    WHERE template.id = (SELECT max(id) FROM {table} WHERE {like})
    RETURNING id
"""


def pending(site: Site, number: int) -> list[tuple[int, str]]:
    """Add so many signatures that wait for confirmation; returns their ids and handles.

    They are like the last one that somebody has sent in, each with an address of its own.

    Raises:
        BenchError: nobody has signed yet.
    """
    changes = """
        'handle', gen_random_uuid(), 'form_key', null,
        'email', concat(gen_random_uuid(), '@campus.example'),
        'canonical_email', concat(gen_random_uuid(), '@campus.example')
    """
    ids = _more(site, "signatures_signature", "status = 'pending'", changes, number)
    found = site.ask(
        "SELECT id, handle::text FROM signatures_signature WHERE id >= %(first)s ORDER BY id",
        first=ids[0],
    )
    return [(int(str(pk)), str(handle)) for pk, handle in found]


def promised(site: Site, signatures: Sequence[int]) -> None:
    """Add a mail that is due for each of these signatures."""
    changes = """
        'signature_id', %(first)s + number - 1, 'dedupe_key', gen_random_uuid(),
        'message_nonce', gen_random_uuid(), 'state', 'queued', 'due_at', now(),
        'sent_at', null, 'attempts', 0, 'last_error', ''
    """
    _more(
        site,
        "signatures_outboundemail",
        "kind = 'confirm' AND signature_id IS NOT NULL",
        changes,
        len(signatures),
        first=signatures[0],
    )


def floor_tokens(site: Site, number: int) -> list[str]:
    """Add so many rows to the floor's table; returns their tokens."""
    found = site.ask_floor(
        """INSERT INTO floor_row (first_name, last_name, email, token)
        SELECT 'Suzie', 'Exemple', gen_random_uuid() || '@campus.example', gen_random_uuid()
        FROM generate_series(1, %(number)s) RETURNING token::text""",
        number=number,
    )
    return [str(token) for (token,) in found]


def stop_mail(site: Site) -> None:
    """Stop the mail, as an organiser does, and forget what was promised."""
    site.ask(
        """INSERT INTO signatures_sendingstop (reason, stopped_by_id)
        SELECT 'bench', id FROM accounts_user ORDER BY id LIMIT 1 ON CONFLICT DO NOTHING"""
    )
    site.ask("DELETE FROM signatures_outboundemail WHERE state = 'queued'")


def resume_mail(site: Site) -> None:
    """Let mail leave again."""
    site.ask(
        """UPDATE signatures_sendingstop SET resumed_at = now(), resumed_by_id = stopped_by_id
        WHERE resumed_at IS NULL"""
    )


def count(site: Site, condition: str, *, table: str = "signatures_signature") -> int:
    """Count rows."""
    ((number,),) = site.ask(f"SELECT count(*) FROM {table} WHERE {condition}")
    return int(str(number))


def _more(
    site: Site, table: str, like: str, changes: str, number: int, **values: object
) -> list[int]:
    sql = _MORE.format(table=table, like=like, changes=changes)
    ids = [int(str(pk)) for (pk,) in site.ask(sql, number=number, **values)]
    if not ids:
        raise BenchError(f"no row in {table} to make more of")
    return ids
