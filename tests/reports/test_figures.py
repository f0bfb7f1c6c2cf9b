"""Every figure is the number of rows of the list to which it leads."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from feedback.actions.advice import stop_measure
from feedback.models import StopAdvice
from incentives.models import EffectKind, Measure
from reports.figures.applications import (
    Cell,
    applications_url,
    applied_by_cell,
    by_department,
    by_measure,
    measures_on,
    sum_of,
    unused_measures,
)
from reports.figures.enterprises import current_enterprises, eligible_url, with_measure_url, without_measure_url
from reports.figures.open_work import open_work
from reports.figures.stops import stop_days, stop_days_by_department, stops_url
from reports.periods import Days
from roster.models import Enterprise
from tests.factories import make_certified
from tests.steps import SignedIn, log, revoke


@pytest.fixture
def days(reference_data: None, enterprise: Enterprise, clerk: User) -> Days:
    """Days on which one enterprise had measures 31 and 34, lost its standing, and measure 31 was stopped."""
    other, loser = make_certified(), make_certified()
    log(enterprise, clerk, number=34)
    log(other, clerk)
    log(loser, clerk)
    revoke(loser)
    today = timezone.localdate()
    stop_measure(advice=StopAdvice.objects.get(), stopped_on=today, answer="已停用。", by=clerk)
    log(make_certified(), clerk)
    revoke(Enterprise.objects.latest("pk"))
    make_certified()
    return Days(today.replace(day=1), today)


def rows_of(client: Client, url: str) -> int:
    return client.get(url).context["table"].count


def test_figures_are_the_counts_of_their_lists(days: Days, credit: User, clerk: User, signed_in: SignedIn) -> None:
    client = signed_in(credit)
    cells = applied_by_cell(days)
    measure = Measure.objects.get(number=31)
    tax = clerk.department_id
    assert sum_of(cells.values()).count == 4
    assert cells[Cell(tax, measure.pk)].count == 3
    figures = {
        applications_url(days): sum_of(cells.values()).count,
        applications_url(days, department=tax): by_department(cells)[tax].count,
        applications_url(days, measure=measure.pk): by_measure(cells)[measure.pk].count,
        applications_url(days, department=tax, measure=measure.pk): cells[Cell(tax, measure.pk)].count,
        applications_url(days, section=measure.section_id): 4,
        applications_url(days, effect=EffectKind.AMOUNT): by_department(cells)[tax].effects[EffectKind.AMOUNT].count,
        stops_url(days): stop_days(days).count,
        stops_url(days, department=tax): stop_days_by_department(days)[tax].count,
        eligible_url(): current_enterprises().eligible,
        with_measure_url(): current_enterprises().with_measure,
        without_measure_url(): current_enterprises().without_measure,
        **{item.url: item.count for item in open_work()},
    }
    assert {url: rows_of(client, url) for url in figures} == figures


def test_unused_measures_are_those_in_force_without_an_application(days: Days) -> None:
    unused = {version.measure.number: version.was_ever_used for version in unused_measures(days)}
    assert len(unused) == measures_on(days.last).count() - 2
    assert not {31, 34} & unused.keys()
    before = Days(days.first - timedelta(days=60), days.first - timedelta(days=30))
    assert 31 in {version.measure.number for version in unused_measures(before)}
