"""Digests: who became eligible for the first time last week, and which measures eligible enterprises never had."""

from django.urls import reverse

from accounts.models import User
from feedback.actions.follow import notify_standing_changes
from feedback.models import Notice
from feedback.states import NoticeKind
from feedback.tasks import send_digests
from feedback.wording import notice_text
from roster.models import Enterprise
from tests.clock import at
from tests.factories import make_certified
from tests.steps import SignedIn, clerk_of, log, revoke


def digests(user: User, kind: NoticeKind) -> list[str]:
    notices = Notice.objects.filter(department=user.department, kind=kind).order_by("pk")
    return [notice_text(notice, False) for notice in notices]


def announced(*names: str, office: str = "quancheng-customs") -> list[Enterprise]:
    """Return enterprises that are eligible from now on, which every department has been told."""
    enterprises = [make_certified(name=name, office=office) for name in names]
    notify_standing_changes()
    return enterprises


def test_digest_of_the_newcomers_of_the_last_week_is_sent_once(clerk: User, officer: User, signed_in: SignedIn) -> None:
    """On Monday, or on a later day after a standstill; of the week before it, without those that have lost it since."""
    finance, kind = clerk_of("finance"), NoticeKind.NEWCOMERS
    with at("2026-10-25 23:59:00"):
        announced("济南汀兰贸易有限公司")
    with at("2026-10-26 00:01:00"):
        first, _, lost = announced("济南明湖贸易有限公司", "济南泉韵贸易有限公司", "济南云帆贸易有限公司")
        announced("莱芜铁匠贸易有限公司", office="laiwu-customs")
        log(first, clerk)
    with at("2026-10-30 09:00:00"):
        revoke(lost)
        notify_standing_changes()
    with at("2026-11-04 09:00:00"):
        announced("济南历下贸易有限公司")
        send_digests()
        send_digests()
        (text,) = digests(clerk, kind)
        page = signed_in(clerk).get(reverse("feedback:notice_list")).content.decode()
    assert "2026年10月26日至2026年11月1日首次成为联合激励对象的3家企业：" in text
    assert all(name in text for name in ("明湖", "泉韵", "铁匠"))
    assert not any(name in text for name in ("云帆", "汀兰", "历下"))
    assert "企业无须申请，您单位可以直接适用：第31项（2家）；第32项、第33项、第34项、第38项、第39项（各3家）。" in text
    assert text in page
    assert f'href="{reverse("feedback:opportunity_list")}"' in page
    assert "首次成为联合激励对象的2家企业" in digests(officer, kind)[0]
    assert "第20项" not in digests(finance, kind)[0]
    with at("2026-11-09 00:10:00"):
        send_digests()
        assert "首次成为联合激励对象的1家企业：济南历下贸易有限公司。" in digests(clerk, kind)[1]
    with at("2026-11-16 00:10:00"):
        send_digests()
        assert len(digests(clerk, kind)) == 2


def test_digest_of_measures_that_enterprises_lack_is_sent_once_a_month(clerk: User) -> None:
    kind = NoticeKind.OPPORTUNITIES
    with at("2026-10-12 09:00:00"):
        first, second = announced("济南明湖贸易有限公司", "济南泉韵贸易有限公司")
        send_digests()
        assert digests(clerk, kind) == []
    with at("2026-11-02 09:00:00"):
        log(first, clerk)
        log(second, clerk)
        log(first, clerk, number=34)
        send_digests()
    with at("2026-11-03 09:00:00"):
        send_digests()
    (text,) = digests(clerk, kind)
    assert text.startswith("截至2026年11月2日有2家联合激励对象。其中从未适用过您单位下列措施的，企业无须申请")
    assert "第31项" not in text
    assert "第32项、第33项、第38项、第39项（各2家）；第34项（1家）。" in text
    with at("2026-12-01 00:10:00"):
        send_digests()
        assert len(digests(clerk, kind)) == 2
