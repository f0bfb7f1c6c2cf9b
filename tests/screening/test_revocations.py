"""The pages 取消资格 and 恢复资格: for the competent customs office only, and no refusal loses what was typed."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from foundation.web.dates import chinese_date
from roster.models import Enterprise
from screening.models import Revocation
from screening.states import StandingState
from tests.steps import SignedIn, revoke


def create_url(enterprise: Enterprise) -> str:
    return reverse("screening:revocation_create", args=[enterprise.uscc])


def restore_url(revocation: Revocation) -> str:
    return reverse("screening:revocation_restore", args=[revocation.pk])


def revocation_fields(**changed: str) -> dict[str, str]:
    """The completed form of a revocation from today on."""
    today = timezone.localdate().isoformat()
    return {
        "category": "other_violation",
        "reason": "虚开增值税专用发票",
        "document_number": "泉关企管〔2026〕8号",
        "effective_on": today,
        **changed,
    }


def restoration_fields(**changed: str) -> dict[str, str]:
    """The completed form of a restoration from today on."""
    today = timezone.localdate().isoformat()
    return {"reason": "整改合格", "document_number": "泉关企管〔2026〕9号", "restored_on": today, **changed}


def state_of(enterprise: Enterprise) -> str:
    return str(enterprise.standings.current().get().state)


def test_revocation_page_of_the_competent_office_shows_the_form(
    officer: User, enterprise: Enterprise, signed_in: SignedIn
) -> None:
    response = signed_in(officer).get(create_url(enterprise))
    assert response.status_code == 200
    assert f"取消资格：{enterprise}" in response.content.decode()
    assert f'value="{timezone.localdate().isoformat()}"' in response.content.decode()


def test_revocation_page_of_another_office_is_denied(
    other_officer: User, enterprise: Enterprise, signed_in: SignedIn
) -> None:
    response = signed_in(other_officer).get(create_url(enterprise))
    assert response.status_code == 409
    assert "由泉城海关主管，莱芜海关不能处理其资格" in response.content.decode()


def test_revocation_page_of_a_revoked_enterprise_names_the_revocation(
    officer: User, enterprise: Enterprise, signed_in: SignedIn
) -> None:
    revoke(enterprise, officer)
    response = signed_in(officer).get(create_url(enterprise))
    assert response.status_code == 409
    assert "取消（泉关企管〔2026〕8号）" in response.content.decode()


def test_revocation_by_the_competent_office_changes_the_standing(
    officer: User, enterprise: Enterprise, signed_in: SignedIn
) -> None:
    response = signed_in(officer).post(create_url(enterprise), revocation_fields(), follow=True)
    assert response.redirect_chain == [(enterprise.get_absolute_url(), 302)]
    assert f"已取消{enterprise}的联合激励资格" in response.content.decode()
    assert state_of(enterprise) == StandingState.REVOKED
    assert enterprise.revocations.get().revoked_by == officer


def test_revocation_by_another_office_is_refused_and_changes_nothing(
    other_officer: User, enterprise: Enterprise, signed_in: SignedIn
) -> None:
    response = signed_in(other_officer).post(create_url(enterprise), revocation_fields(reason="我的理由"))
    assert "由泉城海关主管，莱芜海关不能处理其资格" in response.content.decode()
    assert "我的理由" in response.content.decode()
    assert state_of(enterprise) == StandingState.ELIGIBLE


def test_revocation_before_the_certification_is_refused_with_the_typed_text(
    officer: User, enterprise: Enterprise, signed_in: SignedIn
) -> None:
    data = revocation_fields(effective_on="2019-01-01")
    page = signed_in(officer).post(create_url(enterprise), data).content.decode()
    assert "取消日期2019年1月1日早于认证日期2020年3月2日" in page
    assert all(value in page for value in data.values())
    assert not enterprise.revocations.exists()


def test_revocation_without_a_document_number_is_refused_with_the_typed_text(
    officer: User, enterprise: Enterprise, signed_in: SignedIn
) -> None:
    data = revocation_fields(document_number="")
    page = signed_in(officer).post(create_url(enterprise), data).content.decode()
    assert "请填写决定文号。" in page
    assert data["reason"] in page
    assert not enterprise.revocations.exists()


def test_revocation_of_an_unknown_enterprise_is_not_found(officer: User, signed_in: SignedIn) -> None:
    url = reverse("screening:revocation_create", args=["91370100000000000X"])
    assert signed_in(officer).get(url).status_code == 404


def test_restoration_page_shows_the_revocation_to_the_competent_office(
    officer: User, enterprise: Enterprise, signed_in: SignedIn
) -> None:
    response = signed_in(officer).get(restore_url(revoke(enterprise, officer)))
    assert response.status_code == 200
    assert f"恢复资格：{enterprise}" in response.content.decode()
    assert "虚开增值税专用发票（泉关企管〔2026〕8号）" in response.content.decode()


def test_restoration_page_of_another_office_is_denied(
    officer: User, other_officer: User, enterprise: Enterprise, signed_in: SignedIn
) -> None:
    response = signed_in(other_officer).get(restore_url(revoke(enterprise, officer)))
    assert response.status_code == 409
    assert "由泉城海关主管，莱芜海关不能处理其资格" in response.content.decode()


def test_restoration_by_the_competent_office_makes_the_enterprise_eligible(
    officer: User, enterprise: Enterprise, signed_in: SignedIn
) -> None:
    revocation = revoke(enterprise, officer)
    response = signed_in(officer).post(restore_url(revocation), restoration_fields(), follow=True)
    assert response.redirect_chain == [(enterprise.get_absolute_url(), 302)]
    assert f"已恢复{enterprise}的联合激励资格" in response.content.decode()
    assert (
        f"{chinese_date(timezone.localdate())}起恢复资格：整改合格（泉关企管〔2026〕9号）" in response.content.decode()
    )
    assert state_of(enterprise) == StandingState.ELIGIBLE
    revocation.refresh_from_db()
    assert (revocation.restored_by, revocation.restore_document) == (officer, "泉关企管〔2026〕9号")


def test_restoration_by_another_office_is_refused_and_changes_nothing(
    officer: User, other_officer: User, enterprise: Enterprise, signed_in: SignedIn
) -> None:
    url = restore_url(revoke(enterprise, officer))
    page = signed_in(other_officer).post(url, restoration_fields()).content.decode()
    assert "由泉城海关主管，莱芜海关不能处理其资格" in page
    assert "整改合格" in page
    assert state_of(enterprise) == StandingState.REVOKED


def test_restoration_before_the_revocation_is_refused_with_the_typed_text(
    officer: User, enterprise: Enterprise, signed_in: SignedIn
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    data = restoration_fields(restored_on=yesterday.isoformat())
    page = signed_in(officer).post(restore_url(revoke(enterprise, officer)), data).content.decode()
    assert "早于取消日期" in page
    assert all(value in page for value in data.values())
    assert state_of(enterprise) == StandingState.REVOKED


def test_second_restoration_is_refused_with_the_day_of_the_first(
    officer: User, enterprise: Enterprise, signed_in: SignedIn
) -> None:
    url = restore_url(revoke(enterprise, officer))
    client = signed_in(officer)
    client.post(url, restoration_fields())
    response = client.get(url)
    assert response.status_code == 409
    assert "恢复。" in response.content.decode()
    page = client.post(url, restoration_fields(reason="再次恢复")).content.decode()
    assert "恢复。" in page
    assert "再次恢复" in page
