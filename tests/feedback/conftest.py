"""What the desk's tests start from: the decree, the departments, a firm, and short ways to log and lose."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from feedback.actions.applications import log_application
from feedback.actions.follow import follow_standings
from feedback.models import MeasureApplication
from incentives.models import Measure
from roster.actions.revocations import revoke_enterprise
from roster.models import Enterprise, Revocation
from tests.factories import make_certified, make_department, make_user

SignedIn = Callable[[User], Client]


@pytest.fixture
def decree(db: None) -> None:
    call_command("load_reference")


@pytest.fixture
def clerk(decree: None) -> User:
    """A clerk of the tax bureau."""
    return make_user(Role.DEPARTMENT)


@pytest.fixture
def officer(decree: None) -> User:
    """An officer of 泉城海关, whose firms `make_certified` makes."""
    return make_user(Role.CUSTOMS)


@pytest.fixture
def firm(decree: None) -> Enterprise:
    return make_certified(name="济南汀岚进出口有限公司")


@pytest.fixture
def signed_in() -> SignedIn:
    def client_of(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return client_of


def clerk_of(code: str) -> User:
    return make_user(Role.DEPARTMENT, department=make_department(code))


def log(firm: Enterprise, by: User, *, number: int = 31) -> MeasureApplication:
    """The measure logged today."""
    return log_application(
        enterprise=firm,
        measure=Measure.objects.get(number=number),
        applied_on=timezone.localdate(),
        done="核定增值税发票用量。",
        evidence=None,
        by=by,
    )


def revoke(firm: Enterprise, by: User) -> Revocation:
    """Revoked today, and followed as the worker does."""
    revocation = revoke_enterprise(
        enterprise=firm,
        reason="虚开增值税专用发票",
        document_number="泉关企管〔2026〕8号",
        effective_on=timezone.localdate(),
        by=by,
    )
    follow_standings()
    return revocation
