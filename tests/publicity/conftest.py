"""Fixtures of publicity: the action plan, the administrator's browser, a published enterprise and a case."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from feedback.actions.applications import log_application
from feedback.policies import ApplicationChoices
from incentives.models import Measure
from publicity.actions.cases import publish_case, write_case
from publicity.models import IncentiveCase
from roster.models import Enterprise
from tests.factories import make_certified, make_user
from tests.steps import publish_enterprises


@pytest.fixture(autouse=True)
def reference_data(reference_data: None) -> None:
    """Load the reference data for every test."""


@pytest.fixture
def administrator(credit: User) -> Client:
    """The credit administrator's browser."""
    client = Client()
    client.force_login(credit)
    return client


@pytest.fixture
def published(credit: User) -> Enterprise:
    """A published enterprise."""
    enterprise = make_certified(name="济南汀岚进出口有限公司")
    publish_enterprises(enterprises=[enterprise], by=credit)
    return enterprise


@pytest.fixture
def case(published: Enterprise, credit: User) -> IncentiveCase:
    """A published case about it."""
    application = log_application(
        enterprise=published,
        measure=Measure.objects.get(number=31),
        applied_on=timezone.localdate(),
        description="核定增值税发票用量。",
        choices=ApplicationChoices(condition_met=True),
        by=make_user(Role.DEPARTMENT),
    )
    case = write_case(application=application, title="退税快了", body="底气足了。", by=credit)
    return publish_case(case=case, by=credit)
