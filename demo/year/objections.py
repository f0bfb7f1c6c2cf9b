"""The objections of the year, as the credit desk takes them down, and their answers."""

from functools import partial
from secrets import token_hex
from typing import Any

from demo.city.enterprises import CAST, CityEnterprise
from demo.year.city_year import CityYear, stored
from demo.year.customs import OFFICERS, STEADY
from publicity.actions.objections import answer_objection, mark_objection, record_objection
from publicity.models import IncentiveCase, Objection
from publicity.states import Channel, ObjectionState, ObjectorKind, Subject


def plan_objections(year: CityYear) -> None:
    """Plan an objection about a case and one about a certification with their answers, and three that wait."""
    days = year.days
    year.plan(days.of_month(8, 2), partial(_about_case, year))
    corrected = "案例中的办理天数有误，已更正为当日办结。"
    year.plan(days.of_month(8, 6), partial(_answer, year, ObjectionState.CORRECTED, corrected))
    year.plan(days.of_month(9, 6), partial(_about_certification, year, STEADY[12]))
    kept = "经核对认证决定，公布的认证日期无误。"
    year.plan(days.of_month(9, 10), partial(_answer, year, ObjectionState.KEPT, kept))
    year.plan(days.before_today(4), partial(_about_certification, year, CAST.case_hero))
    year.plan(days.before_today(3), partial(_about_entry, year, STEADY[14]))
    year.plan(days.before_today(2), partial(_about_list, year))


def _about_case(year: CityYear) -> None:
    case = IncentiveCase.objects.visible().earliest("pk")
    _record(
        year,
        channel=Channel.PHONE,
        subject=Subject.CASE,
        case=case,
        enterprise=case.application.enterprise,
        body="案例中的办理天数与实际不符，实际为当日办结。",
    )


def _about_certification(year: CityYear, enterprise: CityEnterprise) -> None:
    _record(
        year,
        channel=Channel.LETTER,
        subject=Subject.CERTIFICATION,
        enterprise=stored(enterprise),
        body="公布的认证日期与我公司收到的认证决定不一致，请核实。",
    )


def _about_entry(year: CityYear, enterprise: CityEnterprise) -> None:
    """Take down an objection about an entry of the public list, which the credit desk marks beside it."""
    objection = _record(
        year,
        channel=Channel.PHONE,
        subject=Subject.PUBLICATION,
        enterprise=stored(enterprise),
        body="公布的企业名称不是变更后的名称，请核实。",
    )
    mark_objection(objection=objection, is_marked=True, by=year.people["xinyong"])


def _about_list(year: CityYear) -> None:
    _record(
        year,
        channel=Channel.VISIT,
        subject=Subject.PUBLICATION,
        enterprise_name="济南明湖泉韵茶业有限公司（演示）",
        body="我公司已取得高级认证，公布名单中没有查到。",
    )


def _record(year: CityYear, **stated: Any) -> Objection:
    enterprise = stated.get("enterprise")
    objection = {
        "received_on": year.clock.now.date(),
        "enterprise": None,
        "enterprise_name": enterprise.name if enterprise else "",
        "case": None,
        "office": None,
        "objector_kind": ObjectorKind.ENTERPRISE,
        "objector_name": "企业办公室（演示）",
        "objector_contact": "0531-66600000（演示）",
    }
    return record_objection(**{**objection, **stated}, code=token_hex(8), by=year.people["xinyong"])


def _answer(year: CityYear, state: ObjectionState, answer: str) -> None:
    """Answer the objection that has waited longest, by the desk in charge."""
    objection = Objection.objects.waiting().select_related("in_charge").earliest("pk")
    answer_objection(
        objection=objection,
        state=state,
        answer=answer,
        document_number="",
        by=year.people[OFFICERS.get(objection.in_charge.code, "xinyong")],
    )
