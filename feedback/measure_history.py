"""The versions of a measure as a page shows them: what each changed, with the differences marked."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.models import Department
from incentives.models import Beneficiary, Measure, MeasureContent, MeasureKind, MeasureVersion
from matching.text_diff import Part, mark_changes


@dataclass(frozen=True)
class FieldChange:
    """A field of a version and its text, in which the parts that differ from the version before are marked."""

    label: str
    parts: list[Part]


@dataclass(frozen=True)
class HistoryRow:
    """A version, and what it changed."""

    version: MeasureVersion
    changes: list[FieldChange]

    @property
    def responsible(self) -> str:
        """The names of the responsible departments today, of a former version on its last day."""
        today, until = timezone.localdate(), self.version.in_force_until
        return self.version.responsible_on(until - timedelta(days=1) if until and until <= today else today)

    @property
    def is_coming(self) -> bool:
        return self.version.withdrawal is None and self.version.in_force_from > timezone.localdate()


def history_of(measure: Measure) -> list[HistoryRow]:
    """Return the versions of the measure, the newest first, those that were withdrawn among them."""
    versions = measure.versions.with_ends().select_related(
        *("measure", "approval__proposed_by", "approval__decided_by"),
        *("withdrawal__proposed_by", "withdrawal__decided_by"),
    )
    rows: list[HistoryRow] = []
    before: MeasureContent | None = None
    for version in versions.prefetch_related("departments").order_by("in_force_from", "pk"):
        rows.append(HistoryRow(version, changes_of(before, version.content) if before else []))
        before = version.content if version.withdrawal is None else before
    return rows[::-1]


def changes_of(before: MeasureContent, after: MeasureContent) -> list[FieldChange]:
    """Return the fields that differ, with the differences marked."""
    names = department_names()
    old, new = texts_of(before, names), texts_of(after, names)
    return [FieldChange(label, mark_changes(old[label], new[label])) for label in new if old[label] != new[label]]


def department_names() -> dict[str, str]:
    """Return code → name of each department, in their order."""
    return dict(Department.objects.values_list("code", "name"))


def texts_of(content: MeasureContent, names: dict[str, str]) -> dict[str, str]:
    """Return the title of each field → its text."""
    return {
        "简称": content["short_title"],
        "措施文本": content["wording"],
        "分项": "".join(f"（{number}）{text}" for number, text in enumerate(content["sub_items"], 1)) or "无",
        "适用条件": content["condition"] or "无",
        "类型": "或".join(MeasureKind(kind).label for kind in content["kinds"]),
        "受益人": str(Beneficiary(content["beneficiary"]).label),
        "责任单位": "、".join(name for code, name in names.items() if code in content["departments"]),
    }
