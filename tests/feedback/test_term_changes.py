"""Terms of stop advice and of possible matches that the publication of a year changes."""

from datetime import date

import pytest
from django.db import InternalError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from feedback.actions.terms import recount_terms
from feedback.models import Notice, StopAdvice
from feedback.states import NoticeKind
from foundation.web.dates import chinese_date
from roster.models import Enterprise
from screening.states import StandingState
from screening.tasks import reassess_due
from tests.clock import at
from tests.factories import make_certified, make_user
from tests.spreadsheet_files import blacklist_line, roster_line, upload, xlsx
from tests.steps import SignedIn, list_entries, log, put_in_force, revoke
from tests.workers import running, start_worker, wait_until
from workdays.actions import add_exception, load_year
from workdays.terms import add_working_days
from workdays.years import read_calendar

NAME = "济南泺岬0001进出口有限公司"
NUMBER = "国办发明电〔2026〕9号"


def test_published_year_moves_open_terms_and_their_department_gets_a_notice_of_both_days(
    clerk: User, officer: User, signed_in: SignedIn
) -> None:
    admin = make_user(Role.SYSTEM)
    with at("2026-12-28 16:00:00"):
        enterprise = make_certified()
        log(enterprise, clerk)
        log(enterprise, clerk, number=32)
        revoke(enterprise, officer)
        advice_list = reverse("feedback:advice_list")
        assert "2027-01-11,是" in signed_in(clerk).get(advice_list, {"format": "csv"}).getvalue().decode()
        recount_terms()
        assert not Notice.objects.filter(kind=NoticeKind.TERM).exists()

        load_year(year=2027, document_number=NUMBER, issued_on=date(2026, 12, 1), days="2027-01-01 放假 元旦", by=admin)
        recount_terms()
        recount_terms()
        assert set(StopAdvice.objects.values_list("due_on", flat=True)) == {date(2027, 1, 12)}
        listed = signed_in(clerk).get(advice_list)
        assert "2027-01-12,,2027-01-11," in signed_in(clerk).get(advice_list, {"format": "csv"}).getvalue().decode()
        assert listed.content.decode().count("原为2027年1月11日") == 2

        notice = Notice.objects.get(kind=NoticeKind.TERM)
        assert notice.department == clerk.department
        text = f"因放假安排公布或调整，{enterprise.name}等2项停用建议的答复期限由2027年1月11日改为2027年1月12日。"
        assert text in signed_in(clerk).get(reverse("feedback:notice_list")).content.decode()
        advice = StopAdvice.objects.first()
        page = signed_in(clerk).get(reverse("feedback:advice_detail", args=[advice.pk])).content.decode()
        assert "原为2027年1月11日，因放假安排公布或调整于2026年12月28日改为2027年1月12日" in page

        signed_in(clerk).post(
            reverse("feedback:advice_detail", args=[advice.pk]), {"decision": "kept", "answer": "已申请行政复议"}
        )
        add_exception(
            day=date(2027, 1, 12), is_working=False, document_number="济政办〔2026〕9号", reason="调休", by=admin
        )
        recount_terms()
        assert StopAdvice.objects.open().get().due_on == date(2027, 1, 13)
        advice.refresh_from_db()
        assert advice.due_on == date(2027, 1, 12)
    with pytest.raises(InternalError, match="recorded before it is made"), transaction.atomic():
        StopAdvice.objects.open().update(due_on=date(2027, 2, 1))


@pytest.mark.django_db(transaction=True)
def test_year_that_the_administrator_uploads_moves_terms_by_a_worker(
    clerk: User, officer: User, signed_in: SignedIn
) -> None:
    """The next working day is given off; the rest of its year stays."""
    enterprise = make_certified()
    log(enterprise, clerk)
    revoke(enterprise, officer)
    before = StopAdvice.objects.get().due_on
    given_off = add_working_days(timezone.localdate(), 1)
    known = read_calendar().years.get(given_off.year)
    rows = [(f"{given_off}", "放假", "全市运动会")]
    if known:
        rows += [(f"{day}", "放假", name) for day, name in known.holidays.items()]
        rows += [(f"{day}", "上班", "") for day in known.make_up_days]
    administrator, address = signed_in(make_user(Role.SYSTEM)), reverse("admin:workdays_calendaryear_add")
    year = {"year": given_off.year, "document_number": NUMBER, "issued_on": timezone.localdate()}
    file = upload(xlsx(["日期", "安排", "节日"], rows), "放假安排.xlsx")
    form = administrator.post(address, {**year, "file": file}).context["adminform"].form
    sent = administrator.post(address, {**year, "days": form.data["days"], "version": form.data["version"]})
    assert sent.status_code == 302
    assert StopAdvice.objects.get().due_on == before
    with running(start_worker()):
        wait_until(lambda: Notice.objects.filter(kind=NoticeKind.TERM).exists(), "the worker counts the terms again")
    after = StopAdvice.objects.get().due_on
    assert after == add_working_days(before, 1)
    moved = f"停用建议的答复期限由{chinese_date(before)}改为{chinese_date(after)}。"
    assert f"{enterprise.name}{moved}" in signed_in(clerk).get(reverse("feedback:notice_list")).content.decode()


@pytest.mark.usefixtures("blacklists")
def test_published_year_moves_the_deadline_of_a_possible_match_and_the_day_of_its_effect(
    officer: User, credit: User, signed_in: SignedIn
) -> None:
    admin = make_user(Role.SYSTEM)
    with at("2026-12-29 09:00:00"):
        put_in_force(officer, [roster_line(1), roster_line(2)])
        enterprise = Enterprise.objects.get(name=NAME)
    with at("2026-12-30 09:00:00"):
        list_entries(credit, "court-defaulters", [blacklist_line(NAME)], as_of=date(2026, 12, 29))
        hits = reverse("screening:hit_list")
        assert "2027-01-06,是" in signed_in(credit).get(hits, {"format": "csv"}).getvalue().decode()
        load_year(year=2027, document_number=NUMBER, issued_on=date(2026, 12, 1), days="2027-01-01 放假 元旦", by=admin)
        recount_terms()
        recount_terms()
        assert "2027-01-07," in signed_in(credit).get(hits, {"format": "csv"}).getvalue().decode()
        text = f"{enterprise.name}比对命中的核实期限由2027年1月6日改为2027年1月7日。"
        assert text in signed_in(credit).get(reverse("feedback:notice_list")).content.decode()
    for moment, state in (
        ("2027-01-07 23:00:00", StandingState.ELIGIBLE),
        ("2027-01-08 00:01:00", StandingState.PENDING),
    ):
        with at(moment):
            reassess_due()
            assert Enterprise.objects.get(pk=enterprise.pk).standing.state == state
