"""Normalisation and parsing of names."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from matching.glyphs import RADICALS
from matching.name_rules import compare_names
from matching.names import (
    EDITABLE,
    further_names,
    names_in,
    normalise,
    normalise_all,
    parse,
    parse_all,
    parse_each,
)
from spreadsheets.private_use import map_private_use
from tests.strategies import cores, edits, named

SAME = "济南市（高新）ABC贸易有限公司"


@pytest.mark.parametrize(
    "written",
    [
        "济南市(高新)ABC贸易有限公司",
        "济南市 （高新） ＡＢＣ贸易有限公司",
        "濟南市（高新）abc貿易有限公司",
        "济南市【高新】·ABC-贸易有限公司\u200b",
    ],
)
def test_normalise_ignores_width_case_brackets_spaces_and_script(written: str) -> None:
    assert normalise(written) == normalise(SAME)


@pytest.mark.parametrize("other", ["济南市高新ABC贸易有限责任公司", "济南市高新ABD贸易有限公司", "高新ABC贸易有限公司"])
def test_normalise_keeps_different_words_apart(other: str) -> None:
    assert normalise(other) != normalise(SAME)


@given(name=st.text(max_size=20))
def test_normalise_is_idempotent(name: str) -> None:
    assert normalise(normalise(name)) == normalise(name)


def plain_key(name: str) -> str:
    """Return the key by a simple and slow implementation."""
    text = map_private_use(name.replace("\n", " ")).translate(RADICALS)
    text = unicodedata.normalize("NFKC", text).upper()
    return OpenCC("t2s").convert(re.sub(r"[^\w]|_", "", text))


@given(names=st.lists(st.text(st.characters() | st.sampled_from("（）濟南ｆﬁΰ\n・々豈"), max_size=12), max_size=4))
def test_parsing_many_equals_parsing_each(names: list[str]) -> None:
    assert normalise_all(names) == [plain_key(name) for name in names]
    assert [name.key for name in parse_all(names)] == normalise_all(names)
    assert [name.written for name in parse_all(names)] == names
    assert parse_each([names, [], names]) == [tuple(parse_all(names)), (), tuple(parse_all(names))]


@pytest.mark.parametrize(
    ("written", "place", "core", "form", "branch"),
    [
        ("山东省济南市历下区泺岬澜进出口有限公司", ("山东", "济南", "历下"), "泺岬澜进出口", "有限公司", ""),
        ("濼岬瀾（濟南）國際貿易有限責任公司", ("济南",), "泺岬澜国际贸易", "有限公司", ""),
        ("泺岬澜〔济南市〕包装股份公司", ("济南",), "泺岬澜包装", "股份有限公司", ""),
        ("泺岬澜章丘区进出口有限公司", ("章丘",), "泺岬澜进出口", "有限公司", ""),
        ("上海泺岬（济南）有限公司", ("上海", "济南"), "泺岬", "有限公司", ""),
        ("中国（山东）泺岬澜集团股份有限公司", ("中国", "山东"), "泺岬澜", "集团股份有限公司", ""),
        ("济南日照澜太阳能有限公司", ("济南",), "日照澜太阳能", "有限公司", ""),
        ("广西壮族自治区泺岬糖厂", ("广西",), "泺岬糖", "厂", ""),
        ("济南泺岬（集团）有限公司", ("济南",), "泺岬", "集团有限公司", ""),
        ("济南泺岬投资合伙企业（有限合伙）", ("济南",), "泺岬投资", "合伙企业有限合伙", ""),
        ("泺岬澜食品有眼公司", (), "泺岬澜食品", "有限公司", ""),
        ("泺岬澜食品有限责公司", (), "泺岬澜食品", "有限公司", ""),
        ("泺岬澜食品股分有限公司", (), "泺岬澜食品", "股份有限公司", ""),
        ("泺岬澜有色公司", (), "泺岬澜有色", "公司", ""),
        ("济南泺岬建材营业部", ("济南",), "泺岬建材", "营业部", ""),
        ("济南泺岬澜机械有限公司青岛市分公司", ("济南",), "泺岬澜机械", "有限公司", "青岛分公司"),
        ("泺岬澜机械有限公司（青岛）分公司", (), "泺岬澜机械", "有限公司", "青岛分公司"),
        ("泺岬澜机械青岛分公司", (), "泺岬澜机械", "", "青岛分公司"),
        ("泺岬澜机械有限公司第一营业部", (), "泺岬澜机械", "有限公司", "1营业部"),
        ("济南泺岬澜贸易有限公司（已注销）", ("济南",), "泺岬澜贸易", "有限公司", ""),
        ("济南泺岬澜贸易有限公司（原济南泺岬澜商店有限公司）", ("济南",), "泺岬澜贸易", "有限公司", ""),
        ("吉林市泺岬贸易有限公司", ("吉林市",), "泺岬贸易", "有限公司", ""),
        ("东关街道办事处", (), "东关街道办事处", "", ""),
        ("济南机械有限公司", (), "济南机械", "有限公司", ""),
        ("济南市有限公司", (), "济南市", "有限公司", ""),
        ("有限公司", (), "有限公司", "", ""),
        ("分公司", (), "分公司", "", ""),
        ("", (), "", "", ""),
        ("（ · ）", (), "", "", ""),
    ],
)
def test_name_is_parsed_into_parts(written: str, place: tuple[str, ...], core: str, form: str, branch: str) -> None:
    assert parse(written)[2:] == (place, core, form, branch)


def test_place_in_brackets_is_found_unless_script_changes_length() -> None:
    assert parse("泺岬澜（杭州）贸易有限公司").place == ("杭州",)
    assert parse("泺岬澜(原泺峤)贸易有限公司").core == "泺岬澜原泺峤贸易"


NAMES = ["济南泺岬澜机械有限公司", "泺岬（济南）贸易公司", "泺岬澜有限公司青岛分公司", "", "泺岬"]


@given(left=cores, right=cores)
def test_edit_distance_strategy_finds_one_edit(left: str, right: str) -> None:
    rules = {found["rule"] for found in compare_names(named(left), named(right))}
    one_edit = min(len(left), len(right)) >= EDITABLE and edits(left, right) == 1
    assert bool(rules & {"one_character_differs", "one_character_missing"}) == one_edit


def test_names_in_text_are_the_text_and_every_further_name() -> None:
    text = "济南泺岬贸易有限公司（原济南岬澜实业有限公司）"
    assert names_in(text) == [text, "济南岬澜实业有限公司"]
    assert names_in("济南泺岬贸易有限公司、济南岬澜厂") == ["济南泺岬贸易有限公司、济南岬澜厂", "济南岬澜厂"]
    assert names_in("济南泺岬贸易有限公司") == ["济南泺岬贸易有限公司"]


def test_further_names_state_the_row_of_each() -> None:
    texts = ["济南泺岬有限公司", "济南泺岬有限公司（曾用名：济南岬澜厂）", "甲乙丙有限公司、丁戊己有限公司"]
    assert [(row, name.written) for row, name in further_names(texts)] == [(1, "济南岬澜厂"), (2, "丁戊己有限公司")]


def test_private_use_character_of_gb18030_is_the_character_it_stands_for() -> None:
    assert normalise("济南\ue863岬贸易有限公司") == normalise("济南䶮岬贸易有限公司")


def test_private_use_character_of_no_table_is_a_lost_character() -> None:
    assert parse("济南\uf123岬澜贸易有限公司").core == parse("济南□岬澜贸易有限公司").core
