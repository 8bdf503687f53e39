#!/bin/sh
# Once, when the database is made. None of its roles is a superuser:
#   paraphe          owns the database, and is what the migration alone signs in as;
#   paraphe_app      reads and writes rows: web, worker, beat;
#   paraphe_figures  reads sums; nobody signs in as it until you give it a password.
# What they may touch is granted after each migration (`manage.py grant_roles`).
set -eu
secret() { cat "${SECRETS:-/run/secrets}/$1"; }
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username=postgres --dbname=postgres \
    --set=owner="$(secret database_owner_password)" \
    --set=application="$(secret database_password)" <<'SQL'
CREATE ROLE paraphe LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'owner';
CREATE ROLE paraphe_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'application';
CREATE ROLE paraphe_figures NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE DATABASE paraphe OWNER paraphe;
REVOKE ALL ON DATABASE paraphe FROM PUBLIC;
GRANT CONNECT ON DATABASE paraphe TO paraphe_app, paraphe_figures;
SQL
