"""What people signed cannot be rewritten, not even in psql (R-57)."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION appeal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published text does not change: draft a new version'
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
END
$$;

CREATE FUNCTION appeal_text_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM appeal_appealversion
        WHERE published_at IS NOT NULL
        AND (
            TG_OP <> 'INSERT' AND id = OLD.version_id
            OR TG_OP <> 'DELETE' AND id = NEW.version_id
        )
    ) THEN
        RAISE EXCEPTION 'a published text does not change: draft a new version'
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;

CREATE TRIGGER appeal_text_frozen
    BEFORE INSERT OR UPDATE OR DELETE ON appeal_appealtext
    FOR EACH ROW EXECUTE FUNCTION appeal_text_refuse_change();

CREATE TRIGGER appeal_version_frozen
    BEFORE UPDATE ON appeal_appealversion
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL)
    EXECUTE FUNCTION appeal_refuse_change();
"""
THAW = """
DROP TRIGGER appeal_version_frozen ON appeal_appealversion;
DROP TRIGGER appeal_text_frozen ON appeal_appealtext;
DROP FUNCTION appeal_text_refuse_change();
DROP FUNCTION appeal_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("appeal", "0001_initial")]

    operations = [migrations.RunSQL(FREEZE, THAW)]
