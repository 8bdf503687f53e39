#!/usr/bin/env bash
# Copy the journal of erasures beside the backups: keyed hashes, nobody's name. By cron, every
# five minutes; a restore does again what it lists.
#     bash deploy/erasures.sh /srv/backups
set -euo pipefail
folder=${1:?a folder}
umask 077
file="$folder/erasures.csv"
trap 'rm -f "$file.part"' EXIT
docker compose exec -T postgres psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 \
    --username=postgres --dbname=paraphe --command="COPY (
        SELECT handle_key, kind, erased_at FROM signatures_erasure
        WHERE erased_at > now() - interval '60 days' ORDER BY id) TO STDOUT" >"$file.part"
mv "$file.part" "$file"
