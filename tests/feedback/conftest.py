"""Fixtures for all tests of feedback: the action plan and all departments, and an application."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from feedback.actions.applications import log_application
from feedback.models import MeasureApplication
from feedback.policies import ApplicationChoices
from incentives.models import Measure
from tests.clock import at
from tests.factories import make_certified
from tests.feedback.application_acts import PDF


@pytest.fixture(autouse=True)
def reference_data(reference_data: None) -> None:
    """Load the reference data for every test."""


@pytest.fixture
def application(clerk: User) -> MeasureApplication:
    """Measure 31 for an enterprise that is eligible since 1 July 2026, applied on the 8th."""
    with at("2026-07-01 09:00:00"):
        enterprise = make_certified(name="济南汀岚进出口有限公司")
    with at("2026-07-08 09:00:00"):
        return log_application(
            enterprise=enterprise,
            measure=Measure.objects.get(number=31),
            applied_on=date(2026, 7, 8),
            description="核定增值税发票用量。",
            evidence=[SimpleUploadedFile("旧.pdf", PDF + b"old")],
            choices=ApplicationChoices(condition_met=True),
            by=clerk,
        )
