#!/bin/sh
# Start Valkey with the password of the secret, which appears in no list of processes.
set -eu
umask 077
{
    cat "${0%/*}/redis.conf"
    printf 'requirepass %s\n' "$(cat "${SECRETS:-/run/secrets}/redis_password")"
} >"${TMPDIR:-/tmp}/redis.conf"
exec valkey-server "${TMPDIR:-/tmp}/redis.conf"
