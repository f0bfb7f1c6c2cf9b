"""What a customs export states about a certification: kept in columns of its own, and shown; no standing changes."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from foundation.web.dates import chinese_date
from roster.models import Certification, Enterprise
from tests.programs import program_of
from tests.spreadsheet_files import ROSTER_HEAD, roster_line, uscc_of
from tests.steps import SignedIn, preview, put_in_force
from workbench.work_items import waiting

HEAD = (*ROSTER_HEAD, "信用等级", "证书编号", "首次认证日期", "重新认证日期", "下次复核时间", "主管海关")
LICENCE_HEAD = ("企业名称", "营业执照号码", "海关注册编码", "认证日期")


def line(serial: int, *, review: str, certificate: str = "济关认〔2020〕1号") -> tuple[str, ...]:
    office = "泉城海关"
    return (*roster_line(serial), "高级认证企业", certificate, "2015年3月2日", "2020-03-02", review, office)


def details(serial: int = 1) -> dict[str, str]:
    return dict(Certification.objects.get(enterprise__uscc=uscc_of(serial)).row.details)


PASSED = timezone.localdate() - timedelta(days=1)


@pytest.fixture
def in_force(officer: User) -> None:
    put_in_force(officer, [line(1, review=str(PASSED)), line(2, review="2099年3月1日")], head=HEAD)


def test_details_stand_on_the_page_of_the_enterprise_and_in_the_roster(
    in_force: None, officer: User, signed_in: SignedIn
) -> None:
    client = signed_in(officer)
    page = client.get(reverse("feedback:enterprise_detail", args=[uscc_of(1)])).content.decode()
    roster = client.get(reverse("roster:roster_detail"), {"day": str(timezone.localdate())}).content.decode()
    for shown in (page, roster):
        assert all(
            text in shown for text in ("高级认证企业", "济关认〔2020〕1号", "2015年3月2日", "2020年3月2日", "已过")
        )


def test_details_of_an_added_enterprise_stand_on_the_page_of_the_roster(officer: User, signed_in: SignedIn) -> None:
    submission = preview(officer, [line(1, review="2099-03-01")], head=HEAD)
    page = signed_in(officer).get(reverse("roster:submission_detail", args=[submission.pk])).content.decode()
    assert all(text in page for text in ("证书或决定书文号：济关认〔2020〕1号", "下次复核日期：2099年3月1日"))


def test_passed_review_is_reported_to_the_office_and_changes_no_standing(in_force: None, officer: User) -> None:
    reviews = [item.count for item in waiting(officer) if item.label == "复核日期已过的企业"]
    assert reviews == [1]
    one, two = (Enterprise.objects.get(uscc=uscc_of(serial)).standing.state for serial in (1, 2))
    assert one == two
    again = preview(officer, [line(1, review=str(PASSED))], head=HEAD, mode="changes")
    assert [(problem.code, problem.severity) for problem in again.problems.all()] == [("review_passed", "notice")]


def test_new_review_day_of_an_unchanged_enterprise_replaces_the_earlier_one(in_force: None, officer: User) -> None:
    put_in_force(officer, [line(1, review="2098-03-01"), line(2, review="2099-03-01")], head=HEAD)
    assert details()["下次复核日期"] == "2098年3月1日"
    assert not [item.count for item in waiting(officer) if item.label == "复核日期已过的企业" and item.count]


def test_other_detail_is_a_change_in_the_preview_and_in_the_api(
    in_force: None, officer: User, signed_in: SignedIn
) -> None:
    lines = [line(1, review="2098-03-01"), line(2, review="2099-03-01")]
    submission = preview(officer, lines, head=HEAD)
    assert list(submission.rows.values_list("kind", flat=True)) == ["changed", "unchanged"]
    page = signed_in(officer).get(reverse("roster:submission_detail", args=[submission.pk])).content.decode()
    assert "变更1家" in page
    assert f"下次复核日期：<del>{chinese_date(PASSED)}</del> → <ins>2098年3月1日</ins>" in page
    (change,) = program_of(officer).get(reverse("roster_api:change_list", args=[submission.pk])).json()["results"]
    assert (change["kind"], change["review_due_on"], change["grade"]) == ("changed", "2098-03-01", "高级认证企业")
    assert change["before"]["review_due_on"] == PASSED.isoformat()
    assert {**change["before"], "review_due_on": "2098-03-01"} == {
        key: change[key] for key in change if key not in ("kind", "row", "before")
    }


def test_roster_without_such_columns_leaves_the_known_details(in_force: None, officer: User) -> None:
    before = details()
    confirmed = put_in_force(officer, [roster_line(1, name="济南泺岬新名进出口有限公司"), roster_line(2)])
    assert list(confirmed.rows.values_list("kind", flat=True)) == ["changed", "unchanged"]
    assert Enterprise.objects.get(uscc=uscc_of(1)).name == "济南泺岬新名进出口有限公司"
    assert details() == before


def test_uscc_as_the_number_of_the_licence_is_read_as_the_uscc(officer: User) -> None:
    _, name, uscc, code, day, _ = roster_line(1)
    submission = preview(officer, [(name, uscc, code, day)], head=LICENCE_HEAD)
    assert not submission.problems.exists()
    assert submission.rows.get().uscc == uscc
    assert "usccs_in_licence_numbers" in [note["code"] for note in submission.reading["notes"]]
