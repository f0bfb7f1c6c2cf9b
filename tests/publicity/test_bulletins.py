"""Numbered publications of the list: numbers, counts, approval by a second person, and a time set beforehand."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from publicity.actions.bulletins import approve_bulletin, close_bulletin, prepare_bulletin, publish_due
from publicity.actions.publications import hold_enterprises
from publicity.models import Bulletin, Publication
from publicity.states import BulletinState
from publicity.tasks import publish_returned
from publicity.work_items import waiting
from roster.models import Enterprise
from tests.clock import at
from tests.factories import make_certified, make_user
from tests.publicity.test_check_pages import CREATE, form_of, publish
from tests.steps import SignedIn, publish_enterprises, restore, revoke
from tests.work_items import rows_of

LIST = reverse("publicity:publication_list")
NOTE = "公布联合激励对象名单。"
# The SHA-256 of nothing.
VERSION_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def visible() -> set[Enterprise]:
    return {publication.enterprise for publication in Publication.objects.visible()}


def to_approve(user: User) -> int:
    """How many bulletins wait for the approval of this user."""
    (kind,) = (kind for kind in waiting(user) if kind.label == "待您批准的名单公布")
    return rows_of(kind).count()


def detail(bulletin: Bulletin) -> str:
    return reverse("publicity:bulletin_detail", args=[bulletin.pk])


def prepare(*enterprises: Enterprise, by: User, **more: Any) -> Bulletin:
    return prepare_bulletin(enterprises=[enterprise.pk for enterprise in enterprises], note=NOTE, by=by, **more)


def test_bulletins_are_numbered_without_gaps_in_each_year(credit: User) -> None:
    for moment, label in (
        ("2026-11-30 10:00:00", "2026年第1号"),
        ("2026-12-31 23:59:00", "2026年第2号"),
        ("2027-01-01 00:01:00", "2027年第1号"),
    ):
        with at(moment):
            assert str(prepare(make_certified(), by=credit)) == label


def test_published_bulletin_has_what_joined_left_and_changed_and_the_public_sees_as_many(
    administrator: Client, credit: User, client: Client
) -> None:
    stays, leaves = make_certified(name="济南留存公司"), make_certified(name="济南离去公司")
    first = prepare(stays, leaves, by=credit)
    revoke(leaves)
    Enterprise.objects.filter(pk=stays.pk).update(name="济南更名公司")
    joins = make_certified(name="济南新来公司")
    desk = administrator.get(LIST).content.decode()
    assert all(tab in desk for tab in ("新增 1<", "变更 1<", "已自动移出 1<", "已公布 1<"))
    assert "企业名称：济南留存公司→济南更名公司" in administrator.get(LIST, {"shown": "changed"}).content.decode()
    page = publish(administrator, note="十一月的名单。")
    second = Bulletin.objects.published().first()
    assert f"已公布{second}：新增1家，变更1家" in page
    counts = (second.joined_count, second.changed_count, second.left_count, second.public_count)
    assert counts == (1, 1, 1, 2)
    shown = client.get(reverse("publicity:enterprise_list")).content.decode()
    assert "全部&nbsp;2" in shown
    assert joins.name in shown
    assert second.public_count == first.public_count + second.joined_count - second.left_count
    for part, text in (("joined", joins.name), ("changed", "济南留存公司→济南更名公司"), ("left", leaves.name)):
        assert text in administrator.get(detail(second), {"shown": part}).content.decode()
    desk = administrator.get(LIST).content.decode()
    assert all(tab in desk for tab in ("新增 0<", "变更 0<", "已自动移出 0<", "已公布 2<"))
    assert AuditEvent.objects.filter(type=EventType.LIST_PUBLISHED, actor_id=credit.pk).count() == 2


def test_regained_standing_waits_for_publication(credit: User, administrator: Client) -> None:
    enterprise = make_certified()
    first = prepare(enterprise, by=credit)
    restore(revoke(enterprise))
    assert visible() == set()
    assert "恢复资格" in administrator.get(LIST).content.decode()
    second = prepare(enterprise, by=credit)
    assert visible() == {enterprise}
    assert (second.joined_count, second.left_count, second.public_count) == (1, 1, first.public_count)


def test_bulletin_without_a_change_is_refused(administrator: Client, credit: User) -> None:
    prepare(make_certified(), by=credit)
    assert "无须公布" in administrator.get(CREATE, follow=True).content.decode()
    typed = {"note": NOTE, "version": VERSION_OF_NOTHING}
    assert "无须公布" in administrator.post(CREATE, typed).content.decode()
    assert Bulletin.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"note": "  "}, "请填写公布说明"),
        ({"note": "张三身份证370102199001010027"}, "身份证"),
        ({"note": "名" * 501}, "500"),
        ({"publish_at": "明天上午"}, "如2026-07-10T09:00"),
        ({"publish_at": "2019-07-10T09:00"}, "定时公布的时间已过"),
        ({"publish_at": "2999-01-01T09:00"}, "须在30天以内"),
        ({"publish_at": "9999-12-31T23:59"}, "30天以内"),
        ({"version": "另一份"}, "将公布的名单有了变化"),
    ],
)
def test_wrong_form_is_refused_with_a_message_and_keeps_what_was_typed(
    administrator: Client, wrong: dict[str, str], message: str
) -> None:
    make_certified()
    answer = administrator.post(CREATE, {**form_of(administrator), "note": "十一月。", **wrong})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert message in page
    assert wrong.get("note", "十一月。").strip() in page
    assert not Bulletin.objects.exists()


def test_enterprises_that_can_not_be_published_are_refused_by_name(credit: User) -> None:
    waiting, held = make_certified(screened=False), make_certified()
    hold_enterprises(enterprises=[held], reason="更名", by=credit)
    for enterprise in (waiting, held):
        with pytest.raises(ActionDenied, match=f"{enterprise}目前不能公布"):
            prepare(enterprise, by=credit)
    with pytest.raises(ActionDenied, match="目前不能公布"):
        prepare_bulletin(enterprises=[999_999], note=NOTE, by=credit)
    assert not Bulletin.objects.exists()


@pytest.fixture
def two_people(settings: Any) -> None:
    settings.PUBLICATION_APPROVAL = True


@pytest.mark.usefixtures("two_people")
def test_bulletin_is_approved_by_somebody_else(administrator: Client, credit: User, signed_in: SignedIn) -> None:
    enterprise = make_certified()
    assert "已提交审批" in publish(administrator)
    bulletin = Bulletin.objects.get()
    assert visible() == set()
    second = make_user(Role.CREDIT)
    other = signed_in(second)
    assert [to_approve(user) for user in (credit, second)] == [0, 1]
    approve, version = reverse("publicity:bulletin_approve", args=[bulletin.pk]), {"version": bulletin.approval_id}
    assert "须由另一名信用管理人员复核" in administrator.post(approve, version, follow=True).content.decode()
    assert "已换成另一份" in other.post(approve, {"version": "0"}, follow=True).content.decode()
    assert visible() == set()
    newcomer = make_certified()
    assert "批准公布" in other.get(detail(bulletin)).content.decode()
    assert "第1号" in other.post(approve, version, follow=True).content.decode()
    assert visible() == {enterprise}
    assert f"{second}批准" in other.get(reverse("publicity:bulletin_list")).content.decode()
    assert newcomer.name in administrator.get(LIST).content.decode()


@pytest.mark.usefixtures("two_people")
def test_enterprise_that_lost_its_standing_before_the_approval_is_left_out(administrator: Client, credit: User) -> None:
    stays, leaves = make_certified(), make_certified()
    bulletin = prepare(stays, leaves, by=credit)
    revoke(leaves)
    assert "编制后有1家失去资格" in administrator.get(detail(bulletin)).content.decode()
    done = approve_bulletin(bulletin=bulletin, expected_version=str(bulletin.approval_id), by=make_user(Role.CREDIT))
    assert done.joined_count == 1
    assert visible() == {stays}
    assert "没有列入" in administrator.get(detail(done)).content.decode()


@pytest.mark.usefixtures("two_people")
def test_bulletin_is_returned_with_a_reason_and_prepared_again(
    administrator: Client, credit: User, signed_in: SignedIn
) -> None:
    enterprise = make_certified()
    bulletin = prepare(enterprise, by=credit)
    with pytest.raises(ActionDenied, match=f"{credit}编制的名单待审批"):
        prepare(enterprise, by=credit)
    close, other = reverse("publicity:bulletin_close", args=[bulletin.pk]), signed_in(make_user(Role.CREDIT))
    assert "请填写理由" in other.post(close, {"version": bulletin.approval_id, "reason": ""}).content.decode()
    page = other.post(close, {"version": bulletin.approval_id, "reason": "说明不全"}, follow=True).content.decode()
    assert "已退回" in page
    assert "说明不全" in administrator.get(detail(bulletin)).content.decode()
    again = {"version": bulletin.approval_id, "reason": "再次"}
    assert "不能再退回或取消" in other.post(close, again, follow=True).content.decode()
    own = prepare(enterprise, by=credit)
    taken = close_bulletin(bulletin=own, expected_version=str(own.approval_id), reason="写错", by=credit)
    assert taken.state == BulletinState.CANCELLED
    assert visible() == set()


def test_database_asks_for_the_second_person_the_order_of_numbers_and_one_open_bulletin(
    credit: User, settings: Any
) -> None:
    settings.PUBLICATION_APPROVAL = True
    bulletin = prepare(make_certified(), by=credit)
    numbered = {"state": "published", "published_at": timezone.now(), "year": timezone.localdate().year}
    counts = dict.fromkeys(("joined_count", "changed_count", "left_count", "public_count"), 0)
    for number, error in ((1, "approved by another user"), (2, "approved by another user")):
        with pytest.raises(InternalError, match=error), transaction.atomic():
            Bulletin.objects.filter(pk=bulletin.pk).update(**numbered, **counts, number=number)
    with pytest.raises(IntegrityError, match="bulletin_open_once"), transaction.atomic():
        Bulletin.objects.create(state="waiting", note=NOTE, prepared_by=credit)
    with pytest.raises(InternalError, match="order of publication"), transaction.atomic():
        Bulletin.objects.create(**numbered, **counts, number=2, note=NOTE, prepared_by=credit)


def test_bulletin_is_scheduled_on_the_page(administrator: Client) -> None:
    make_certified()
    tomorrow = timezone.localtime().replace(hour=9, minute=0) + timedelta(days=1)
    page = publish(administrator, publish_at=tomorrow.strftime("%Y-%m-%dT%H:%M"))
    assert f"已安排{chinese_date(tomorrow.date())}09:00公布" in page
    assert "待定时公布" in administrator.get(LIST).content.decode()
    assert "请先批准、退回或取消" in administrator.get(CREATE, follow=True).content.decode()


def test_bulletin_is_published_once_at_its_time(credit: User) -> None:
    with at("2026-07-10 09:00:00"):
        stays, leaves, held = (make_certified() for _ in range(3))
        nine = timezone.localtime() + timedelta(days=1)
        prepare(stays, leaves, held, by=credit, publish_at=nine)
        publish_due()
        assert visible() == set()
        revoke(leaves)
    with at("2026-07-11 08:59:00"):
        late = make_certified()
        hold_enterprises(enterprises=[held], reason="更名", by=credit)
        publish_due()
        assert visible() == set()
    with at("2026-07-11 09:00:00"):
        publish_due()
        publish_due()
    assert visible() == {stays}
    assert late not in visible()
    bulletin = Bulletin.objects.get()
    assert (bulletin.state, bulletin.number, bulletin.joined_count) == ("published", 1, 1)


def test_scheduled_bulletin_is_cancelled_by_hand_or_where_nothing_is_left_to_publish(
    administrator: Client, credit: User
) -> None:
    enterprise = make_certified()
    soon = timezone.now() + timedelta(hours=1)
    bulletin = prepare(enterprise, by=credit, publish_at=soon)
    close = reverse("publicity:bulletin_close", args=[bulletin.pk])
    assert "已取消" in administrator.post(close, {"reason": "推迟"}, follow=True).content.decode()
    assert "不能再退回或取消" in administrator.post(close, {"reason": "推迟"}, follow=True).content.decode()
    bulletin = prepare(enterprise, by=credit, publish_at=soon)
    revoke(enterprise)
    with at(timezone.localtime(soon + timedelta(minutes=1)).strftime("%Y-%m-%d %H:%M:%S")):
        publish_due()
    bulletin.refresh_from_db()
    assert (bulletin.state, bulletin.closed_by) == (BulletinState.CANCELLED, None)
    assert "没有可以公布的变化" in administrator.get(detail(bulletin)).content.decode()


@pytest.mark.usefixtures("two_people")
def test_approved_bulletin_waits_for_its_time(credit: User) -> None:
    enterprise = make_certified()
    bulletin = prepare(enterprise, by=credit, publish_at=timezone.now() + timedelta(hours=1))
    second = make_user(Role.CREDIT)
    approved = approve_bulletin(bulletin=bulletin, expected_version=str(bulletin.approval_id), by=second)
    assert approved.state == BulletinState.SCHEDULED
    with at((timezone.localtime() + timedelta(hours=2)).strftime("%Y-%m-%d %H:%M:%S")):
        publish_due()
    assert visible() == {enterprise}


def test_returned_enterprise_is_published_by_itself_where_the_setting_says_so(settings: Any, credit: User) -> None:
    kept, held, newcomer = (make_certified() for _ in range(3))
    publish_enterprises(enterprises=[kept, held], by=credit)
    for enterprise in (kept, held):
        revocation = revoke(enterprise)
        if enterprise == held:
            hold_enterprises(enterprises=[held], reason="更名", by=credit)
        restore(revocation)
    publish_returned.apply()
    assert visible() == set()
    settings.PUBLISH_RETURNED = True
    publish_returned.apply()
    publish_returned.apply()
    assert visible() == {kept}
    bulletin = Bulletin.objects.published().first()
    assert (bulletin.prepared_by, bulletin.joined_count, newcomer in visible()) == (None, 1, False)
    assert Bulletin.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_publish_the_bulletin_once() -> None:
    """Both begin while the bulletin is locked, and go on at the same moment."""
    credit, enterprise = make_user(Role.CREDIT), make_certified()
    due = timezone.now() - timedelta(minutes=1)
    bulletin = Bulletin.objects.create(state="scheduled", publish_at=due, note=NOTE, prepared_by=credit)
    bulletin.chosen.set([enterprise])

    def work() -> None:
        try:
            publish_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            Bulletin.objects.select_for_update().get(pk=bulletin.pk)
            workers = [pool.submit(work) for _ in range(2)]
        for worker in workers:
            worker.result()
    assert list(Bulletin.objects.values_list("state", "number")) == [("published", 1)]
    assert Publication.objects.count() == 1
    assert AuditEvent.objects.filter(type=EventType.LIST_PUBLISHED).count() == 1
