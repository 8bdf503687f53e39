"""What staff did stays on record: no role changes or removes a row of it (R-19, R-56)."""

from django.db import migrations

# For each statement and not each row, so that even one which meets no row is refused.
# ALWAYS: `session_replication_role = replica` does not switch them off.
REFUSE = """
CREATE FUNCTION accounts_refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is append-only'
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
END
$$;

CREATE TRIGGER audit_entry_append_only
    BEFORE UPDATE OR DELETE ON accounts_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_refuse_change_of_audit();

CREATE TRIGGER audit_entry_not_emptied
    BEFORE TRUNCATE ON accounts_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_refuse_change_of_audit();

ALTER TABLE accounts_auditentry ENABLE ALWAYS TRIGGER audit_entry_append_only;
ALTER TABLE accounts_auditentry ENABLE ALWAYS TRIGGER audit_entry_not_emptied;
"""
ALLOW = """
DROP TRIGGER audit_entry_not_emptied ON accounts_auditentry;
DROP TRIGGER audit_entry_append_only ON accounts_auditentry;
DROP FUNCTION accounts_refuse_change_of_audit();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_audit_entry")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
