"""The reference data in reference/: load it into the database, and list where the database differs from it."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from accounts.models import Department
from foundation.web.dates import chinese_date
from incentives.models import ActionPlan, Measure, MeasureContent, MeasureVersion, Section
from incentives.states import PlanState

REFERENCE = Path(__file__).resolve().parent / "reference"
DEPARTMENTS = Path(__file__).resolve().parent.parent / "accounts" / "reference" / "departments.json"


def read_reference(name: str) -> Any:
    """Return the content of a reference file: plan, sections, measures or departments."""
    path = DEPARTMENTS if name == "departments" else REFERENCE / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


@transaction.atomic
def load_reference_data() -> None:
    """Create the rows that are missing. Existing rows, which an administrator may have changed, stay as they are."""
    plan_data = read_reference("plan")
    known = set(Department.objects.values_list("code", flat=True))
    missing = [Department(**data) for data in read_reference("departments") if data["code"] not in known]
    Department.objects.bulk_create(missing)
    plan, _ = ActionPlan.objects.get_or_create(
        document_number=plan_data["document_number"],
        defaults={
            "state": PlanState.ADOPTED,
            **{key: plan_data[key] for key in ("title", "issued_by", "issued_on", "in_force_from", "parts")},
        },
    )
    numbers = set(plan.sections.values_list("number", flat=True))
    Section.objects.bulk_create(
        Section(plan=plan, number=data["number"], label=data["label"], title=data["title"])
        for data in read_reference("sections")
        if data["number"] not in numbers
    )
    _load_measures(plan, plan_data)


def _load_measures(plan: ActionPlan, plan_data: dict[str, Any]) -> None:
    """Create the missing measures, and the first version of each measure without one, with its departments."""
    measures_data = {data["number"]: data for data in read_reference("measures")}
    known = set(Measure.objects.filter(section__plan=plan).values_list("number", flat=True))
    sections = {section.number: section for section in plan.sections.all()}
    departments = dict(Department.objects.values_list("code", "pk"))
    Measure.objects.bulk_create(
        Measure(number=number, section=sections[data["section"]])
        for number, data in measures_data.items()
        if number not in known
    )
    without_version = Measure.objects.filter(section__plan=plan, number__in=measures_data, versions=None)
    added = MeasureVersion.objects.bulk_create(
        MeasureVersion(measure=measure, **_version_fields(measures_data[measure.number], plan_data))
        for measure in without_version
    )
    Responsible = MeasureVersion.departments.through
    Responsible.objects.bulk_create(
        Responsible(measureversion=version, department_id=departments[code])
        for version in added
        for code in measures_data[version.measure.number]["departments"]
    )


def _version_fields(data: dict[str, Any], plan_data: dict[str, Any]) -> dict[str, Any]:
    """The first version of a measure: its legal basis is the plan itself."""
    return {
        **{key: data[key] for key in MeasureContent.__annotations__ if key != "departments"},
        "legal_basis": plan_data["document_number"],
        "in_force_from": date.fromisoformat(plan_data["in_force_from"]),
    }


def differences() -> Iterator[str]:
    """Return one Chinese sentence for each difference between the database and the reference data.

    What two administrators changed or added is not a difference (plan §5).
    """
    yield from _department_differences()
    data = read_reference("plan")
    plan = ActionPlan.objects.filter(document_number=data["document_number"]).first()
    if plan is None:
        yield f"缺少行动计划{data['document_number']}"
        return
    plan_data = {key: data[key] for key in ("title", "issued_by", "parts")}
    days = {key: date.fromisoformat(data[key]) for key in ("issued_on", "in_force_from")}
    yield from _field_differences("行动计划", plan, {**plan_data, **days, "short_name": "", "state": PlanState.ADOPTED})
    yield from _section_differences(plan)
    yield from _measure_differences(plan, data)


def _field_differences(name: str, stored: Model, data: dict[str, Any]) -> Iterator[str]:
    for key, value in data.items():
        if getattr(stored, key) != value:
            yield f"{name}的{stored._meta.get_field(key).verbose_name}与文件不同"


def _department_differences() -> Iterator[str]:
    known = {department.code: department for department in Department.objects.filter(established_on__isnull=True)}
    for data in read_reference("departments"):
        department = known.pop(data["code"], None)
        if department is None:
            yield f"缺少成员单位{data['name']}"
        else:
            department.name = department.name_on(date.min)
            yield from _field_differences(f"成员单位{data['name']}", department, data)
    yield from (f"成员单位{department}不在文件的15个单位之中" for department in known.values())


def _section_differences(plan: ActionPlan) -> Iterator[str]:
    known = {section.number: section for section in plan.sections.all()}
    for data in read_reference("sections"):
        section = known.pop(data["number"], None)
        if section is None:
            yield f"缺少措施类别{data['label']}{data['title']}"
        elif (section.label, section.title) != (data["label"], data["title"]):
            yield f"措施类别“{section}”应为“{data['label']}{data['title']}”"
    added = set(plan.sections.filter(measures__versions__in=_added_to(plan)))
    yield from (f"措施类别“{section}”不在文件中" for section in known.values() if section not in added)


def _measure_differences(plan: ActionPlan, plan_data: dict[str, Any]) -> Iterator[str]:
    known = {measure.number: measure for measure in _measures_of(plan)}
    reference = read_reference("measures")
    for data in reference:
        measure = known.pop(data["number"], None)
        if measure is None:
            yield f"缺少第{data['number']}项措施"
            continue
        if measure.section.number != data["section"]:
            yield f"{measure}不在文件所列的类别中"
        versions = _oldest_first(measure.versions.all())
        if versions:
            yield from _version_differences(versions[0], data, plan_data)
        else:
            yield f"{measure}没有措施文本"
    added = {version.measure for version in _added_to(plan)}
    for measure in known.values():
        if measure not in added:
            yield f"{measure}不在文件的{len(reference)}项之中"


def _added_to(plan: ActionPlan) -> QuerySet[MeasureVersion]:
    """The first versions of the measures that two administrators added to the plan."""
    own = MeasureVersion.objects.filter(measure__section__plan=plan).select_related("measure")
    return own.filter(approval__subject_type=ActionPlan._meta.label)


def _version_differences(first: MeasureVersion, data: dict[str, Any], plan_data: dict[str, Any]) -> Iterator[str]:
    name = f"{first.measure}（{data['short_title']}）"
    if {department.code for department in first.departments.all()} != set(data["departments"]):
        yield f"{name}的责任单位与文件不同"
    yield from _field_differences(name, first, _version_fields(data, plan_data))


def _measures_of(plan: ActionPlan) -> Iterable[Measure]:
    measures = Measure.objects.filter(section__plan=plan).select_related("section")
    return measures.prefetch_related("versions__departments")


def _oldest_first(versions: Iterable[MeasureVersion]) -> list[MeasureVersion]:
    return sorted(versions, key=lambda version: version.in_force_from)


def amendments() -> Iterator[str]:
    """Return one Chinese sentence for each version and each plan that two administrators approved."""
    approved = MeasureVersion.objects.filter(approval__isnull=False).select_related("measure", "approval")
    for version in approved.order_by("measure", "in_force_from"):
        change = f"自{chinese_date(version.in_force_from)}起{version.act_label}"
        yield f"{version.in_sentence}{change}，依据{version.legal_basis}"
    others = ActionPlan.objects.adopted().exclude(document_number=read_reference("plan")["document_number"])
    yield from (f"另有行动计划{plan}，经复核载入" for plan in others)
