#!/bin/sh
# When the database is made, and once more for one that is older than its roles
# (docs/administrator.md, "Update"): what exists is kept, passwords are those of secrets/.
# None of the roles is a superuser:
#   paraphe          owns the database, and is what the migration alone signs in as;
#   paraphe_app      reads and writes rows: web, worker, beat;
#   paraphe_figures  reads sums; nobody signs in as it until you give it a password.
# What they may touch is granted after each migration (`manage.py grant_roles`).
set -eu
secret() { cat "${SECRETS:-/run/secrets}/$1"; }
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username=postgres --dbname=postgres \
    --set=owner="$(secret database_owner_password)" \
    --set=application="$(secret database_password)" <<'SQL'
SELECT format('CREATE ROLE %I', name)
FROM unnest('{paraphe,paraphe_app,paraphe_figures}'::text[]) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE paraphe LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'owner';
ALTER ROLE paraphe_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'application';
ALTER ROLE paraphe_figures NOSUPERUSER NOCREATEDB NOCREATEROLE;
SELECT 'CREATE DATABASE paraphe OWNER paraphe'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'paraphe') \gexec
REVOKE ALL ON DATABASE paraphe FROM PUBLIC;
GRANT CONNECT ON DATABASE paraphe TO paraphe_app, paraphe_figures;
SQL
