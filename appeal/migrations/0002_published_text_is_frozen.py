"""What people signed cannot be rewritten, not even in psql (R-57)."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION appeal_text_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM appeal_appealversion
        WHERE id = OLD.version_id AND published_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'a published text does not change: draft a new version'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'appeal_text_frozen';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER appeal_text_frozen BEFORE UPDATE ON appeal_appealtext
    FOR EACH ROW EXECUTE FUNCTION appeal_text_refuse_change();
"""
THAW = """
DROP TRIGGER appeal_text_frozen ON appeal_appealtext;
DROP FUNCTION appeal_text_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("appeal", "0001_initial")]

    operations = [migrations.RunSQL(FREEZE, THAW)]
