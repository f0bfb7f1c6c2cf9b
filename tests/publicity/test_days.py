"""The public pages before and after midnight in Jinan."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from feedback.actions.applications import log_application
from feedback.policies import ApplicationChoices
from incentives.models import Measure
from tests.clock import at
from tests.factories import make_certified
from tests.steps import AMENDED, amend

BEFORE, AFTER = "2026-07-09 23:59:59", "2026-07-10 00:00:01"


@pytest.fixture(autouse=True)
def amended(reference_data: None, credit: User) -> None:
    """Measure 31, amended from 10 July 2026."""
    with at("2026-06-30 09:00:00"):
        amend(31, in_force_from=date(2026, 7, 10), by=credit)


def test_amended_measure_is_announced_before_and_in_force_from_midnight_of_its_day(client: Client) -> None:
    shown = []
    for moment in (BEFORE, AFTER):
        with at(moment):
            text = " ".join(client.get(reverse("publicity:measure_list")).content.decode().split())
            shown.append((text.count(AMENDED), "自2026年7月10日起调整" in text))
    assert shown == [(1, True), (1, False)]


def test_application_has_the_wording_of_its_day(clerk: User) -> None:
    """The old version is in force until the day of the new one, which is not included."""
    wordings = []
    with at("2026-06-30 09:00:00"):
        enterprises = [make_certified(), make_certified()]
    moments = ((BEFORE, date(2026, 7, 9)), (AFTER, date(2026, 7, 10)))
    for enterprise, (moment, day) in zip(enterprises, moments, strict=True):
        with at(moment):
            application = log_application(
                enterprise=enterprise,
                measure=Measure.objects.get(number=31),
                applied_on=day,
                description="办理。",
                choices=ApplicationChoices(condition_met=True),
                by=clerk,
            )
            wordings.append(application.version.wording == AMENDED)
    assert wordings == [False, True]
