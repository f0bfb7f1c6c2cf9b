"""Enterprises are looked up in the database: by codes, names and pinyin, and a bounded number of them is read."""

import pytest
from django.utils import timezone

from accounts.models import User
from foundation.web.dates import chinese_date
from roster import look_up
from roster.look_up import Found, find_enterprises
from roster.models import Enterprise
from roster.wording import hit_text
from tests.factories import make_certified
from tests.spreadsheet_files import ROSTER_HEAD, roster_line, uscc_of
from tests.steps import put_in_force

NUMBER = "370102300012345"


def shown(found: Found) -> list[tuple[str, str]]:
    """The names that are found and by what, in their order."""
    enterprises = Enterprise.objects.with_former_names().in_bulk([hit.pk for hit in found.hits])
    return [(enterprises[hit.pk].name, hit_text(hit, enterprises[hit.pk].former_names)) for hit in found.hits]


@pytest.mark.django_db
@pytest.mark.usefixtures("blacklists")
def test_enterprise_is_found_by_everything_that_it_is_or_was_called(officer: User) -> None:
    head = [*ROSTER_HEAD, "工商注册号"]
    for name, code in (("济南岬洄煦纺织有限公司", "37016T0001"), ("济南汀岚澜贸易有限公司", "37016T0002")):
        put_in_force(officer, [(*roster_line(1, name=name, customs_code=code), NUMBER)], mode="changes", head=head)
    make_certified(name="莱芜泺沄农产品有限公司")
    uscc, today = uscc_of(1), chinese_date(timezone.localdate())
    reasons = {
        uscc: "因统一社会信用代码匹配",
        f" {uscc[:8].lower()}-{uscc[8:]}": "因统一社会信用代码匹配",
        "AEOCN37016T0002": "因海关注册编码匹配：37016T0002",
        "37016t0001": "因曾用海关注册编码匹配：37016T0001",
        f"{uscc[8:16]}-{uscc[16]}": f"因组织机构代码匹配：{uscc[8:17]}",
        NUMBER: f"因工商注册号匹配：{NUMBER}",
        uscc[:17]: f"因代码的开头匹配：{uscc}",
        "汀岚澜": "因名称匹配",
        "洄煦纺": f"因曾用名匹配：济南岬洄煦纺织有限公司（至{today}）",
        "贸易汀岚": "因名称的各部分匹配",
        "纺织 岬洄": f"因名称的各部分匹配，曾用名济南岬洄煦纺织有限公司（至{today}）",
        "澜": "因名称中的一个字匹配",
        "汀兰澜贸": "名称相近：输入的是“兰”，名称中是同音的“岚”",
        "汀岗澜贸": "名称相近：输入的是“岗”，名称中是“岚”",
        "岚汀澜贸": "名称相近：输入的是“岚汀”，名称中是“汀岚”",
        "汀澜贸易": "名称相近：输入中少“岚”字",
        "汀岚洄澜贸": "名称相近：输入中多“洄”字",
        "tinglanlan": "因拼音匹配",
        "jntll": "因拼音匹配",
        "jiahx": f"因拼音匹配，曾用名济南岬洄煦纺织有限公司（至{today}）",
    }
    for typed, reason in reasons.items():
        assert shown(find_enterprises(typed)) == [("济南汀岚澜贸易有限公司", reason)], typed
    for typed in ("", "（）", "王小明", "9" * 18, "汀莎"):
        assert find_enterprises(typed) == Found([], is_cut=False), typed
    assert find_enterprises("t") == Found([], is_cut=True)


@pytest.mark.django_db
def test_look_up_reads_a_bounded_number_and_still_finds_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more names than it reads it finds the one that begins with the text, and says that there are more."""
    monkeypatch.setattr(look_up, "MOST_READ", 6)
    for number in range(8):
        make_certified(name=f"济南新泺沄{'一二三四五六七八'[number]}贸易有限公司", screened=False)
    best = make_certified(name="济南泺沄贸易有限公司", screened=False)
    found = find_enterprises("泺沄")
    assert found.is_cut
    assert found.hits[0].pk == best.pk
    assert len(found.hits) == 4
    assert not find_enterprises("泺沄一贸").is_cut
    assert len(find_enterprises("有限公司").hits) == 3
