#!/usr/bin/env bash
# Copy the journal of erasures beside the backups: keyed hashes, nobody's name. By cron, every
# five minutes; a restore does again what it lists. A line goes by its age alone: a database that
# is empty, or was put back, takes none away.
#     bash deploy/erasures.sh /srv/backups
set -euo pipefail
folder=$(cd "${1:?a folder}" && pwd)
cd "$(dirname "$0")/.."
umask 077
file="$folder/erasures.csv"
part=$(mktemp "$file.XXXXXX")
trap 'rm -f "$part" "$part.new"' EXIT
docker compose exec -T postgres psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 \
    --username=postgres --dbname=paraphe --command="COPY (
        SELECT handle_key, kind, erased_at FROM signatures_erasure
        WHERE erased_at > now() - interval '60 days') TO STDOUT" >"$part"
[ ! -e "$file" ] || cat "$file" >>"$part"
LC_ALL=C sort -u "$part" |
    awk -F '\t' -v since="$(date -u -d '60 days ago' +%F)" '$3 >= since' >"$part.new"
mv "$part.new" "$file"
