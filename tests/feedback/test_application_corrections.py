"""A department corrects its own application, with a reason; the content before stays visible."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from feedback.actions.applications import log_application
from feedback.actions.changes import correct_application
from feedback.actions.handing_over import hand_over_applications
from feedback.models import ApplicationChange, MeasureApplication, StopAdvice
from feedback.policies import ApplicationChoices
from feedback.states import AdviceState
from foundation.denials import ActionDenied
from incentives.models import Measure
from roster.models import Enterprise
from tests.clock import at
from tests.factories import make_user
from tests.feedback.application_acts import PDF, REASON, correct
from tests.steps import SignedIn, clerk_of, log, revoke


def test_correction_shows_the_new_content_and_the_earlier_one(
    application: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    page = correct(signed_in(clerk), application, applied_on="2026-07-06", evidence=SimpleUploadedFile("新.pdf", PDF))
    assert "已更正" in page
    for text in ("核定增值税发票用量，当日办结。", "新.pdf", "2026年7月6日"):
        assert text in page
    earlier = page[page.index("更正记录") :]
    for text in ("2026年7月8日", "核定增值税发票用量。", "旧.pdf", REASON, clerk.full_name):
        assert text in earlier


def test_correction_by_a_page_older_than_a_colleagues_correction_is_refused(
    application: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    """The page comes back with what was typed and the version of now, by which it is accepted."""
    client, colleague = signed_in(clerk), signed_in(make_user(department=clerk.department))
    old = application.content_version
    assert "已更正" in correct(colleague, application, description="核定用量，三日办结。")
    page = correct(client, application, version=old)
    assert "您打开页面之后，该项措施实施已有变动" in page
    assert "当日办结" in page
    application.refresh_from_db()
    assert application.description == "核定用量，三日办结。"
    assert f'name="version" value="{application.content_version}"' in page
    assert "已更正" in correct(client, application)


def test_correction_without_a_new_file_keeps_the_evidence(
    application: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    correct(signed_in(clerk), application)
    assert application.evidence.attached().get().filename == "旧.pdf"


def test_evidence_that_a_correction_removes_stays_in_the_history(
    application: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    client, old = signed_in(clerk), application.evidence.get()
    unchanged = {"applied_on": "2026-07-08", "description": application.description}
    page = correct(
        client, application, **unchanged, removed=old.pk, evidence=SimpleUploadedFile("新.pdf", PDF + b"new")
    )
    before, after = page.rsplit("更正记录", 1)
    assert ("旧.pdf" in before, "新.pdf" in before, "旧.pdf" in after, "新.pdf" in after) == (False, True, True, False)
    url = reverse("feedback:evidence_download", args=[old.pk])
    assert b"".join(client.get(url).streaming_content) == PDF + b"old"
    assert signed_in(clerk_of("ecology")).get(url).status_code == 404
    event = AuditEvent.objects.get(type=EventType.APPLICATION_CORRECTED)
    assert event.changes == {"evidence": ["旧.pdf", "新.pdf"]}


def test_corrected_day_is_checked_like_a_new_one(
    application: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    page = correct(signed_in(clerk), application, applied_on="2026-06-30")
    assert "在2026年6月30日尚无激励资格" in page
    assert "核定增值税发票用量，当日办结。" in page
    assert REASON in page
    application.refresh_from_db()
    assert application.applied_on == date(2026, 7, 8)


def test_corrected_day_has_the_standing_and_the_wording_of_that_day(
    application: MeasureApplication, clerk: User, officer: User
) -> None:
    """Revoked on 10 July: the day may move within the eligible days, not beyond them."""
    with at("2026-07-10 09:00:00"):
        revoke(application.enterprise, officer)
        correct_application(
            application=application,
            applied_on=date(2026, 7, 9),
            description="核定增值税发票用量。",
            choices=ApplicationChoices(condition_met=True),
            reason=REASON,
            by=clerk,
        )
    application.refresh_from_db()
    standing = application.enterprise.standings.standing_on(date(2026, 7, 9)).get()
    assert (application.standing, standing.is_eligible) == (standing, True)


def test_correction_of_the_text_is_possible_after_the_standing_was_lost(
    application: MeasureApplication, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    with at("2026-07-08 10:00:00"):
        revoke(application.enterprise, officer)
        assert "已更正" in correct(signed_in(clerk), application)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"reason": " "}, "请填写理由"),
        ({"description": ""}, "请写明做了什么"),
        ({"condition_met": ""}, "请核实企业符合后勾选"),
        ({"description": "核定增值税发票用量。"}, "内容与现有记录相同，没有可更正的内容"),
    ],
)
def test_invalid_correction_is_refused_with_a_message(
    application: MeasureApplication, clerk: User, signed_in: SignedIn, fields: dict[str, str], message: str
) -> None:
    assert message in correct(signed_in(clerk), application, **fields)
    assert not ApplicationChange.objects.exists()


def test_correction_is_audited_with_the_values_before_and_after(
    application: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    correct(signed_in(clerk), application)
    event = AuditEvent.objects.get(type=EventType.APPLICATION_CORRECTED)
    assert event.data["reason"] == REASON
    assert event.changes == {"description": ["核定增值税发票用量。", "核定增值税发票用量，当日办结。"]}


@pytest.mark.parametrize(
    ("kinds", "states"),
    [
        (["standing", "one_off"], [AdviceState.WITHDRAWN]),
        (["one_off", "standing"], [AdviceState.OPEN]),
        (["standing", "one_off", "standing"], [AdviceState.WITHDRAWN, AdviceState.OPEN]),
    ],
)
def test_advice_follows_the_corrected_kind_after_a_loss(
    enterprise: Enterprise, officer: User, kinds: list[str], states: list[AdviceState]
) -> None:
    """Measure 7 allows both kinds. A correction to one-off leaves nothing to stop."""
    content = {
        "applied_on": timezone.localdate(),
        "description": "优先办理通关。",
        "by": officer,
    }
    first, *later = (ApplicationChoices(kind=kind) for kind in kinds)
    application = log_application(
        enterprise=enterprise, measure=Measure.objects.get(number=7), choices=first, **content
    )
    revoke(enterprise, officer)
    for choices in later:
        correct_application(application=application, choices=choices, reason=REASON, **content)
    assert list(StopAdvice.objects.order_by("pk").values_list("state", flat=True)) == states


def test_correction_to_what_already_runs_is_refused(enterprise: Enterprise, clerk: User) -> None:
    first, second = (
        log_application(
            enterprise=enterprise,
            measure=Measure.objects.get(number=32),
            applied_on=timezone.localdate(),
            description="办理。",
            choices=ApplicationChoices(condition_met=True, sub_item=number),
            by=clerk,
        )
        for number in (1, 2)
    )
    with pytest.raises(ActionDenied, match="持续适用第32项（出口企业管理一类企业便利）的分项（1），尚未停止"):
        correct_application(
            application=second,
            applied_on=second.applied_on,
            description="办理。",
            choices=ApplicationChoices(condition_met=True, sub_item=first.sub_item),
            reason=REASON,
            by=clerk,
        )


def test_text_is_corrected_although_the_office_in_charge_runs_the_measure_itself(
    enterprise: Enterprise, officer: User
) -> None:
    """An office that took over what another one applies has two applications of one measure that run."""
    own, taken_over = (log(enterprise, user, number=1) for user in (officer, clerk_of("laiwu-customs")))
    hand_over_applications(
        measures=[taken_over.measure],
        source=taken_over.department,
        target=officer.own_department,
        reason="机构改革",
        by=make_user(Role.SYSTEM),
    )
    for application in (own, taken_over):
        correct_application(
            application=application,
            applied_on=application.applied_on,
            description="报关单由专人办理。",
            choices=ApplicationChoices(kind=application.kind),
            reason=REASON,
            by=officer,
        )
    assert set(MeasureApplication.objects.values_list("description", flat=True)) == {"报关单由专人办理。"}
