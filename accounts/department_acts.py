"""What happens to a department from a day on, and the sentence that says it."""

from datetime import date

from django.db.models import TextChoices

from foundation.web.dates import chinese_date


class DepartmentAct(TextChoices):
    """What happens to a department from a day on."""

    RENAME = "rename", "更名"
    TRANSFER = "transfer", "划转职责"
    SPLIT = "split", "分立"
    MERGE = "merge", "并入"
    CLOSE = "close", "撤销"
    ESTABLISH = "establish", "设立"


# Act → its sentence.
SENTENCES = {
    DepartmentAct.RENAME: "{department}更名为{name}",
    DepartmentAct.TRANSFER: "{department}向{target}划转职责",
    DepartmentAct.SPLIT: "由{department}分立{name}",
    DepartmentAct.MERGE: "{department}并入{target}",
    DepartmentAct.CLOSE: "{department}撤销",
    DepartmentAct.ESTABLISH: "设立{name}",
}


def act_text(act: str, day: date, *, department: str, target: str, name: str) -> str:
    """Return the act in one sentence without a full stop; `name` is the name that the act gives."""
    sentence = SENTENCES[DepartmentAct(act)].format(department=department, target=target, name=name)
    return f"{chinese_date(day)}起{sentence}"
