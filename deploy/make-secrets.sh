#!/bin/sh
# Make what is missing of secrets/: random passwords and keys, and a certificate signed by
# itself until the real one is there. What exists is kept. Run it from the repository's root:
#     sh deploy/make-secrets.sh appel.example.org
set -eu
host=${1:?the name of the site, such as appel.example.org}
umask 022 # containers read single files; the folder itself is closed to everybody else
mkdir -p secrets/tls secrets/acme
chmod 0700 secrets

random() { openssl rand -hex 32; }
make() { # NAME VALUE
    [ -s "secrets/$1" ] && return
    printf %s "$2" >"secrets/$1"
    echo "made secrets/$1"
}

make secret_key "$(random)"
make token_keys "$(random)"
make metrics_token "$(random)"
make postgres_password "$(random)"
make database_owner_password "$(random)"
make database_owner_url "postgresql://paraphe:$(cat secrets/database_owner_password)@postgres:5432/paraphe"
make database_password "$(random)"
make database_url "postgresql://paraphe_app:$(cat secrets/database_password)@postgres:5432/paraphe"
make redis_password "$(random)"
make redis_url "redis://:$(cat secrets/redis_password)@redis:6379/0"
make email_url "smtp+tls://user:change-me@relay.example.org:587"
[ -e secrets/bounce_mailbox ] || make bounce_mailbox "" # empty: nobody reads bounces
if [ ! -s secrets/tls/privkey.pem ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 \
        -subj "/CN=$host" -addext "subjectAltName=DNS:$host" \
        -keyout secrets/tls/privkey.pem -out secrets/tls/fullchain.pem 2>/dev/null
    chmod 0644 secrets/tls/privkey.pem
    echo "made secrets/tls: signed by itself, replace it"
fi
grep -q change-me secrets/email_url && echo "now write your mail relay into secrets/email_url"
exit 0
