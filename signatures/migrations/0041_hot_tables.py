"""How PostgreSQL keeps the tables that change all the time (docs/scaling.md, "Tables").

Its defaults vacuum a table once a fifth of it is dead: two million rows of ten. A share that
is right for a small table is a night's work for a large one, so the large ones get a small
share, and the counters, which never grow, a number.

Counters (`tally`, `hour`, `mailfunnel`): a few thousand rows, each changed over and over in a
column without an index. Half of each page is kept free, so that the next version of a row
lies beside the last one and no index is touched (a HOT update).

Signatures and mails: what changes in them is in an index (the state, the moment it is due),
so free space would save nothing and cost memory: pages stay full. But the index of due mails
holds an entry for every mail that was sent since the last vacuum, and each wake-up reads past
them: that table is vacuumed early, and without pauses.
"""

from django.db import migrations

COUNTERS = ("signatures_tally", "signatures_hour", "signatures_mailfunnel")
OF_COUNTERS = {
    "fillfactor": "50",
    "autovacuum_vacuum_scale_factor": "0",
    "autovacuum_vacuum_threshold": "1000",
    "autovacuum_vacuum_cost_delay": "0",
}
OF_SIGNATURES = {
    "autovacuum_vacuum_scale_factor": "0.02",
    # New rows too: what all can see is read from an index alone (exports, the desk's lists).
    "autovacuum_vacuum_insert_scale_factor": "0.02",
    "autovacuum_analyze_scale_factor": "0.01",
}
OF_MAILS = {
    "autovacuum_vacuum_scale_factor": "0.005",
    "autovacuum_vacuum_threshold": "500",
    "autovacuum_analyze_scale_factor": "0.01",
    "autovacuum_vacuum_cost_delay": "0",
}
TABLES = dict.fromkeys(COUNTERS, OF_COUNTERS) | {
    "signatures_signature": OF_SIGNATURES,
    "signatures_outboundemail": OF_MAILS,
}


def _settings(table: str, values: dict[str, str]) -> migrations.RunSQL:
    given = ", ".join(f"{name} = {value}" for name, value in values.items())
    return migrations.RunSQL(
        f"ALTER TABLE {table} SET ({given})", f"ALTER TABLE {table} RESET ({', '.join(values)})"
    )


class Migration(migrations.Migration):
    dependencies = [("signatures", "0040_departments_are_valid")]
    operations = [_settings(table, values) for table, values in TABLES.items()]
