"""Rows, their problems and their differences move from JSON into columns and tables of their own."""

from django.db import migrations

ROSTER = ("name", "uscc", "customs_code", "certified_on", "address")
BLACKLIST = (
    "name", "uscc", "org_code", "document_number", "authority", "basis", "listed_on", "expires_on", "removed_on",
)
TITLES = {
    "企业名称": "name",
    "主体名称": "name",
    "统一社会信用代码": "uscc",
    "海关注册编码": "customs_code",
    "认证日期": "certified_on",
    "地址": "address",
    "组织机构代码": "org_code",
    "文号或案号": "document_number",
    "认定部门": "authority",
    "事由": "basis",
    "列入日期": "listed_on",
    "有效期止": "expires_on",
    "移出日期": "removed_on",
}


def index_of(letters):
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def move_rows(rows, problem_model, keys):
    for row in rows.iterator(chunk_size=2000):
        width = max(map(index_of, row.raw_was), default=-1) + 1
        row.raw = [""] * width
        for letters, text in row.raw_was.items():
            row.raw[index_of(letters)] = text
        for key in keys:
            setattr(row, key, row.cells.get(key, ""))
        row.is_refused = any(problem["severity"] == "refuse" for problem in row.problems)
        row.save()
        for problem in row.problems:
            said = {name: problem[name] for name in ("line", "column", "code", "severity", "message", "hint", "cell")}
            problem_model.objects.create(
                submission_id=row.submission_id, key=TITLES.get(problem["field"], "name"), **said
            )


def move_changes(apps):
    rows, leavings = apps.get_model("roster", "RosterRow"), apps.get_model("roster", "RosterLeaving")
    for change in apps.get_model("roster", "RosterChange").objects.iterator(chunk_size=2000):
        if change.kind == "leaving":
            leavings.objects.create(
                submission_id=change.submission_id, reason="全量名单不再列出", **{k: change.before[k] for k in ROSTER}
            )
        else:
            before = change.before if change.kind == "changed" else None
            rows.objects.filter(pk=change.row_id).update(kind=change.kind, before=before)


def forwards(apps, schema_editor):
    def model(name):
        return apps.get_model("roster", name)

    move_rows(model("RosterRow").objects, model("RosterProblem"), ROSTER)
    move_rows(model("BlacklistRow").objects, model("BlacklistProblem"), BLACKLIST)
    move_changes(apps)
    for name in ("RosterSubmission", "BlacklistImport"):
        for submission in model(name).objects.all():
            told = submission.problems.filter(severity="tell").count()
            if told:
                model(name).objects.filter(pk=submission.pk).update(told_count=told)


class Migration(migrations.Migration):

    dependencies = [
        ("roster", "0004_rows_in_columns"),
    ]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
