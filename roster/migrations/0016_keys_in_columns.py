from itertools import zip_longest

from django.db import migrations

from roster.crosscheck.index import match_keys
from roster.crosscheck.names import parse_all
from roster.intake.identifiers import org_code_of

SAVE = """
    UPDATE {} known SET match_keys = said.keys::integer[]
    FROM (SELECT unnest(%s) AS id, unnest(%s) AS keys) AS said WHERE known.id = said.id
"""
AT_A_TIME = 20_000


def derive_keys(apps, schema_editor):
    """What firms, by what they are and were called and numbered, and entries are looked up by."""
    firms = apps.get_model("roster", "Enterprise").objects
    events = apps.get_model("roster", "EnterpriseEvent").objects
    fields = ("name", "customs_code", "registration_number")
    for chunk in _chunks(firms.values_list("pk", "uscc", *fields)):
        known = {pk: (uscc, *({text} for text in texts)) for pk, uscc, *texts in chunk}
        for pk, *texts in events.filter(pgh_obj_id__in=list(known)).values_list("pgh_obj_id", *fields):
            for field, text in zip(known[pk][1:], texts, strict=True):
                field.add(text)
        rows = [
            (pk, org_code_of(uscc), *said)
            for pk, (uscc, *texts) in known.items()
            for said in zip_longest(*texts, fillvalue="")
        ]
        _save(schema_editor, firms.model, rows)
    entries = apps.get_model("roster", "BlacklistEntry").objects
    for chunk in _chunks(entries.values_list("pk", "uscc", "org_code", "name", "customs_code", "registration_number")):
        _save(schema_editor, entries.model, [(pk, org_code_of(uscc) or code, *said) for pk, uscc, code, *said in chunk])


def _save(schema_editor, model, rows):
    """Rows of primary key, organisation code, name, customs code, registration number; several for one key."""
    pks, org_codes, names, *numbers = zip(*rows, strict=True)
    keys = {}
    for pk, found in zip(pks, match_keys(parse_all(names), org_codes, *numbers).lists(), strict=True):
        keys.setdefault(pk, set()).update(found)
    texts = [f"{{{str(sorted(found))[1:-1]}}}" for found in keys.values()]
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(SAVE.format(model._meta.db_table), [list(keys), texts])


def _chunks(rows):
    last = 0
    while chunk := list(rows.order_by("pk").filter(pk__gt=last)[:AT_A_TIME]):
        yield chunk
        last = chunk[-1][0]


class Migration(migrations.Migration):
    dependencies = [("roster", "0015_same_bytes_while_kept")]

    operations = [migrations.RunPython(derive_keys, migrations.RunPython.noop)]
