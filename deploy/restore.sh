#!/usr/bin/env bash
# Put a backup in the place of the database. Stop web, worker and beat first.
#     bash deploy/restore.sh paraphe-….dump.age private-key.txt
# Who withdrew since the backup is in the journal of erasures: that of the present database,
# and erasures.csv beside the backup. `up` erases them again before anything else starts.
# The backup is restored beside the database, and takes its name only when it is complete.
# The old one stays as paraphe_replaced for a week: then backup.sh drops it, by the date that is
# its comment. The application may not read it.
set -euo pipefail
file=${1:?a backup} key=${2:?an age private key}
postgres() { docker compose exec -T postgres "$@"; }
sql() { postgres psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username=postgres postgres; }

sql <<<'DROP DATABASE IF EXISTS paraphe_restored WITH (FORCE);
CREATE DATABASE paraphe_restored OWNER paraphe;
REVOKE ALL ON DATABASE paraphe_restored FROM PUBLIC;
GRANT CONNECT ON DATABASE paraphe_restored TO paraphe_app, paraphe_figures;'
age --decrypt --identity "$key" "$file" |
    postgres pg_restore --username=postgres --dbname=paraphe_restored --role=paraphe \
        --no-owner --exit-on-error --single-transaction
journal=$(mktemp)
trap 'rm -f "$journal"' EXIT
copy='COPY (SELECT handle_key, kind, erased_at FROM signatures_erasure) TO STDOUT'
postgres psql --no-psqlrc --quiet --username=postgres --dbname=paraphe --command="$copy" \
    >"$journal" || echo "the present database has no journal: erasures.csv alone is replayed" >&2
[ ! -e "$(dirname "$file")/erasures.csv" ] || cat "$(dirname "$file")/erasures.csv" >>"$journal"
{
    echo 'CREATE TEMPORARY TABLE journal (handle_key bytea, kind text, erased_at timestamptz);'
    echo 'COPY journal FROM STDIN;'
    cat "$journal"
    echo '\.'
    echo 'INSERT INTO signatures_erasure (handle_key, kind, erased_at, replayed_at)
        SELECT handle_key, kind, min(erased_at), NULL FROM journal GROUP BY 1, 2
        ON CONFLICT DO NOTHING;'
} | postgres psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username=postgres \
    --dbname=paraphe_restored
sql <<<'DROP DATABASE IF EXISTS paraphe_replaced WITH (FORCE);
ALTER DATABASE paraphe RENAME TO paraphe_replaced;
REVOKE CONNECT ON DATABASE paraphe_replaced FROM paraphe_app, paraphe_figures;
DO $$BEGIN EXECUTE format($q$COMMENT ON DATABASE paraphe_replaced IS %L$q$, now()); END$$;
ALTER DATABASE paraphe_restored RENAME TO paraphe;'
echo "restored; now: docker compose up -d"
