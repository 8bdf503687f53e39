#!/bin/sh
# Once, when the database is made: the application's own role, which owns its database and
# is no superuser.
set -eu
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username=postgres --dbname=postgres \
    --set=password="$(cat "${SECRETS:-/run/secrets}/database_password")" <<'SQL'
CREATE ROLE paraphe LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE paraphe OWNER paraphe;
REVOKE CONNECT ON DATABASE paraphe FROM PUBLIC;
SQL
