#!/usr/bin/env bash
# Write the database, encrypted, to a folder; delete backups that are older than 30 days.
#     bash deploy/backup.sh /srv/backups age1…
# The second word is an age public key; its private half is not on this machine.
set -euo pipefail
folder=$(cd "${1:?a folder}" && pwd) recipient=${2:?an age public key} days=${KEEP_DAYS:-30}
cd "$(dirname "$0")/.."
umask 077
file="$folder/paraphe-$(date -u +%Y%m%dT%H%M%SZ).dump.age"
trap 'rm -f "$file.part"' EXIT
# The days' secrets stay here: without them no backup says from which network anybody signed.
docker compose exec -T postgres pg_dump --username=postgres --format=custom \
    --exclude-table-data=signatures_networksecret paraphe |
    age --encrypt --recipient "$recipient" >"$file.part"
mv "$file.part" "$file"
bash deploy/erasures.sh "$folder"
# Erased signatures are in older backups: that is why they do not stay (docs/privacy).
find "$folder" -maxdepth 1 -name 'paraphe-*.dump.age' -mtime "+$days" -delete
# They are in the database that a restore replaced, too; see restore.sh.
docker compose exec -T postgres psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 \
    --username=postgres postgres <<'SQL'
SELECT 'DROP DATABASE paraphe_replaced WITH (FORCE)' FROM pg_database
    WHERE datname = 'paraphe_replaced'
    AND shobj_description(oid, 'pg_database')::timestamptz < now() - interval '7 days' \gexec
SQL
echo "$file $(wc -c <"$file") bytes"
