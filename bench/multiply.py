"""More signatures than the sample makes: the same people again, with other addresses.

To invent ten million people takes Python three quarters of an hour; PostgreSQL copies a
million in a minute. What no constraint needs of the indexes is built afterwards, as a restore
builds it. Counts, limits and searches see rows like any others; the triggers count them.
"""

from collections.abc import Callable

type Ask = Callable[..., list[tuple[object, ...]]]

_TABLE = "signatures_signature"
# One copy of each signature, in the place of what has to be its own.
_CHANGED = {
    "id": f"nextval(pg_get_serial_sequence('{_TABLE}', 'id'))",
    "handle": "gen_random_uuid()",
    "form_key": "NULL",
    "email": "CASE email WHEN '' THEN '' ELSE concat('r', %(round)s::int, '.', email) END",
    "canonical_email": (
        "CASE canonical_email WHEN '' THEN ''"
        " ELSE concat('r', %(round)s::int, '.', canonical_email) END"
    ),
}
_INDEXES = f"""
    SELECT indexname, indexdef FROM pg_indexes
    JOIN pg_index ON indexrelid = format('%%I', indexname)::regclass
    WHERE tablename = '{_TABLE}' AND NOT indisunique ORDER BY indexname
"""


def multiply(ask: Ask, *, times: int) -> None:
    """Make `times` as many signatures of those that are there.

    Args:
        ask: gives the rows of a statement in a database with the sample, where nobody signs.
        times: two or more.
    """
    columns = [
        str(name)
        for (name,) in ask(
            "SELECT attname FROM pg_attribute WHERE attrelid = %(table)s::regclass"
            " AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            table=_TABLE,
        )
    ]
    values = ", ".join(_CHANGED.get(name, name) for name in columns)
    copy = (
        f"INSERT INTO {_TABLE} ({', '.join(columns)})"
        f" SELECT {values} FROM {_TABLE} WHERE id <= %(last)s"
    )
    ((last,),) = ask(f"SELECT max(id) FROM {_TABLE}")
    indexes = ask(_INDEXES)
    for name, _definition in indexes:
        ask(f"DROP INDEX {name}")
    for number in range(1, times):
        ask(copy, round=number, last=last)
    for _name, definition in indexes:
        ask(str(definition))
    ask(f"VACUUM {_TABLE}")
    ask("ANALYZE")
