"""The funnel of confirmation mails moves with the rows (docs/adr on the mail desk).

Asking for mails comes in bulk when data are loaded, so one trigger adds up a statement;
everything later happens to one row at a time, and a `WHEN` keeps the triggers off all
other changes: leases, retries, news, moderation.
"""

from django.db import migrations

ADD = """
CREATE FUNCTION mail_funnel_add(
    appeal bigint, asked_at timestamptz, recipient_domain text, reached text, delta bigint
) RETURNS void LANGUAGE sql AS $$
    INSERT INTO signatures_mailfunnel AS funnel (appeal_id, day, domain, stage, shard, value)
    VALUES (
        appeal, (asked_at AT TIME ZONE 'Europe/Paris')::date, recipient_domain, reached,
        pg_backend_pid() % 16, delta
    )
    ON CONFLICT (appeal_id, day, domain, stage, shard)
    DO UPDATE SET value = funnel.value + excluded.value;
$$;
"""

ASKED = """
CREATE FUNCTION mail_funnel_after_asked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO signatures_mailfunnel AS funnel (appeal_id, day, domain, stage, shard, value)
    SELECT signature.appeal_id, (email.created_at AT TIME ZONE 'Europe/Paris')::date AS day,
        split_part(signature.canonical_email, '@', 2), reached.stage, pg_backend_pid() % 16,
        count(*)
    FROM new_rows AS email
    JOIN signatures_signature AS signature ON signature.id = email.signature_id
    CROSS JOIN LATERAL (
        VALUES ('asked', true), ('sent', email.sent_at IS NOT NULL),
            ('bounced', email.state = 'bounced'), ('dead', email.state = 'dead')
    ) AS reached (stage, is_so)
    WHERE email.kind = 'confirm' AND reached.is_so
    GROUP BY 1, 2, 3, 4
    ORDER BY 1, 2, 3, 4
    ON CONFLICT (appeal_id, day, domain, stage, shard)
    DO UPDATE SET value = funnel.value + excluded.value;
    RETURN NULL;
END
$$;
CREATE TRIGGER mail_funnel_asked AFTER INSERT ON signatures_outboundemail
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION mail_funnel_after_asked();
"""

MOVED = """
CREATE FUNCTION mail_funnel_after_moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    appeal bigint;
    recipient_domain text;
BEGIN
    SELECT appeal_id, split_part(canonical_email, '@', 2) INTO appeal, recipient_domain
    FROM signatures_signature WHERE id = NEW.signature_id;
    IF (OLD.sent_at IS NULL) <> (NEW.sent_at IS NULL) THEN
        PERFORM mail_funnel_add(
            appeal, NEW.created_at, recipient_domain, 'sent',
            CASE WHEN NEW.sent_at IS NULL THEN -1 ELSE 1 END
        );
    END IF;
    IF OLD.state <> NEW.state AND OLD.state IN ('bounced', 'dead') THEN
        PERFORM mail_funnel_add(appeal, NEW.created_at, recipient_domain, OLD.state, -1);
    END IF;
    IF OLD.state <> NEW.state AND NEW.state IN ('bounced', 'dead') THEN
        PERFORM mail_funnel_add(appeal, NEW.created_at, recipient_domain, NEW.state, 1);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER mail_funnel_moved AFTER UPDATE OF state, sent_at ON signatures_outboundemail
    FOR EACH ROW WHEN (
        NEW.kind = 'confirm'
        AND (OLD.state <> NEW.state OR (OLD.sent_at IS NULL) <> (NEW.sent_at IS NULL))
    ) EXECUTE FUNCTION mail_funnel_after_moved();
"""

CONFIRMED = """
CREATE FUNCTION mail_funnel_after_confirmed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mail_funnel_add(
        NEW.appeal_id, NEW.created_at, split_part(NEW.canonical_email, '@', 2), 'confirmed', 1
    );
    RETURN NULL;
END
$$;
CREATE TRIGGER mail_funnel_confirmed AFTER UPDATE OF status ON signatures_signature
    FOR EACH ROW WHEN (OLD.status = 'pending' AND NEW.status = 'verified')
    EXECUTE FUNCTION mail_funnel_after_confirmed();
"""

# What is there already: an installation that is updated begins with its own past.
PAST = """
INSERT INTO signatures_mailfunnel (appeal_id, day, domain, stage, shard, value)
SELECT signature.appeal_id, (email.created_at AT TIME ZONE 'Europe/Paris')::date,
    split_part(signature.canonical_email, '@', 2), reached.stage, 0, count(*)
FROM signatures_outboundemail AS email
JOIN signatures_signature AS signature ON signature.id = email.signature_id
CROSS JOIN LATERAL (
    VALUES ('asked', true), ('sent', email.sent_at IS NOT NULL),
        ('bounced', email.state = 'bounced'), ('dead', email.state = 'dead')
) AS reached (stage, is_so)
WHERE email.kind = 'confirm' AND reached.is_so
GROUP BY 1, 2, 3, 4
UNION ALL
SELECT signature.appeal_id, (signature.created_at AT TIME ZONE 'Europe/Paris')::date,
    split_part(signature.canonical_email, '@', 2), 'confirmed', 0, count(*)
FROM signatures_signature AS signature
WHERE signature.verified_at IS NOT NULL
    AND EXISTS (
        SELECT FROM signatures_outboundemail AS email
        WHERE email.signature_id = signature.id AND email.kind = 'confirm'
    )
GROUP BY 1, 2, 3, 4;
"""

_ADD_TAKES = "(bigint, timestamptz, text, text, bigint)"


def _drop(name: str, table: str) -> str:
    return f"""
DROP TRIGGER mail_funnel_{name} ON {table};
DROP FUNCTION mail_funnel_after_{name}();
"""


class Migration(migrations.Migration):
    dependencies = [("signatures", "0009_mail_desk")]

    operations = [
        migrations.RunSQL(ADD, f"DROP FUNCTION mail_funnel_add{_ADD_TAKES};"),
        migrations.RunSQL(ASKED, _drop("asked", "signatures_outboundemail")),
        migrations.RunSQL(MOVED, _drop("moved", "signatures_outboundemail")),
        migrations.RunSQL(CONFIRMED, _drop("confirmed", "signatures_signature")),
        migrations.RunSQL(PAST, migrations.RunSQL.noop),
        # The hot rows: room for new versions on the page, so that no index is touched.
        migrations.RunSQL(
            "ALTER TABLE signatures_mailfunnel SET (fillfactor = 50);",
            "ALTER TABLE signatures_mailfunnel RESET (fillfactor);",
        ),
    ]
