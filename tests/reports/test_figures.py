"""Every figure is the number of rows of the list to which it leads."""

from django.test import Client
from django.utils import timezone

from accounts.models import User
from foundation.web.work_items import list_url
from incentives.models import EffectKind, Measure
from reports.figures.applications import (
    Cell,
    applications_url,
    applied_by_cell,
    by_department,
    by_measure,
    sum_of,
)
from reports.figures.enterprises import current_enterprises, eligible_url, with_measure_url
from reports.figures.open_work import open_work
from reports.figures.stops import stop_days, stop_days_by_department, stops_url
from reports.periods import Days
from tests.steps import SignedIn


def rows_of(client: Client, url: str) -> int:
    return client.get(url).context["table"].count


def test_figures_are_the_counts_of_their_lists(days: Days, credit: User, clerk: User, signed_in: SignedIn) -> None:
    client = signed_in(credit)
    cells = applied_by_cell(days)
    measure = Measure.objects.get(number=31)
    tax = clerk.department_id
    assert sum_of(cells.values()).count == 4
    assert cells[Cell(tax, measure.pk)].count == 3
    found = current_enterprises()
    figures = {
        applications_url(days): sum_of(cells.values()).count,
        applications_url(days, department=tax): by_department(cells)[tax].count,
        applications_url(days, measure=measure.pk): by_measure(cells)[measure.pk].count,
        applications_url(days, department=tax, measure=measure.pk): cells[Cell(tax, measure.pk)].count,
        applications_url(days, section=measure.section_id): 4,
        applications_url(days, effect=EffectKind.AMOUNT): by_department(cells)[tax].effects[EffectKind.AMOUNT].count,
        stops_url(days): stop_days(days).count,
        stops_url(days, department=tax): stop_days_by_department(days)[tax].count,
        eligible_url(): found["eligible"],
        with_measure_url(): found["with_measure"],
        list_url("feedback:enterprise_list", state="eligible", had_any="no"): found["eligible"] - found["with_measure"],
        **{item.url: item.count for item in open_work(on=timezone.localdate())},
    }
    assert {url: rows_of(client, url) for url in figures} == figures
