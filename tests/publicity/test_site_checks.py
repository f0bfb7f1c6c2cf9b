"""The command check_site opens the public pages like a visitor and names what an inspection would reject."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from publicity.models import IncentiveCase
from publicity.site_checks import RULES
from tests.clock import at
from tests.steps import make_objection

pytestmark = pytest.mark.usefixtures("reference_data")
FOOTER = {
    "organizer": "济南市发展和改革委员会",
    "phone": "0531-66600000",
    "address": "济南市历下区龙鼎大道1号",
    "site_code": "3701000001",
    "icp": "鲁ICP备00000000号",
    "police": "鲁公网安备00000000000000号",
}


@pytest.fixture
def site(settings: Any, case: IncentiveCase) -> None:
    """A site with a published enterprise, a case and a complete footer."""
    settings.SITE = {**settings.SITE, **FOOTER}


def report() -> dict[str, list[str]]:
    """Rule → the places that the command names."""
    output = StringIO()
    with pytest.raises(CommandError, match="项不合格。") as raised:
        call_command("check_site", stdout=output)
    assert raised.value.returncode == 1
    named: dict[str, list[str]] = {}
    for line in output.getvalue().splitlines():
        if line.startswith("不合格："):
            named[line.removeprefix("不合格：").split("（")[0]] = places = []
        else:
            places.append(line.strip())
    return named


def test_sound_site_passes(site: None) -> None:
    output = StringIO()
    call_command("check_site", stdout=output)
    assert output.getvalue() == f"{len(RULES)}项检查均合格。\n"


def test_new_portal_has_empty_columns_and_no_footer() -> None:
    named = report()
    assert named["栏目不空白"] == ["企业名单", "名单更新", "典型案例"]
    assert named["首页两周内有更新"] == ["没有公布过名单和案例"]
    assert "电话" in "".join(named["页脚信息齐全"])


def test_home_page_without_news_for_two_weeks_is_named(site: None) -> None:
    day = timezone.localdate()
    with at(f"{day + timedelta(days=15)} 09:00:00"):
        assert report()["首页两周内有更新"] == [f"最近的内容公布于{day.isoformat()}"]


def test_objection_without_an_answer_in_its_term_is_named(site: None, credit: User) -> None:
    objection = make_objection(credit)
    with at(f"{objection.due_on + timedelta(days=1)} 09:00:00"):
        assert report()["异议均按期答复"] == [f"{objection.number}应于{objection.due_on.isoformat()}前答复"]


def test_broken_link_outside_file_and_incomplete_page_are_named(settings: Any, site: None) -> None:
    settings.ROOT_URLCONF = "tests.publicity.faulty_site"
    named = report()
    assert named["链接均可打开"] == ["/gone/（404，链接在/）"]
    assert named["不引用外部资源"] == ["/引用https://elsewhere.example/a.png"]
    assert named["页面有标题、说明和唯一的一级标题"] == ["/缺标题、内容说明、网站名称、语言、唯一的一级标题"]
