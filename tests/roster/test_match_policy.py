"""比对规则: shown, changed with its basis, its thresholds only after a trial, and its versions kept."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.permissions import Role
from roster.actions.screenings import repeat_screening
from roster.models import Enterprise, MatchPolicy, Screening
from roster.states import StandingState
from tests.factories import make_user
from tests.roster.conftest import list_entries, put_in_force, run_screenings
from tests.sheets import blacklist_line, roster_line, uscc_of

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]
TRY = reverse("roster:thresholds_try")


def test_the_credit_administrator_changes_it_with_a_basis(credit: User, signed_in: SignedIn) -> None:
    client, url = signed_in(credit), reverse("roster:match_policy")
    assert "尚未修改" in client.get(url).content.decode()
    said = {"second_person": "all", "term_working_days": "3", "reason": ""}
    assert "请写明修改依据" in client.post(url, said).content.decode()
    assert not MatchPolicy.objects.exists()
    page = client.post(url, {**said, "reason": "会议纪要〔2026〕3号"}, follow=True).content.decode()
    assert "会议纪要〔2026〕3号" in page
    policy = MatchPolicy.current()
    assert (policy.second_person, policy.term_working_days, policy.changed_by) == ("all", 3, credit)


@pytest.mark.parametrize("term", ["0", "61", "-1", "x", ""])
def test_a_term_out_of_bounds_is_refused(credit: User, signed_in: SignedIn, term: str) -> None:
    said = {"second_person": "none", "term_working_days": term, "reason": "规程"}
    response = signed_in(credit).post(reverse("roster:match_policy"), said)
    assert response.context["form"].errors["term_working_days"]
    assert not MatchPolicy.objects.exists()


def test_the_thresholds_are_not_changed_here(credit: User, signed_in: SignedIn) -> None:
    said = {"second_person": "none", "term_working_days": "5", "reason": "规程", "ask_from": "1", "ignore_below": "1"}
    signed_in(credit).post(reverse("roster:match_policy"), said)
    assert MatchPolicy.current().ask_from == MatchPolicy().ask_from


def test_an_auditor_only_reads(signed_in: SignedIn) -> None:
    client = signed_in(make_user(Role.AUDITOR))
    assert "保存" not in client.get(reverse("roster:match_policy")).content.decode()


@pytest.fixture
def compared(officer: User, credit: User, blacklists: None) -> None:
    """One firm pending for its name, another eligible."""
    list_entries(credit, "court-defaulters", [blacklist_line("济南泺岬0001进出口有限公司")])
    put_in_force(officer, [roster_line(1), roster_line(2)])


def tried(client: Client, ask_from: object, ignore_below: object) -> Screening:
    """A trial asked for in the page, and done."""
    response = client.post(TRY, {"ask_from": ask_from, "ignore_below": ignore_below})
    trial = Screening.objects.latest("pk")
    assert response.url == reverse("roster:screening_detail", args=[trial.pk])
    run_screenings()
    return trial


def text_of(client: Client, url: str, said: dict[str, str] | None = None) -> str:
    response = client.get(url) if said is None else client.post(url, said, follow=True)
    return " ".join(response.content.decode().split())


def apply_url(trial: Screening) -> str:
    return reverse("roster:thresholds_apply", args=[trial.pk])


def standing() -> str:
    return Enterprise.objects.get(uscc=uscc_of(1)).standing.state


def test_a_trial_shows_what_would_change_and_changes_nothing(compared: None, credit: User, signed_in: SignedIn) -> None:
    client = signed_in(credit)
    assert TRY in text_of(client, reverse("roster:match_policy"))
    text = text_of(client, reverse("roster:screening_detail", args=[tried(client, 96, 40).pk]))
    assert "没有改变任何命中和激励资格" in text
    assert "<dt>不再提请核实</dt> <dd> 1处 </dd>" in text
    assert "<dt>待核实 → 联合激励对象</dt> <dd> 1家 </dd>" in text
    assert uscc_of(1) in text
    assert "按此施行" in text
    assert "重跑一次" not in text
    assert MatchPolicy.current().ask_from == 60
    assert standing() == StandingState.PENDING


def test_what_was_tried_is_applied_with_a_basis(compared: None, credit: User, signed_in: SignedIn) -> None:
    client = signed_in(credit)
    trial = tried(client, 96, 40)
    text = text_of(client, apply_url(trial))
    assert "提请核实的分值由60改为96" in text
    assert "待核实 → 联合激励对象1家" in text
    assert "请写明修改依据" in text_of(client, apply_url(trial), {"reason": " "})
    assert MatchPolicy.current().ask_from == 60
    assert "分值已修改" in text_of(client, apply_url(trial), {"reason": "会议纪要〔2026〕4号"})
    policy = MatchPolicy.current()
    assert (policy.ask_from, policy.ignore_below, policy.changed_by) == (96, 40, credit)
    run = Screening.objects.latest("pk")
    assert (run.trigger, run.is_trial, run.asked_by) == ("rules", False, credit)
    run_screenings()
    assert standing() == StandingState.ELIGIBLE
    assert AuditEntry.objects.get(verb="修改比对分值").detail["提请核实"] == [60, 96]
    text = text_of(client, reverse("roster:match_policy"))
    assert "满96分提请核实，不满40分不记录" in text
    assert "会议纪要〔2026〕4号" in text
    assert "此分值已在施行" in text_of(client, reverse("roster:screening_detail", args=[trial.pk]))
    assert "的分值已在施行" in text_of(client, apply_url(trial), {"reason": "再来"})


@pytest.mark.parametrize(
    ("ask_from", "ignore_below", "sentence"),
    [
        ("", "40", "请填写分值"),
        ("x", "40", "请填写0至100之间的整数"),
        ("60.5", "40", "请填写0至100之间的整数"),
        ("101", "40", "分值不能高于100"),
        ("60", "-1", "分值不能低于0"),
        ("40", "60", "不记录的分值（60）不能高于提请核实的分值（40）"),
        ("60", "40", "与现行分值（60、40）相同，无需试算"),
        ("9" * 30, "40", "分值不能高于100"),
    ],
)
def test_thresholds_that_cannot_be_are_refused(
    credit: User, signed_in: SignedIn, ask_from: str, ignore_below: str, sentence: str
) -> None:
    assert sentence in text_of(signed_in(credit), TRY, {"ask_from": ask_from, "ignore_below": ignore_below})
    assert not Screening.objects.exists()


def test_one_trial_at_a_time(compared: None, credit: User, signed_in: SignedIn) -> None:
    client = signed_in(credit)
    client.post(TRY, {"ask_from": "96", "ignore_below": "40"})
    trial = Screening.objects.latest("pk")
    assert f"{trial}正在对全部企业和条目进行" in text_of(client, TRY, {"ask_from": "90", "ignore_below": "40"})
    assert "试算完成后才能施行" in text_of(client, apply_url(trial))


def test_only_the_newest_trial_is_applied(compared: None, credit: User, signed_in: SignedIn) -> None:
    client = signed_in(credit)
    trial, newer = tried(client, 96, 40), tried(client, 80, 40)
    assert f"{trial}之后又进行过{newer}" in text_of(client, apply_url(trial), {"reason": "纪要"})
    assert MatchPolicy.current().ask_from == 60
    assert "分值已修改" in text_of(client, apply_url(newer), {"reason": "纪要"})


def test_a_trial_that_lists_have_overtaken_is_tried_again(compared: None, credit: User, signed_in: SignedIn) -> None:
    client = signed_in(credit)
    trial = tried(client, 96, 40)
    list_entries(credit, "wage-arrears", [blacklist_line("某公司", uscc=uscc_of(2))])
    assert "已有变化，试算结果不再准确，请重新试算" in text_of(client, apply_url(trial), {"reason": "纪要"})
    assert MatchPolicy.current().ask_from == 60


def test_a_trial_of_yesterday_or_of_another_roster_is_tried_again(
    compared: None, officer: User, credit: User, signed_in: SignedIn
) -> None:
    client = signed_in(credit)
    trial = tried(client, 96, 40)
    Screening.objects.filter(pk=trial.pk).update(started_at=timezone.now() - timedelta(days=1))
    assert "请重新试算" in text_of(client, apply_url(trial), {"reason": "纪要"})
    trial = tried(client, 97, 40)
    put_in_force(officer, [roster_line(1)], as_of=date(2026, 7, 1))
    assert "请重新试算" in text_of(client, apply_url(trial), {"reason": "纪要"})
    assert MatchPolicy.current().ask_from == 60


def test_nothing_is_applied_while_a_comparison_is_owed(compared: None, credit: User, signed_in: SignedIn) -> None:
    client = signed_in(credit)
    first = Screening.objects.latest("pk")
    trial = tried(client, 96, 40)
    owed = repeat_screening(screening=first, by=credit)
    assert f"{owed}尚未完成（等待比对）" in text_of(client, apply_url(trial), {"reason": "纪要"})


def test_what_is_no_trial_is_not_applied(compared: None, credit: User, signed_in: SignedIn) -> None:
    run = Screening.objects.latest("pk")
    assert f"{run}不是试算" in text_of(signed_in(credit), apply_url(run), {"reason": "纪要"})


def test_no_run_uses_other_thresholds_than_those_in_force(compared: None, credit: User, signed_in: SignedIn) -> None:
    client = signed_in(credit)
    text_of(client, apply_url(tried(client, 96, 40)), {"reason": "纪要"})
    list_entries(credit, "wage-arrears", [blacklist_line("济南泺岬0002进出口有限公司")])
    assert set(Screening.objects.filter(is_trial=False).order_by("-pk").values_list("ask_from", flat=True)[:2]) == {96}
    assert not Enterprise.objects.get(uscc=uscc_of(2)).hits.get().asked
