"""From, until and midnight: what a day changes, at its edges, on the pages and on the public list."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import User
from roster.models import Enterprise
from screening.models import ScreeningHit
from screening.states import StandingState
from screening.tasks import reassess_due
from tests.clock import at
from tests.spreadsheet_files import blacklist_line, roster_line
from tests.steps import SignedIn, list_entries, put_in_force

pytestmark = pytest.mark.usefixtures("blacklists")
NAME = "济南泺岬0001进出口有限公司"


def state_at(moment: str) -> str:
    """The standing at the moment, after the task that a worker runs then."""
    with at(moment):
        reassess_due()
        return Enterprise.objects.get().standing.state


def page_at(moment: str, user: User, signed_in: SignedIn) -> str:
    """The page of the hit at the moment."""
    with at(moment):
        hit = ScreeningHit.objects.get()
        return signed_in(user).get(reverse("screening:hit_detail", args=[hit.pk])).content.decode()


def test_question_before_the_national_day_has_its_working_days(
    officer: User, credit: User, signed_in: SignedIn
) -> None:
    """Asked on 30 September, five working days later is 13 October: 10 October is a Saturday that is worked."""
    with at("2026-09-30 16:00:00"):
        put_in_force(officer, [roster_line(1)])
        list_entries(credit, "court-defaulters", [blacklist_line(NAME)])
    assert ScreeningHit.objects.get().due_on == date(2026, 10, 13)
    page = page_at("2026-09-30 16:00:01", credit, signed_in)
    assert "期限至2026年10月13日（含今天尚余6个工作日，国庆节放假，10月10日上班（国办发明电〔2025〕7号））" in page
    assert state_at("2026-10-08 00:00:01") == StandingState.ELIGIBLE
    assert state_at("2026-10-13 23:59:59") == StandingState.ELIGIBLE
    assert "含今天尚余1个工作日" in page_at("2026-10-13 23:59:59", credit, signed_in)
    assert state_at("2026-10-14 00:00:01") == StandingState.PENDING
    assert "没有剩余期限" in page_at("2026-10-14 00:00:01", credit, signed_in)
