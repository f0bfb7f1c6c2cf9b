"""A revocation that names measures: advice about these only, the others run on, and pages and notices say so."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from feedback.actions.follow import notify_missed_losses, notify_standing_changes
from feedback.models import StopAdvice
from feedback.models.receipts import own_notices
from feedback.states import NoticeKind
from feedback.wording import notice_text
from incentives.models import Measure
from roster.models import Enterprise
from screening.actions.revocations import revoke_enterprise
from screening.models import Revocation
from screening.states import StandingState
from tests.clock import at
from tests.roles import without_triggers
from tests.spreadsheet_files import blacklist_line, roster_line
from tests.steps import SignedIn, list_entries, log, put_in_force
from workbench.invariants import broken_invariants

SPARED = "取消资格的决定未列入，可继续适用"
LIMITED = "建议停止的措施限于第31项，其余继续适用"


@pytest.fixture
def enterprise(reference_data: None, blacklists: None, officer: User) -> Enterprise:
    """An enterprise that is eligible since 1 July 2026, beside another one on the roster."""
    with at("2026-07-01 09:00:00"):
        put_in_force(officer, [roster_line(1), roster_line(2)])
        notify_standing_changes()
    return Enterprise.objects.get(customs_code="37016T0001")


def advised() -> list[int]:
    return sorted(StopAdvice.objects.values_list("application__measure__number", flat=True))


def test_measures_that_the_revocation_does_not_name_run_on(
    enterprise: Enterprise, officer: User, clerk: User, signed_in: SignedIn
) -> None:
    """Measure 31 is named; 33 runs on, and 38 is applied once. A removal from the roster later ends 33 as well."""
    with at("2026-07-10 09:00:00"):
        for number in (31, 33, 38):
            log(enterprise, clerk, number=number, on=date(2026, 7, 8))
        url = reverse("screening:revocation_create", args=[enterprise.uscc])
        page = signed_in(officer).get(url).content.decode()
        assert "发出2项停用建议（第31项、第33项）" in page
        data = {
            "category": "customs_violation",
            "reason": "申报不实",
            "document_number": "8号",
            "effective_on": "2026-07-10",
            "measures": [Measure.objects.get(number=31).pk],
        }
        signed_in(officer).post(url, data)
        notify_standing_changes()
        assert notify_missed_losses() == 0
        assert advised() == [31]
        texts = {
            user: notice_text(own_notices(user.department).get(kind=NoticeKind.LOST), sees_screening=False)
            for user in (clerk, officer)
        }
        cause = f"原因：违反海关监管规定，申报不实；{LIMITED}。"
        assert texts[clerk].endswith(f"{cause}您单位有1项须答复，答复期限2026年7月24日。")
        assert texts[officer].endswith(f"{cause}您单位没有须停止的措施，知悉即可。")
        page = signed_in(clerk).get(enterprise.get_absolute_url()).content.decode()
        assert LIMITED in page
        assert SPARED in page
        assert "优先考虑，无须停止" in page
        log(enterprise, clerk, number=34, on=date(2026, 7, 9))
        assert advised() == [31]
        assert broken_invariants() == {}
        put_in_force(officer, [roster_line(2)], as_of=date(2026, 7, 9))
        notify_standing_changes()
        assert advised() == [31, 33, 34]


def test_match_on_a_blacklist_ends_the_exception_of_measures_that_the_revocation_does_not_name(
    enterprise: Enterprise, officer: User, clerk: User, credit: User, signed_in: SignedIn
) -> None:
    with at("2026-07-10 09:00:00"):
        for number in (31, 33, 38):
            log(enterprise, clerk, number=number, on=date(2026, 7, 8))
        revoke_enterprise(
            enterprise=enterprise,
            reason="申报不实",
            document_number="8号",
            effective_on=date(2026, 7, 10),
            measures=[Measure.objects.get(number=31)],
            by=officer,
        )
        notify_standing_changes()
        assert advised() == [31]
        entry = blacklist_line("失信一号公司", uscc=enterprise.uscc, listed_on="2026-07-10")
        list_entries(credit, "court-defaulters", [entry], as_of=date(2026, 7, 10))
        notify_standing_changes()
        assert advised() == [31, 33]
        assert enterprise.standings.current().get().state == StandingState.REVOKED
        page = signed_in(clerk).get(enterprise.get_absolute_url()).content.decode()
        assert "列入“失信被执行人”" in page
        assert SPARED not in page
        assert broken_invariants() == {}


def test_revocation_of_all_measures_covers_one_logged_later_for_an_earlier_day(
    enterprise: Enterprise, officer: User, clerk: User, signed_in: SignedIn
) -> None:
    with at("2026-07-10 09:00:00"):
        url = reverse("screening:revocation_create", args=[enterprise.uscc])
        data = {"category": "", "reason": "走私", "document_number": "8号", "effective_on": "2026-07-10"}
        assert "请选择原因类别" in signed_in(officer).post(url, data).content.decode()
        signed_in(officer).post(url, data | {"category": "smuggling"})
        notify_standing_changes()
        log(enterprise, clerk, on=date(2026, 7, 8))
        assert advised() == [31]
        page = signed_in(clerk).get(reverse("screening:standing_detail", args=[enterprise.uscc])).content.decode()
        assert "走私犯罪或者走私行为" in page
        assert "正在适用的全部措施" in page


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [({"category": "weather"}, "revocation_category_known"), ({"measures": []}, "revocation_names_measures_or_all")],
)
def test_database_refuses_an_unknown_category_and_an_empty_choice(
    enterprise: Enterprise, officer: User, changed: dict[str, object], constraint: str
) -> None:
    made = {"category": "smuggling", "reason": "走私", "document_number": "8号", **changed}
    with without_triggers(), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Revocation.objects.create(
            enterprise=enterprise,
            office=officer.own_department,
            effective_on=timezone.localdate(),
            revoked_by=officer,
            **made,
        )
