#!/bin/sh
# certbot's deploy hook: give a new certificate to nginx, which takes it without a pause.
set -eu
cd "${0%/*}/.."
for name in fullchain privkey; do
    install -m 0644 "$RENEWED_LINEAGE/$name.pem" "secrets/tls/$name.pem"
done
docker compose kill --signal HUP nginx
