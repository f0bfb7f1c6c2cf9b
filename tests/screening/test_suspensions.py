"""A suspension makes an enterprise pending until its office lifts it, or a revocation takes its place (plan §3)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department, User
from accounts.permissions import Role
from approvals.models import Approval
from feedback.actions.follow import notify_standing_changes
from feedback.models import Notice, StopAdvice
from feedback.wording import notice_text
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from roster.models import Enterprise
from screening.actions.match_policy import change_match_policy
from screening.actions.suspensions import lift_suspension, suspend_enterprise
from screening.explanation.explain import StandingQuery, explain
from screening.models import Suspension
from screening.models.match_policy import ApprovalRule
from screening.states import StandingState
from tests.factories import make_certified, make_user
from tests.programs import program_of, read_all_pages
from tests.steps import SignedIn, log, publish_enterprises, revoke

SUSPENDED = {"reason": "涉嫌走私，正在核查", "document_number": "泉关企管〔2026〕7号"}
LIFTED = {"reason": "查无实据", "document_number": "泉关企管〔2026〕9号"}


@pytest.fixture
def suspension(enterprise: Enterprise, officer: User) -> Suspension:
    return suspend(enterprise, officer)


def suspend(enterprise: Enterprise, by: User, **changed: Any) -> Suspension:
    details = {**SUSPENDED, "effective_on": timezone.localdate(), **changed}
    return suspend_enterprise(enterprise=enterprise, **details, by=by)


def lift_url(suspension: Suspension) -> str:
    return reverse("screening:suspension_lift", args=[suspension.pk])


def lifting_fields(**changed: str) -> dict[str, str]:
    return {**LIFTED, "lifted_on": timezone.localdate().isoformat(), **changed}


def state_of(enterprise: Enterprise) -> str:
    return str(enterprise.standings.current().get().state)


def newest_notice(department: Department | None) -> str:
    return notice_text(Notice.objects.filter(department=department).latest("pk"), sees_screening=False)


@pytest.mark.usefixtures("reference_data")
def test_suspension_is_announced_and_stops_no_measure(
    enterprise: Enterprise, clerk: User, credit: User, officer: User, signed_in: SignedIn
) -> None:
    log(enterprise, clerk)
    publish_enterprises(enterprises=[enterprise], by=credit)
    notify_standing_changes()
    suspension = suspend(enterprise, officer)
    notify_standing_changes()
    today, reason = chinese_date(timezone.localdate()), "泉城海关暂停资格：涉嫌走私，正在核查（泉关企管〔2026〕7号）"
    assert f"自{today}起待核实：{reason}。核实结束前不能登记新的措施" in newest_notice(clerk.department)
    assert not StopAdvice.objects.exists()
    page = signed_in(clerk).get(enterprise.get_absolute_url()).content.decode()
    assert reason in page
    assert "请告知企业向主管海关了解暂停的原因" in page
    assert enterprise.uscc not in signed_in(clerk).get(reverse("publicity:enterprise_list")).content.decode()
    lift_suspension(suspension=suspension, lifted_on=timezone.localdate(), **LIFTED, by=officer)
    notify_standing_changes()
    assert f"核实完毕，仍为联合激励对象：泉城海关自{today}起解除暂停：查无实据（泉关企管〔2026〕9号）" in newest_notice(
        clerk.department
    )


def test_competent_office_lifts_the_suspension_on_its_page(
    suspension: Suspension, enterprise: Enterprise, officer: User, signed_in: SignedIn
) -> None:
    client = signed_in(officer)
    assert lift_url(suspension) in client.get(enterprise.get_absolute_url()).content.decode()
    assert SUSPENDED["reason"] in client.get(lift_url(suspension)).content.decode()
    response = client.post(lift_url(suspension), lifting_fields(), follow=True)
    assert response.redirect_chain == [(enterprise.get_absolute_url(), 302)]
    assert "已解除暂停" in response.content.decode()
    assert state_of(enterprise) == StandingState.ELIGIBLE
    again = client.post(lift_url(suspension), lifting_fields(reason="再次解除")).content.decode()
    assert f"的暂停已于{chinese_date(timezone.localdate())}解除" in again
    assert "再次解除" in again


def test_lifting_is_refused_to_another_office_and_before_the_suspension(
    suspension: Suspension, enterprise: Enterprise, officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    reject_url = reverse("screening:lifting_reject", args=[suspension.pk])
    for url, fields in ((lift_url(suspension), lifting_fields()), (lift_url(suspension), {}), (reject_url, {})):
        page = signed_in(other_officer).post(url, fields).content.decode()
        assert "由泉城海关主管，莱芜海关不能处理其资格" in page
        assert SUSPENDED["reason"] not in page
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    page = signed_in(officer).post(lift_url(suspension), lifting_fields(lifted_on=yesterday)).content.decode()
    assert "早于暂停日期" in page
    assert LIFTED["reason"] in page
    assert state_of(enterprise) == StandingState.PENDING


def test_lifting_by_another_office_is_refused_with_the_typed_text(
    suspension: Suspension, other_officer: User, signed_in: SignedIn
) -> None:
    page = signed_in(other_officer).post(lift_url(suspension), lifting_fields()).content.decode()
    assert "由泉城海关主管，莱芜海关不能处理其资格" in page
    assert all(value in page for value in lifting_fields().values())


def test_enterprise_is_suspended_once_and_not_while_it_is_revoked(
    suspension: Suspension, enterprise: Enterprise, officer: User
) -> None:
    with pytest.raises(ActionDenied, match="起暂停（泉关企管〔2026〕7号）"):
        suspend(enterprise, officer)
    revoke(enterprise, officer)
    with pytest.raises(ActionDenied, match="取消（泉关企管〔2026〕8号）"):
        suspend(enterprise, officer)


def test_revocation_takes_the_place_of_the_suspension_and_of_its_proposed_end(
    suspension: Suspension, enterprise: Enterprise, officer: User, credit: User, signed_in: SignedIn
) -> None:
    change_match_policy(approval_rule=ApprovalRule.ALL, term_working_days=5, reason="纪要", by=credit)
    lift_suspension(suspension=suspension, lifted_on=timezone.localdate(), **LIFTED, by=officer)
    revocation = revoke(enterprise, officer)
    suspension.refresh_from_db()
    assert (suspension.replaced_by, suspension.lifted_on) == (revocation, revocation.effective_on)
    assert not Approval.objects.pending().exists()
    assert state_of(enterprise) == StandingState.REVOKED
    page = signed_in(officer).post(lift_url(suspension), lifting_fields()).content.decode()
    assert "已取消（泉关企管〔2026〕8号），无需解除暂停" in page


def test_lifting_takes_effect_when_a_second_officer_approves_it(
    suspension: Suspension, enterprise: Enterprise, officer: User, credit: User, signed_in: SignedIn
) -> None:
    change_match_policy(approval_rule=ApprovalRule.ALL, term_working_days=5, reason="纪要", by=credit)
    colleague = signed_in(make_user(Role.CUSTOMS, department=officer.department))
    approve, reject = (reverse(f"screening:lifting_{act}", args=[suspension.pk]) for act in ("approve", "reject"))
    own = signed_in(officer)
    assert "已提请解除暂停" in own.post(lift_url(suspension), lifting_fields(), follow=True).content.decode()
    version = {"version": Approval.objects.pending().get().pk}
    assert "须由另一名本关关员复核" in own.post(approve, version, follow=True).content.decode()
    assert "请写明" in colleague.post(reject, version).content.decode()
    assert "已退回" in colleague.post(reject, {**version, "reason": "文号有误"}, follow=True).content.decode()
    assert state_of(enterprise) == StandingState.PENDING
    own.post(lift_url(suspension), lifting_fields())
    version = {"version": Approval.objects.pending().get().pk}
    assert "查无实据" in colleague.get(lift_url(suspension)).content.decode()
    assert "已解除暂停" in colleague.post(approve, version, follow=True).content.decode()
    assert state_of(enterprise) == StandingState.ELIGIBLE
    other = suspend(enterprise, officer, document_number="泉关企管〔2026〕10号")
    texts = {"lift_reason": "查无实据", "lift_document": "9号", "lifted_at": timezone.now(), "lifted_by": officer}
    with pytest.raises(IntegrityError, match="suspension_lifted_by_two"), transaction.atomic():
        Suspension.objects.filter(pk=other.pk).update(lifted_on=timezone.localdate(), **texts)
    ended = {"lifted_on": timezone.localdate(), "effective_on": timezone.localdate(), "suspended_by": officer}
    with pytest.raises(IntegrityError, match="suspension_lifted_by_two"), transaction.atomic():
        Suspension.objects.create(enterprise=enterprise, office=other.office, **SUSPENDED, **ended, **texts)


def test_backdated_suspension_corrects_the_past_and_what_was_known_stays(enterprise: Enterprise, officer: User) -> None:
    today, before = timezone.localdate(), timezone.now()
    suspension = suspend(enterprise, officer, effective_on=today)
    then, now = (explain(enterprise, StandingQuery(today, moment, True)) for moment in (before, timezone.now()))
    assert (then.state, now.state) == (StandingState.ELIGIBLE, StandingState.PENDING)
    assert now.reasons[0].suspension.lifted_on is None
    known = timezone.now()
    lift_suspension(suspension=suspension, lifted_on=today, **LIFTED, by=officer)
    assert explain(enterprise, StandingQuery(today, known, True)).reasons == now.reasons
    after = explain(enterprise, StandingQuery(today, timezone.now(), True))
    assert after.state == StandingState.ELIGIBLE
    assert [reason.suspension.lift_document for reason in after.reasons if reason.suspension] == [
        LIFTED["document_number"]
    ]


def test_program_lists_suspensions_the_one_that_changed_last_first(
    suspension: Suspension, officer: User, clerk: User
) -> None:
    ended = suspend(make_certified(), officer, document_number="泉关企管〔2026〕10号")
    lift_suspension(suspension=ended, lifted_on=timezone.localdate(), **LIFTED, by=officer)
    program, url = program_of(clerk), reverse("feedback_api:suspension_list")
    first, second = read_all_pages(program, url)
    assert (first["id"], second["id"]) == (ended.pk, suspension.pk)
    assert (first["lift_document"], first["revocation"], first["changed_at"]) == (
        *(LIFTED["document_number"], None),
        first["lifted_at"],
    )
    assert (second["office"]["code"], second["lifted_on"]) == ("quancheng-customs", None)
    assert (second["reason"], second["changed_at"]) == (SUSPENDED["reason"], second["suspended_at"])
    revocation = revoke(suspension.enterprise, officer)
    (replaced,) = read_all_pages(program, f"{url}?state=ended&enterprise={suspension.enterprise.uscc}")
    assert (replaced["id"], replaced["revocation"]) == (suspension.pk, revocation.pk)
    assert program.get(url, {"state": "in_force"}).json()["results"] == []
    assert program.get(url, {"category": "x"}).status_code == 400
