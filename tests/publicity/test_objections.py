"""Objections that the credit desk records: who answers them, by when, and who sees the objector."""

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import AuditEvent
from audit.types import EventType
from demo.clock import clock_at
from publicity.models import IncentiveCase, Objection
from publicity.states import ObjectionState
from publicity.tasks import erase_objectors, hand_over_objections, recount_objections
from roster.models import Enterprise
from tests.clock import at
from tests.factories import make_certified
from tests.reorganisations.acts import Administrators
from tests.steps import SignedIn, make_objection
from workdays.actions import add_exception

LIST, CREATE = reverse("publicity:objection_list"), reverse("publicity:objection_create")
OBJECTOR_KIND = {"objector_kind": "enterprise"}
OBJECTOR = {"objector_name": "章丘铁匠公司办公室", "objector_contact": "13905310000"}
STATED = {"channel": "visit", "received_on": "2026-09-24", "body": "认证日期写错。", **OBJECTOR, **OBJECTOR_KIND}
ANSWER = {"state": "corrected", "answer": "经核实确有误，已更正。", "document_number": "泉关企管〔2026〕9号"}


def opened_page(client: Client, objection: Objection, act: str = "detail") -> str:
    return client.get(reverse(f"publicity:objection_{act}", args=[objection.pk])).content.decode()


def stored(objection: Objection) -> str:
    """The row, and all audit events, as the database has them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(row)::text FROM publicity_objection row WHERE id = %s", [objection.pk])
        row = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(to_jsonb(row)::text, '') FROM audit_auditevent row")
        return str(row) + str(cursor.fetchone()[0])


def test_objection_about_a_certification_is_answered_once_by_the_customs_office_in_charge(
    administrator: Client, credit: User, officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    enterprise = make_certified(name="章丘铁匠铸造有限公司")
    with at("2026-09-25 09:00:00"):
        stated = {**STATED, "subject": "certification", "enterprise_name": enterprise.uscc.lower()}
        page = administrator.post(CREATE, stated, follow=True).content.decode()
        objection = Objection.objects.get()
        assert (objection.enterprise, objection.in_charge) == (enterprise, officer.department)
        assert objection.number in page
        # Ten working days, without the national holiday.
        assert "由泉城海关核实，2026年10月15日前答复" in page
        office = signed_in(officer)
        assert "待核实的异议" in office.get(reverse("workbench:home")).content.decode()
        assert objection.number in office.get(LIST).content.decode()
        other = signed_in(other_officer)
        assert objection.number not in other.get(LIST).content.decode()
        assert other.get(reverse("publicity:objection_detail", args=[objection.pk])).status_code == 404
    with at("2026-10-16 09:00:00"):
        administrator, office = signed_in(credit), signed_in(officer)
        assert "海关逾期未答复的异议" in administrator.get(reverse("workbench:home")).content.decode()
        answer = reverse("publicity:objection_answer", args=[objection.pk])
        assert "已答复（更正）" in office.post(answer, ANSWER, follow=True).content.decode()
        assert "该异议已由" in administrator.post(answer, {**ANSWER, "state": "kept"}, follow=True).content.decode()
    objection.refresh_from_db()
    assert (objection.state, objection.answered_by) == (ObjectionState.CORRECTED, officer)
    assert ANSWER["document_number"] in opened_page(signed_in(credit), objection)


def test_objector_is_encrypted_shown_to_the_desks_and_erased_after_the_term(
    administrator: Client, credit: User, signed_in: SignedIn
) -> None:
    administrator.post(CREATE, {**STATED, "subject": "other"})
    objection = Objection.objects.get()
    for text in OBJECTOR.values():
        assert text not in stored(objection) + administrator.get(LIST).content.decode()
        assert text not in administrator.get(LIST + "?format=csv").getvalue().decode()
        assert text in opened_page(administrator, objection)
    viewed = AuditEvent.objects.filter(type=EventType.OBJECTION_VIEWED, target_key=objection.pk, actor_id=credit.pk)
    assert viewed.count() == 2
    administrator.post(reverse("publicity:objection_answer", args=[objection.pk]), ANSWER)
    erase_objectors()
    assert OBJECTOR["objector_name"] in opened_page(administrator, objection)
    with clock_at(timezone.localtime() + timedelta(days=91)):
        erase_objectors()
    page = opened_page(signed_in(credit), objection)
    assert OBJECTOR["objector_name"] not in page
    assert "已按规定于" in page
    assert ANSWER["answer"] in page
    objection.refresh_from_db()
    assert (objection.sealed_name, objection.sealed_contact) == ("", "")


def test_objection_names_what_it_is_about(
    administrator: Client, officer: User, case: IncentiveCase, published: Enterprise
) -> None:
    """A case, an enterprise that the platform does not know, or a number of an identity document in place of a name."""
    about_case = {**STATED, "subject": "case"}
    assert "请选择所涉案例" in administrator.post(CREATE, about_case).content.decode()
    administrator.post(CREATE, {**about_case, "case": case.pk, "enterprise_name": published.name})
    objection = Objection.objects.get()
    assert (objection.case, objection.enterprise, objection.in_charge.is_lead) == (case, published, True)
    unknown = {**STATED, "subject": "certification", "enterprise_name": "明湖泉韵茶业有限公司"}
    assert "平台没有该企业的认证记录" in administrator.post(CREATE, unknown).content.decode()
    administrator.post(CREATE, {**unknown, "office": officer.department.pk})
    objection = Objection.objects.latest("pk")
    assert (objection.enterprise, objection.in_charge) == (None, officer.department)
    assert "明湖泉韵茶业有限公司" in opened_page(administrator, objection)
    numbered = {**STATED, "subject": "other", "objector_name": "11010519491231002X"}
    assert "系统不保存个人证件号码" in administrator.post(CREATE, numbered).content.decode()


def test_term_of_a_waiting_objection_follows_the_calendar(credit: User) -> None:
    with at("2026-06-01 09:00:00"):
        waiting = make_objection(credit)
        assert waiting.due_on.isoformat() == "2026-06-15"
        day = timezone.localdate() + timedelta(days=2)
        add_exception(day=day, is_working=False, document_number="济政办〔2026〕1号", reason="抗旱", by=credit)
        recount_objections()
    waiting.refresh_from_db()
    assert waiting.due_on.isoformat() == "2026-06-16"


def test_objections_of_a_closed_office_go_to_the_one_with_which_it_was_merged(
    credit: User, officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    closed, successor = other_officer.department, officer.department
    assert closed
    assert successor
    waiting = make_objection(credit, subject="certification", office=closed)
    Administrators(signed_in).enact("merge", closed.code, day=str(timezone.localdate()), target=successor.pk)
    closed.refresh_from_db()
    assert closed.closed_on
    hand_over_objections()
    hand_over_objections()
    waiting.refresh_from_db()
    assert waiting.in_charge == successor
    event = AuditEvent.objects.get(type=EventType.OBJECTION_HANDED_OVER)
    assert (event.data["before"], event.data["in_charge"]) == (str(closed), str(successor))
    assert waiting.number in signed_in(officer).get(LIST).content.decode()
    of_closed = make_certified()
    of_closed.certifications.update(office=closed)
    new = make_objection(credit, subject="certification", enterprise=of_closed)
    assert new.in_charge == successor
