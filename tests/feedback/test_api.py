"""The API of the departments' desk: enterprises by a look-up, one enterprise, and applications."""

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import AuditEvent
from audit.types import EventType
from feedback.actions.changes import cancel_application
from tests.factories import make_certified
from tests.feedback.application_acts import REASON
from tests.programs import program_of, token_of, wrong_fields
from tests.steps import clerk_of, log

ENTERPRISES, APPLICATIONS = (reverse(f"feedback_api:{name}_list") for name in ("enterprise", "application"))


def names(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.json()
    return [enterprise["name"] for enterprise in answer.json()["results"]]


def test_program_looks_enterprises_up_as_people_do(clerk: User) -> None:
    silver = make_certified(name="济南银杏贸易有限公司")
    make_certified(name="济南汀岚进出口有限公司", office="laiwu-customs", screened=False)
    program = program_of(clerk)
    assert names(program.get(ENTERPRISES)) == ["济南汀岚进出口有限公司", "济南银杏贸易有限公司"]
    assert names(program.get(ENTERPRISES, {"office": "laiwu-customs"})) == ["济南汀岚进出口有限公司"]
    assert names(program.get(ENTERPRISES, {"state": "eligible"})) == [silver.name]
    assert names(program.get(ENTERPRISES, {"q": silver.uscc})) == [silver.name]
    typo = program.get(ENTERPRISES, {"q": "济南银杏贸意有限公司"})
    assert (names(typo), bool(typo["X-Receipt-Code"])) == ([silver.name], True)
    (found,) = typo.json()["results"]
    assert found["found_by"]
    event = AuditEvent.objects.filter(type=EventType.ENTERPRISES_SEARCHED).latest("pk")
    assert event.data["receipt"] == typo["X-Receipt-Number"]
    assert names(program.get(ENTERPRISES, {"q": "没有这样的企业"})) == []


def test_program_reads_one_enterprise_by_any_of_its_codes(clerk: User) -> None:
    enterprise, program = make_certified(name="济南银杏贸易有限公司"), program_of(clerk)
    for code in (enterprise.uscc, enterprise.uscc.lower(), f"aeocn{enterprise.customs_code}"):
        answer = program.get(reverse("feedback_api:enterprise_detail", args=[code]))
        assert answer.json() == {
            "uscc": enterprise.uscc,
            "name": "济南银杏贸易有限公司",
            "former_names": [],
            "customs_code": enterprise.customs_code,
            "registration_number": "",
            "address": "",
            "office": {"code": "quancheng-customs", "name": "泉城海关"},
            "state": "eligible",
            "label": "联合激励对象",
            "state_since": timezone.localdate().isoformat(),
            "found_by": None,
            "standing": f"http://testserver/api/v1/enterprises/{enterprise.uscc}/standing/",
        }
    assert AuditEvent.objects.filter(type=EventType.ENTERPRISE_VIEWED, enterprise_id=enterprise.pk).count() == 3
    assert program.get(reverse("feedback_api:enterprise_detail", args=["0" * 18])).status_code == 404


def test_program_lists_the_applications_of_its_department_only(clerk: User, credit: User) -> None:
    enterprise, other = make_certified(), make_certified()
    mine, cancelled = log(enterprise, clerk), log(other, clerk)
    cancel_application(application=cancelled, reason=REASON, by=clerk)
    log(enterprise, clerk_of("market-supervision"), number=26)
    program, all_of_them = program_of(clerk), program_of(credit)

    def numbers(answer: Any) -> list[str]:
        return [application["number"] for application in answer.json()["results"]]

    assert numbers(program.get(APPLICATIONS)) == [cancelled.number, mine.number]
    assert numbers(program.get(APPLICATIONS, {"state": "running"})) == [mine.number]
    assert numbers(program.get(APPLICATIONS, {"enterprise": other.uscc})) == [cancelled.number]
    assert numbers(program.get(APPLICATIONS, {"until": "2020-01-01"})) == []
    assert all_of_them.get(APPLICATIONS).json()["count"] == 3
    assert all_of_them.get(APPLICATIONS, {"department": "market-supervision"}).json()["count"] == 1
    (shown,) = program.get(APPLICATIONS, {"state": "running"}).json()["results"]
    assert shown["enterprise"] == {"uscc": enterprise.uscc, "name": enterprise.name}
    assert (shown["department"], shown["measure"]) == ({"code": "tax", "name": "市税务局"}, 31)


def test_wrong_and_unknown_parameters_are_refused(clerk: User) -> None:
    program = program_of(clerk)
    for url, wrong in (
        (ENTERPRISES, {"state": "good"}),
        (ENTERPRISES, {"office": "tax"}),
        (APPLICATIONS, {"enterprise": "9137"}),
        (APPLICATIONS, {"department": "nobody"}),
        (APPLICATIONS, {"since": "2026年"}),
        (APPLICATIONS, {"state": "x"}),
    ):
        refused = program.get(url, wrong)
        assert (refused.status_code, wrong_fields(refused)) == (400, list(wrong)), wrong
    for url in (ENTERPRISES, APPLICATIONS):
        refused = program.get(url, {"sort": "name"})
        assert (refused.status_code, wrong_fields(refused)) == (400, [""])
    assert wrong_fields(program.get(APPLICATIONS, {"since": "2026-07-02", "until": "2026-07-01"})) == ["until"]


def test_token_without_the_permission_lists_no_applications(clerk: User) -> None:
    token = token_of(clerk, permissions=["roster.view_enterprise"])
    program = Client(headers={"authorization": f"Token {token}"})
    assert program.get(APPLICATIONS).status_code == 403
    assert program.get(ENTERPRISES).status_code == 200
