"""The API of measures: those in force on a day."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from incentives.states import MeasureAct
from tests.factories import make_user
from tests.plans import adopt, propose_fictional_plan
from tests.programs import program_of, wrong_fields
from tests.steps import change_measure


def test_program_reads_the_measures_of_every_plan_in_force_on_a_day(reference_data: None, clerk: User) -> None:
    administrator, today = make_user(Role.SYSTEM), timezone.localdate()
    tomorrow = today + timedelta(days=1)
    plan = adopt(propose_fictional_plan(measures=1, by=administrator), by=make_user(Role.SYSTEM))
    change_measure(31, MeasureAct.ABOLISH, in_force_from=tomorrow, by=administrator)
    program, address = program_of(clerk), reverse("incentives_api:measure_list")
    assert address == "/api/v1/measures/"
    answer = program.get(address).json()
    assert (answer["count"], answer["next"]) == (40, None)
    assert answer["results"][0]["name"] == "第1项"
    assert answer["results"][-1] == {
        "plan": plan.document_number,
        "number": 1,
        "name": "外贸计划1第1项",
        "short_title": "预约办税1",
        "wording": "出口退税可以预约办理的时间，由企业在线上选定。",
        "sub_items": [],
        "condition": "",
        "kinds": ["standing"],
        "effects": [],
        "beneficiary": "enterprise",
        "departments": [{"code": "tax", "name": "市税务局"}],
        "legal_basis": plan.document_number,
        "in_force_from": today.isoformat(),
    }
    later = program.get(address, {"on": tomorrow.isoformat()}).json()
    assert [measure["number"] for measure in later["results"] if measure["number"] in (30, 31, 32)] == [30, 32]
    assert program.get(address, {"on": "2019-07-09"}).json()["count"] == 0
    refused = program.get(address, {"on": "2019年"})
    assert (refused.status_code, wrong_fields(refused)) == (400, ["on"])
