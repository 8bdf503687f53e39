#!/usr/bin/env bash
# Put a backup in the place of the database. Stop web, worker and beat first.
#     bash deploy/restore.sh paraphe-….dump.age private-key.txt
# The backup is restored beside the database, and takes its name only when it is complete.
# The old one stays as paraphe_replaced until the next time.
set -euo pipefail
file=${1:?a backup} key=${2:?an age private key}
postgres() { docker compose exec -T postgres "$@"; }
sql() { postgres psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username=postgres postgres; }

sql <<<'DROP DATABASE IF EXISTS paraphe_restored WITH (FORCE);
CREATE DATABASE paraphe_restored OWNER paraphe;
REVOKE CONNECT ON DATABASE paraphe_restored FROM PUBLIC;'
age --decrypt --identity "$key" "$file" |
    postgres pg_restore --username=postgres --dbname=paraphe_restored --role=paraphe \
        --no-owner --exit-on-error --single-transaction
sql <<<'DROP DATABASE IF EXISTS paraphe_replaced WITH (FORCE);
ALTER DATABASE paraphe RENAME TO paraphe_replaced;
ALTER DATABASE paraphe_restored RENAME TO paraphe;'
echo "restored; now: docker compose up -d"
