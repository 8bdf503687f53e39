"""A counter is never waited for: each transaction moves cells in a shard that is its own.

The shard was the connection's number modulo 16. With more than 16 connections two transactions
met in one, and each could hold a cell that the other wanted: one of them was ended, and a
citizen met an error page. Now a shard is taken with a lock that only a transaction without one
tries, and holds to its end; it is the same shard as before unless somebody has that at this
moment. More than 16 are in use only while more than 16 transactions count.
"""

from django.db import migrations

# The first number names these locks among the advisory ones; every other one has a single,
# larger number (risk/limits, mail/alarms).
FREE_SHARD = """
CREATE FUNCTION free_shard() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    usual integer := pg_backend_pid() % 16;
    attempt integer := 0;
    shard integer := usual;
BEGIN
    WHILE NOT pg_try_advisory_xact_lock(45, shard) LOOP
        attempt := attempt + 1;
        shard := CASE WHEN attempt < 16 THEN (usual + attempt) % 16 ELSE attempt END;
    END LOOP;
    RETURN shard;
END
$$;
"""

COUNTING = (
    "signature_tally_after_insert",
    "signature_tally_after_delete",
    "signature_tally_after_update",
    "signature_hours_after_insert",
    "signature_hours_after_update",
    "body_tally_after_insert",
    "body_tally_after_delete",
    "body_tally_after_update",
    "paper_tally_after_insert",
    "paper_tally_after_delete",
    "paper_tally_after_update",
    "mail_funnel_add",
    "mail_funnel_after_asked",
)
BY_CONNECTION = "pg_backend_pid() % 16"
# As a query of its own it is asked once for a statement, and not for each cell.
FREE = "(SELECT free_shard())"

# The functions are what they were, but for the shard.
REPLACE = """
DO $$
DECLARE
    counting regproc;
BEGIN
    FOREACH counting IN ARRAY '{{{names}}}'::regproc[] LOOP
        EXECUTE replace(pg_get_functiondef(counting), '{before}', '{after}');
    END LOOP;
END
$$;
"""


def _replace(before: str, after: str) -> str:
    return REPLACE.format(names=",".join(COUNTING), before=before, after=after)


class Migration(migrations.Migration):
    dependencies = [("signatures", "0045_erasure_notices")]

    operations = [
        migrations.RunSQL(FREE_SHARD, "DROP FUNCTION free_shard();"),
        migrations.RunSQL(_replace(BY_CONNECTION, FREE), _replace(FREE, BY_CONNECTION)),
    ]
