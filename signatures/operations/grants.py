"""Who may do what in the database (R-56): the owner changes its shape, the application its rows.

The owner's password is known to the migration alone. Whoever takes over a web process can
then neither drop a trigger that keeps the figure, nor rewrite the audit. A third role reads
sums and nothing else; tools of the press may be given it.
"""

from django.db import connection, transaction
from psycopg import sql

APPLICATION, FIGURES = "paraphe_app", "paraphe_figures"
# Made by migration `published_sums`.
SUMS_VIEW = "signatures_published_sums"
_ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE")
# What a row of the application may not change or take away, whatever the triggers say.
LESS: dict[str, tuple[str, ...]] = {
    "django_migrations": ("SELECT",),
    "accounts_auditentry": ("SELECT", "INSERT"),
    "signatures_snapshot": ("SELECT", "INSERT", "UPDATE"),  # the end of an embargo
}


@transaction.atomic
def grant() -> list[str]:
    """Give each role that exists what it needs, and take everything else from it.

    Run by the owner after each migration: new tables belong to nobody else before.

    Returns:
        The roles that were there; an installation with a single role has none.
    """
    granted = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [[APPLICATION, FIGURES]]
        )
        granted = sorted(name for (name,) in cursor.fetchall())
        for role in granted:
            for statement in _statements(role):
                cursor.execute(statement)
    return granted


def _statements(role: str) -> list[sql.Composed]:
    everything = sql.SQL("ALL TABLES IN SCHEMA public")
    name = sql.Identifier(role)
    statements = [
        sql.SQL("REVOKE ALL ON {} FROM {}").format(everything, name),
        sql.SQL("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {}").format(name),
    ]
    if role == FIGURES:
        return [*statements, _give(("SELECT",), sql.Identifier(SUMS_VIEW), name)]
    statements += [
        _give(_ROWS, everything, name),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(name),
    ]
    for table, rights in LESS.items():
        taken = [right for right in _ROWS if right not in rights]
        statements.append(
            sql.SQL("REVOKE {} ON {} FROM {}").format(
                sql.SQL(", ").join(map(sql.SQL, taken)), sql.Identifier(table), name
            )
        )
    return statements


def _give(rights: tuple[str, ...], on: sql.Composable, to: sql.Composable) -> sql.Composed:
    return sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(", ").join(map(sql.SQL, rights)), on, to)
