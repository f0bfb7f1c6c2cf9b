"""A roster's page: problems by row and column, the difference, confirming, withdrawing."""

import re
from collections.abc import Callable, Sequence
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from demo.city.codes import with_wrong_check
from roster.actions.submissions import process_roster
from roster.models import Certification, Enterprise, RosterSubmission, Transfer
from screening.models import Screening
from screening.states import StandingState
from tests.drafts.forms import key_on
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import list_entries, preview, put_in_force

SignedIn = Callable[[User], Client]


def page(client: Client, submission: RosterSubmission) -> str:
    return client.get(reverse("roster:submission_detail", args=[submission.pk])).content.decode()


def confirm(client: Client, submission: RosterSubmission, *, removal: bool = False) -> str:
    url, detail = (reverse(f"roster:submission_{name}", args=[submission.pk]) for name in ("confirm", "detail"))
    data = {"problems_verified": "on", **key_on(client, detail)}
    if removal:
        usccs = submission.removals.values_list("uscc", flat=True)
        data |= {f"reason-{uscc}": "企业注销" for uscc in usccs} | {"removed_count": str(len(usccs))}
    return client.post(url, data, follow=True).content.decode()


def verdict(client: Client, submission: RosterSubmission) -> str:
    """The answer at the top of the page of the roster."""
    (sentence,) = re.findall(r'<section class="verdict.*?<strong>(.*?)</strong>', page(client, submission), re.S)
    return sentence


def test_page_answers_first_what_the_roster_waits_for(officer: User, signed_in: SignedIn) -> None:
    client = signed_in(officer)
    faulty = preview(officer, [roster_line(1), roster_line(2, uscc=with_wrong_check(uscc_of(2)))])
    assert verdict(client, faulty) == "有1处须改正，改正后才能确认"
    withdrawn = client.post(reverse("roster:submission_withdraw", args=[faulty.pk]), follow=True).content.decode()
    assert f"已撤回：{faulty.filename}" in withdrawn
    assert "改正后的文件可以重新报送" in withdrawn
    assert verdict(client, faulty) == "已撤回，没有生效"
    faultless = preview(officer, [roster_line(1)])
    assert verdict(client, faultless) == "已通过校验，待确认"
    confirm(client, faultless)
    assert verdict(client, faultless) == "已确认生效"


@pytest.mark.parametrize(
    ("lines", "row", "column", "message"),
    [
        ([roster_line(1), roster_line(2, uscc=with_wrong_check(uscc_of(2)))], 3, "C", "校验"),
        ([roster_line(1), roster_line(2), roster_line(1, customs_code="37016T9999")], 4, "C", "重复"),
        ([roster_line(1, certified_on="2026年2月30日")], 2, "E", "日期"),
        ([roster_line(1, customs_code="3701")], 2, "D", "10"),
        ([("1", "", uscc_of(1), "37016T0001", "2020-03-02", "")], 2, "B", "企业名称"),
        ([roster_line(1, uscc="370102190001010027")], 2, "C", "身份证"),
        ([roster_line(1, certified_on="2026-07-01")], 2, "E", "截至"),
    ],
)
def test_problem_is_shown_by_row_and_column_and_prevents_confirmation(
    officer: User,
    signed_in: SignedIn,
    lines: Sequence[Sequence[str]],
    row: int,
    column: str,
    message: str,
) -> None:
    submission = preview(officer, lines)
    client = signed_in(officer)
    shown = client.get(reverse("roster:submission_detail", args=[submission.pk]))
    problems = {(problem.line, problem.column): problem.message for problem in shown.context["problems"]}
    assert message in problems[row, column]
    text = shown.content.decode()
    assert problems[row, column] in text
    assert text.index('id="problems"') < text.index('aria-label="文件"')
    assert re.search(r'class="btn"\s+type="submit"\s+form="corrections">改正', text)
    assert "问题未改正" in confirm(client, submission)
    assert not Certification.objects.exists()


def test_resident_id_is_neither_shown_nor_stored(officer: User, signed_in: SignedIn) -> None:
    submission = preview(officer, [roster_line(1, uscc="370102190001010027")])
    assert "370102190001010027" not in page(signed_in(officer), submission)
    kept = (submission.rows.all(), submission.problems.all(), RosterSubmission.objects.filter(pk=submission.pk))
    assert not any("370102190001010027" in str(list(rows.values())) for rows in kept)


def test_confirmed_roster_opens_certifications_and_starts_a_screening(officer: User, signed_in: SignedIn) -> None:
    submission = preview(officer, [roster_line(1), roster_line(2)])
    client = signed_in(officer)
    assert "新增2家" in page(client, submission)
    assert "名单已确认生效" in confirm(client, submission)
    assert Certification.objects.open().filter(office=officer.department).count() == 2
    assert {e.standing.state for e in Enterprise.objects.all()} == {StandingState.UNSCREENED}
    assert Screening.objects.get().submission == submission


def test_roster_confirmed_twice_takes_effect_once(officer: User, signed_in: SignedIn) -> None:
    submission = preview(officer, [roster_line(1)])
    client = signed_in(officer)
    confirm(client, submission)
    assert "无需再次确认" in confirm(client, submission)
    assert Certification.objects.count() == 1
    assert Screening.objects.count() == 1


def test_removed_enterprises_are_named_and_need_reasons(officer: User, signed_in: SignedIn) -> None:
    put_in_force(officer, [roster_line(1), roster_line(2)])
    submission = preview(officer, [roster_line(1)], as_of=date(2026, 7, 1))
    client = signed_in(officer)
    assert uscc_of(2) in page(client, submission)
    assert "有1家企业将退出名单" in confirm(client, submission)
    assert Certification.objects.open().count() == 2
    confirm(client, submission, removal=True)
    left = Certification.objects.get(until=date(2026, 7, 1))
    assert left.enterprise.uscc == uscc_of(2)
    assert left.closed_by == submission
    assert left.enterprise.standing.state == StandingState.LAPSED


def test_refused_confirmation_keeps_the_typed_reasons(officer: User, signed_in: SignedIn) -> None:
    put_in_force(officer, [roster_line(1), roster_line(2), roster_line(3)])
    submission = preview(officer, [roster_line(1)], as_of=date(2026, 7, 1))
    client = signed_in(officer)
    url = reverse("roster:submission_confirm", args=[submission.pk])
    detail = reverse("roster:submission_detail", args=[submission.pk])
    data = {f"reason-{uscc_of(2)}": "企业注销<", "reason_for_rest": "迁出本关区", **key_on(client, detail)}
    shown = client.post(url, data, follow=True).content.decode()
    assert "再次填写退出的家数" in shown
    assert shown.count('value="企业注销&lt;"') == 1
    assert shown.count("迁出本关区") == 2
    put_in_force(officer, [roster_line(4)], mode="changes", as_of=date(2026, 7, 1))
    client.post(url, data | {"removed_count": "2"})
    process_roster(submission.pk)
    assert 'value="企业注销&lt;"' in page(client, submission)


def test_removed_enterprises_are_a_kind_of_change_and_every_kind_has_the_whole_form(
    officer: User, signed_in: SignedIn
) -> None:
    put_in_force(officer, [roster_line(1), roster_line(2)])
    submission = preview(officer, [roster_line(1), roster_line(3)], as_of=date(2026, 7, 1))
    client = signed_in(officer)
    address = reverse("roster:submission_detail", args=[submission.pk])
    for kind in ("", "added", "removed", "changed"):
        assert f'name="reason-{uscc_of(2)}"' in client.get(address, {"kind": kind}).content.decode()
    removed = client.get(address, {"kind": "removed"}).content.decode()
    assert "没有退出的企业" not in removed
    assert "没有变更的企业。" in client.get(address, {"kind": "changed"}).content.decode()


def test_refused_confirmation_keeps_the_tick_that_problems_are_verified(
    officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    put_in_force(other_officer, [roster_line(1)])
    put_in_force(officer, [roster_line(2)])
    submission = preview(officer, [roster_line(1)], as_of=date(2026, 7, 1))
    client = signed_in(officer)
    ticked = re.compile(r'name="problems_verified"\s+checked')
    assert not ticked.search(page(client, submission))
    refused = confirm(client, submission)
    assert "请逐家填写退出原因" in refused
    assert ticked.search(refused)


def test_roster_with_errors_waits_for_correction_and_is_found_by_file_and_day(
    officer: User, signed_in: SignedIn
) -> None:
    preview(officer, [roster_line(1, customs_code="3701")])
    client = signed_in(officer)
    address = reverse("roster:submission_list")
    assert "待改正（1处）" in client.get(address).content.decode()
    found = {
        str(query): client.get(address, query).context["page"].paginator.count
        for query in (
            {"status": "to_correct"},
            {"status": "checked"},
            {"filename": "名单"},
            {"filename": "没有"},
            {"uploader": officer.full_name},
            {"since": "2999-01-01"},
        )
    }
    assert list(found.values()) == [1, 0, 1, 0, 1, 0], found


def test_roster_of_the_other_office_is_one_sentence(officer: User, other_officer: User, signed_in: SignedIn) -> None:
    put_in_force(other_officer, [roster_line(1), roster_line(2)])
    client = signed_in(officer)
    whole = preview(officer, [roster_line(1), roster_line(2)])
    assert "这2家都在莱芜海关的名单上，像是莱芜海关的名单。您是泉城海关" in page(client, whole)
    one_of_them = preview(officer, [roster_line(1), roster_line(3)])
    assert "像是莱芜海关的名单" not in page(client, one_of_them)


def test_confirmed_changes_keep_the_other_certifications(officer: User) -> None:
    put_in_force(officer, [roster_line(1)])
    put_in_force(officer, [roster_line(2)], mode="changes")
    assert Certification.objects.open().count() == 2


def test_changed_name_is_shown_with_the_former_name_and_both_are_stored(officer: User, signed_in: SignedIn) -> None:
    put_in_force(officer, [roster_line(1)])
    submission = preview(officer, [roster_line(1, name="济南泺岬新名进出口有限公司")])
    client = signed_in(officer)
    shown = page(client, submission)
    assert "<del>济南泺岬0001进出口有限公司</del>" in shown
    assert "<ins>济南泺岬新名进出口有限公司</ins>" in shown
    confirm(client, submission)
    enterprise = Enterprise.objects.get(uscc=uscc_of(1))
    assert enterprise.name == "济南泺岬新名进出口有限公司"
    assert enterprise.standing.state == StandingState.ELIGIBLE
    assert "济南泺岬0001进出口有限公司" in enterprise.events.values_list("name", flat=True)


def test_confirmation_after_the_roster_changed_compares_again_first(officer: User, signed_in: SignedIn) -> None:
    put_in_force(officer, [roster_line(1)])
    shown_before = preview(officer, [roster_line(1), roster_line(2)], as_of=date(2026, 7, 1))
    put_in_force(officer, [roster_line(1), roster_line(3)], as_of=date(2026, 7, 1))
    client = signed_in(officer)
    assert "预览之后名单已有变化" in confirm(client, shown_before)
    assert not Enterprise.objects.filter(uscc=uscc_of(2)).exists()
    process_roster(shown_before.pk)
    again = page(client, shown_before)
    assert "退出1家" in again
    assert uscc_of(3) in again
    confirm(client, shown_before, removal=True)
    assert Enterprise.objects.get(uscc=uscc_of(2)).certifications.open().exists()


def test_enterprise_certified_by_the_other_office_meanwhile_becomes_a_transfer(
    officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    shown_before = preview(officer, [roster_line(1), roster_line(2)])
    put_in_force(other_officer, [roster_line(2)])
    client = signed_in(officer)
    assert "预览之后名单已有变化" in confirm(client, shown_before)
    process_roster(shown_before.pk)
    assert "该企业在莱芜海关的现行名单上" in page(client, shown_before)
    assert "名单已确认生效" in confirm(client, shown_before)
    assert Certification.objects.open().filter(office=officer.department).count() == 1
    assert Transfer.objects.get().enterprise.uscc == uscc_of(2)


def test_roster_older_than_the_one_in_force_is_refused(officer: User, signed_in: SignedIn) -> None:
    put_in_force(officer, [roster_line(1)], as_of=date(2026, 7, 1))
    older = preview(officer, [roster_line(1), roster_line(2)])
    assert "早于本关已确认名单的截至日期2026年7月1日" in confirm(signed_in(officer), older)


def test_enterprise_on_the_roster_of_the_other_office_has_to_be_verified(
    officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    put_in_force(other_officer, [roster_line(1)])
    submission = preview(officer, [roster_line(1)])
    assert "莱芜海关" in submission.problems.get(severity="confirm").message
    url = reverse("roster:submission_confirm", args=[submission.pk])
    assert "有1处须核实的问题" in signed_in(officer).post(url, follow=True).content.decode()
    assert not Transfer.objects.exists()


@pytest.mark.parametrize("name", ["detail", "progress", "file"])
def test_submission_of_another_office_is_not_shown(
    officer: User, other_officer: User, signed_in: SignedIn, name: str
) -> None:
    submission = preview(officer, [roster_line(1)])
    url = reverse(f"roster:submission_{name}", args=[submission.pk])
    assert signed_in(other_officer).get(url).status_code == 404


@pytest.mark.parametrize("name", ["confirm", "withdraw"])
def test_action_on_a_submission_of_another_office_is_not_found(
    officer: User, other_officer: User, signed_in: SignedIn, name: str
) -> None:
    submission = preview(officer, [roster_line(1)])
    url = reverse(f"roster:submission_{name}", args=[submission.pk])
    assert signed_in(other_officer).post(url).status_code == 404
    submission.refresh_from_db()
    assert submission.is_checked


@pytest.mark.usefixtures("blacklists")
def test_confirmed_roster_shows_what_became_of_its_enterprises(
    officer: User, credit: User, signed_in: SignedIn
) -> None:
    list_entries(credit, "court-defaulters", [blacklist_line("某公司", uscc=uscc_of(2))])
    submission = put_in_force(officer, [roster_line(1), roster_line(2)])
    shown = page(signed_in(officer), submission)
    assert "新增、变更的2家企业现在的资格" in shown
    assert "联合激励对象1家，暂不纳入1家" in shown
    outcome = shown[shown.index('id="outcome"') :]
    assert Enterprise.objects.get(uscc=uscc_of(2)).get_absolute_url() in outcome[: outcome.index("</section>")]
    assert Enterprise.objects.get(uscc=uscc_of(1)).get_absolute_url() not in outcome[: outcome.index("</section>")]
