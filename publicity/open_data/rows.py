"""The rows of the data sets, read from what the public sees now.

An enterprise that has left the list is in none of them but as a public number with the day on which it left.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate
from django.utils import timezone

from feedback.models import MeasureApplication
from incentives.models import MeasureVersion
from publicity.models import Bulletin, IncentiveCase, Publication
from publicity.models.publications import PublicationQuerySet
from publicity.open_data.fields import CHANGED, ENTERPRISE_FIELDS, JOINED, LEFT
from screening.models import Standing

Rows = QuerySet[Any] | list[tuple[Any, ...]]
# Differences are kept so long, so that whoever has a copy can delete from it what has left.
KEPT_DAYS = 185
ENTERPRISE_KEYS = [field.key for field in ENTERPRISE_FIELDS]
NOTHING_OF_IT = {
    field.key: Value(None, output_field=DateField() if field.type == "date" else CharField())
    for field in ENTERPRISE_FIELDS
    if field.key != "number"
}
OF_ALL = "全部"
# Figures of a publication: label → field of Bulletin.
BULLETIN_FIGURES = {
    "新增": "joined_count",
    "变更信息": "changed_count",
    "移出": "left_count",
    "公布后的名单": "public_count",
}


def listed() -> PublicationQuerySet:
    """Return the visible publications, annotated with ENTERPRISE_FIELDS."""
    is_open = Q(enterprise__certifications__until__isnull=True)
    standing = Standing.objects.current().with_state_since().filter(enterprise=OuterRef("enterprise"))
    customs_code = F("enterprise__customs_code")
    return Publication.objects.visible().annotate(
        certification=FilteredRelation("enterprise__certifications", condition=is_open),
        name=F("enterprise__name"),
        uscc=F("enterprise__uscc"),
        customs_code=customs_code,
        aeo_code=Case(When(enterprise__customs_code="", then=Value("")), default=Concat(Value("AEOCN"), customs_code)),
        office=F("certification__office__name"),
        certified_on=F("certification__certified_on"),
        since=Subquery(standing.values("state_since")),
        published_on=TruncDate("published_at"),
        batch=Concat(
            *(Cast("bulletin__year", CharField()), Value("年第"), Cast("bulletin__number", CharField()), Value("号"))
        ),
    )


def enterprise_rows() -> QuerySet[Any]:
    """Return the rows of the list, by the pinyin of the names."""
    return listed().order_by("enterprise__sort_key", "pk").values_list(*ENTERPRISE_KEYS)


def first_kept_day() -> date:
    """Return the first day whose difference is kept."""
    return timezone.localdate() - timedelta(days=KEPT_DAYS - 1)


def start_of(day: date) -> datetime:
    """Return the moment at which the day begins in Jinan."""
    return timezone.make_aware(datetime.combine(day, time.min))


def changes() -> dict[str, PublicationQuerySet]:
    """Return JOINED, CHANGED and LEFT → the publications concerned, each with the moment `at`.

    Who joined or changed and has left since is not named: only its number is among those that left.
    """
    return {
        JOINED: listed().annotate(at=F("published_at")),
        CHANGED: listed().annotate(at=F("changes__bulletin__published_at")).filter(at__isnull=False),
        LEFT: Publication.objects.exclude(pk__in=Publication.objects.in_force().values("pk")).annotate(
            at=Coalesce("withdrawn_at", "ended_at"), **NOTHING_OF_IT
        ),
    }


def change_rows(day: date | None) -> QuerySet[Any]:
    """Return the rows of the difference of the day; of all kept days for None."""
    until = start_of((day or timezone.localdate()) + timedelta(days=1))
    parts = {
        kind: publications.filter(at__gte=start_of(day or first_kept_day()), at__lt=until)
        for kind, publications in changes().items()
    }
    return joined_parts(parts, "day").order_by("day", "change", "number")


def newest_changes(most: int) -> QuerySet[Any]:
    """Return the newest rows of the kept differences, with their moments instead of the days."""
    since = start_of(first_kept_day())
    parts = {kind: publications.filter(at__gte=since) for kind, publications in changes().items()}
    return joined_parts(parts, "at").order_by("-at", "change", "number")[:most]


def joined_parts(parts: Mapping[str, PublicationQuerySet], moment: str) -> QuerySet[Any]:
    """Return one queryset of the rows of each kind: the day or the moment `at`, the kind, and ENTERPRISE_FIELDS."""
    rows = [
        publications.annotate(day=TruncDate("at"), change=Value(kind, output_field=CharField()))
        .order_by()
        .values_list(moment, "change", *ENTERPRISE_KEYS)
        for kind, publications in parts.items()
    ]
    return rows[0].union(*rows[1:], all=True)


def changes_of_days() -> dict[date, dict[str, int]]:
    """Return the kept days on which something changed, the newest first → kind → number of changes."""
    found: dict[date, dict[str, int]] = {}
    for kind, publications in changes().items():
        days = publications.filter(at__gte=start_of(first_kept_day())).annotate(day=TruncDate("at"))
        for day, count in days.order_by().values_list("day").annotate(Count("pk")):
            found.setdefault(day, dict.fromkeys((JOINED, CHANGED, LEFT), 0))[kind] = count
    return dict(sorted(found.items(), reverse=True))


def case_rows() -> list[tuple[Any, ...]]:
    """Return the public cases, the newest first."""
    return [
        (
            *(case.pk, case.title, case.body),
            *(case.application.enterprise.name, case.application.enterprise.uscc, case.application.department_name),
            *(case.application.version.short_title, timezone.localdate(case.published_at)),
        )
        for case in IncentiveCase.objects.visible().with_subject()
    ]


def measure_rows() -> list[tuple[Any, ...]]:
    """Return the measures in force today, by plan and number."""
    today, plan = timezone.localdate(), "measure__section__plan"
    versions = MeasureVersion.objects.in_force(on=today).select_related(plan)
    return [
        (
            *(version.measure.section.plan.document_number, version.measure.number, version.measure.section.title),
            *(version.short_title, version.wording, version.condition),
            *(version.kinds_text, version.responsible_on(today), version.legal_basis, version.in_force_from),
        )
        for version in versions.prefetch_related("departments").order_by(
            f"{plan}__in_force_from", plan, "measure__number"
        )
    ]


def statistic_rows() -> list[tuple[str, str, int, str]]:
    """Return the figures: enterprises by customs office, cases, applications by measure, and each publication."""
    offices = listed().order_by("office").values_list("office").annotate(Count("pk"))
    by_office = [("公布的企业", office, count, "家") for office, count in offices]
    applied = MeasureApplication.objects.not_cancelled().order_by("version__measure").values("version__measure")
    by_measure = applied.annotate(count=Count("pk")).values_list(
        "version__measure__plan_name", "version__measure__number", "count"
    )
    return [
        ("公布的企业", OF_ALL, sum(count for _, _, count, _ in by_office), "家"),
        *by_office,
        ("联合激励案例", OF_ALL, IncentiveCase.objects.visible().count(), "个"),
        *(("措施实施", f"{plan}第{number}项", count, "次") for plan, number, count in by_measure),
        *(
            (f"名单公布：{label}", str(bulletin), getattr(bulletin, field), "家")
            for bulletin in Bulletin.objects.published().order_by("-published_at")
            for label, field in BULLETIN_FIGURES.items()
        ),
    ]
