from django.db import migrations

LAST_HITS = """
    UPDATE roster_screeninghitevent event
    SET screening_id = hit.screening_id,
        score = CASE WHEN event.fingerprint = hit.fingerprint AND event.rung = hit.rung THEN hit.score ELSE 0 END,
        reasons = CASE WHEN event.fingerprint = hit.fingerprint AND event.rung = hit.rung
            THEN hit.reasons ELSE '[]'::jsonb END
    FROM roster_screeninghit hit
    WHERE hit.id = event.pgh_obj_id
"""
LAST_ENDS = """
    UPDATE roster_blacklistentryevent event
    SET ended_by_id = entry.ended_by_id
    FROM roster_blacklistentry entry
    WHERE entry.id = event.pgh_obj_id AND entry.row_id = event.row_id AND entry.removed_on = event.removed_on
"""


class Migration(migrations.Migration):
    dependencies = [("roster", "0010_cross_check")]

    operations = [
        migrations.RunSQL(LAST_HITS, migrations.RunSQL.noop),
        migrations.RunSQL(LAST_ENDS, migrations.RunSQL.noop),
    ]
