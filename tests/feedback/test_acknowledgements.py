"""A department and 市发展改革委 acknowledge that the standing on the day of an application was corrected."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from feedback.actions.changes import acknowledge_correction, cancel_application
from feedback.models import CorrectionAcknowledgement, MeasureApplication
from foundation.denials import ActionDenied
from screening.actions.revocations import restore_enterprise, revoke_enterprise
from tests.clock import at
from tests.factories import make_user
from tests.roles import as_owner
from tests.steps import SignedIn, clerk_of

ITEM = "当日资格后经更正的措施实施"
BUTTON = "已知悉</button>"
MARK = "当日资格后经更正"


@pytest.fixture
def corrected(application: MeasureApplication, officer: User) -> Iterator[MeasureApplication]:
    """The application of 8 July; a revocation recorded on the 10th is in effect from the 5th."""
    with at("2026-07-10 09:00:00"):
        revoke(application, officer, date(2026, 7, 5))
        yield application


def revoke(application: MeasureApplication, officer: User, day: date) -> None:
    revoke_enterprise(
        enterprise=application.enterprise, reason="走私", document_number="8号", effective_on=day, by=officer
    )


def shown_page(client: Client, application: MeasureApplication) -> str:
    return client.get(reverse("feedback:application_detail", args=[application.pk])).content.decode()


def acknowledge(client: Client, application: MeasureApplication, note: str = "") -> str:
    url = reverse("feedback:application_acknowledge", args=[application.pk])
    return client.post(url, {"note": note}, follow=True).content.decode()


def waiting(client: Client) -> list[int]:
    """Return the count of the work item, which its list shows as well."""
    items = [item for item in client.get(reverse("workbench:home")).context["work_items"] if item.label == ITEM]
    assert [client.get(item.url).context["page"].paginator.count for item in items] == [item.count for item in items]
    return [item.count for item in items]


def test_acknowledgement_ends_the_work_of_the_department_and_keeps_that_of_ndrc(
    corrected: MeasureApplication, clerk: User, credit: User, signed_in: SignedIn
) -> None:
    assert "已知悉当日资格的更正" in acknowledge(signed_in(clerk), corrected)
    assert waiting(signed_in(clerk)) == [0]
    assert waiting(signed_in(credit)) == [1]
    acknowledge(signed_in(credit), corrected)
    assert waiting(signed_in(credit)) == [0]


def test_acknowledgement_is_shown_with_person_time_and_note(
    corrected: MeasureApplication, clerk: User, credit: User, signed_in: SignedIn
) -> None:
    assert BUTTON in shown_page(signed_in(clerk), corrected)
    acknowledge(signed_in(clerk), corrected, note="已停止适用，另行追回。")
    for reader in (clerk, credit):
        page = shown_page(signed_in(reader), corrected)
        for text in ("已知悉当日资格更正为已取消", clerk.full_name, "2026年7月10日", "已停止适用，另行追回。", MARK):
            assert text in page
    assert BUTTON not in shown_page(signed_in(clerk), corrected)


def test_acknowledged_application_stays_marked_in_the_list(
    corrected: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    acknowledge(client, corrected)
    shown = client.get(reverse("feedback:application_list"), {"corrected": "true"})
    assert list(shown.context["page"]) == [corrected]
    assert MARK in shown.content.decode()


def test_acknowledgement_is_audited_with_the_note(
    corrected: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    acknowledge(signed_in(clerk), corrected, note="已知悉，无需处理。")
    event = AuditEvent.objects.get(type=EventType.CORRECTION_ACKNOWLEDGED)
    assert (event.actor_name, event.data["note"]) == (clerk.full_name, "已知悉，无需处理。")


def test_further_correction_is_to_be_acknowledged_again(
    corrected: MeasureApplication, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    """The revocation is restored from the 5th, and another one is in effect from the 7th."""
    acknowledge(signed_in(clerk), corrected)
    with at("2026-07-11 09:00:00"):
        revocation = corrected.enterprise.revocations.get()
        restored = {"reason": "撤销", "document_number": "9号", "restored_on": date(2026, 7, 5)}
        restore_enterprise(revocation=revocation, **restored, by=officer)
        assert waiting(signed_in(clerk)) == [0]
        revoke(corrected, officer, date(2026, 7, 7))
        assert waiting(signed_in(clerk)) == [1]
        assert BUTTON in shown_page(signed_in(clerk), corrected)


def test_second_acknowledgement_is_refused_with_what_was_typed(
    corrected: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    client = signed_in(clerk)
    acknowledge(client, corrected)
    page = acknowledge(client, corrected, note="再次填写的说明")
    assert "已知悉这次更正" in page
    assert "再次填写的说明" in page
    assert CorrectionAcknowledgement.objects.count() == 1


def test_department_acknowledges_only_its_own_applications(corrected: MeasureApplication, officer: User) -> None:
    for user in (officer, clerk_of("ecology")):
        with pytest.raises(ActionDenied, match="和市发展改革委知悉"):
            acknowledge_correction(application=corrected, note="", by=user)


def test_application_without_a_correction_has_nothing_to_acknowledge(
    application: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    assert BUTTON not in shown_page(signed_in(clerk), application)
    assert "当日资格现未经更正，无需知悉" in acknowledge(signed_in(clerk), application)


def test_cancelled_application_has_nothing_to_acknowledge(
    corrected: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    cancel_application(application=corrected, reason="重复登记", by=clerk)
    assert waiting(signed_in(clerk)) == [0]


def test_auditor_sees_the_acknowledgement_and_may_not_make_one(
    corrected: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    acknowledge(signed_in(clerk), corrected, note="已知悉。")
    auditor = signed_in(make_user(Role.AUDITOR))
    page = shown_page(auditor, corrected)
    assert "已知悉。" in page
    assert BUTTON not in page
    url = reverse("feedback:application_acknowledge", args=[corrected.pk])
    assert auditor.post(url, {"note": ""}).status_code == 403


def test_acknowledgement_is_append_only(corrected: MeasureApplication, clerk: User) -> None:
    acknowledgement = acknowledge_correction(application=corrected, note="", by=clerk)
    for change in (lambda: CorrectionAcknowledgement.objects.update(note="改"), acknowledgement.delete):
        with as_owner(), pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            change()
