from django.db import migrations

from roster.crosscheck.index import Party, entry_party, match_keys
from roster.crosscheck.names import parse_all, parse_each
from roster.intake.identifiers import org_code_of

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
AT_A_TIME = 5_000


def derive_keys(apps, schema_editor):
    """What firms, by what they are and were called, and entries are looked up by, of those that are there."""
    firms = apps.get_model("roster", "Enterprise").objects.order_by("pk")
    events = apps.get_model("roster", "EnterpriseEvent").objects
    for chunk in _chunks(firms):
        known = {firm.pk: ({firm.name}, {firm.customs_code}) for firm in chunk}
        for pk, name, code in events.filter(pgh_obj_id__in=known).values_list("pgh_obj_id", "name", "customs_code"):
            known[pk][0].add(name)
            known[pk][1].add(code)
        for firm, names in zip(chunk, parse_each([sorted(known[firm.pk][0]) for firm in chunk]), strict=True):
            codes = tuple(filter(None, known[firm.pk][1]))
            firm.match_keys = match_keys(
                Party(pk=firm.pk, org_code=org_code_of(firm.uscc), customs_codes=codes, names=names)
            )
        firms.model.objects.bulk_update(chunk, ["match_keys"])
    entries = apps.get_model("roster", "BlacklistEntry").objects.order_by("pk")
    for chunk in _chunks(entries):
        for entry, name in zip(chunk, parse_all([entry.name for entry in chunk]), strict=True):
            entry.match_keys = match_keys(entry_party(entry.pk, entry.uscc, entry.org_code, "", "", (name,)))
        entries.model.objects.bulk_update(chunk, ["match_keys"])


def _chunks(rows):
    last = 0
    while chunk := list(rows.filter(pk__gt=last)[:AT_A_TIME]):
        yield chunk
        last = chunk[-1].pk


class Migration(migrations.Migration):
    dependencies = [("roster", "0010_cross_check")]

    operations = [
        migrations.RunSQL(LAST_HITS, migrations.RunSQL.noop),
        migrations.RunSQL(LAST_ENDS, migrations.RunSQL.noop),
        migrations.RunPython(derive_keys, migrations.RunPython.noop),
    ]
