"""The rules that describe how two names differ, and their weights."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.screening_in_memory import match_sides
from matching.name_rules import compare_names
from matching.names import parse, parse_all
from matching.rules import MATCH_TYPES, RULES, Thresholds
from matching.scoring import Party

ENTERPRISE = "济南泺岬澜进出口有限公司"
ASK = Thresholds().review
IGNORE = Thresholds().ignore


def rules(left: str, right: str) -> list[str]:
    return [found["rule"] for found in compare_names(parse(left), parse(right))]


def score(left: str, right: str) -> int:
    return sum(found["weight"] for found in compare_names(parse(left), parse(right)))


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (ENTERPRISE, ["name_same"]),
        ("济南 泺岬澜（进出口）有限公司", ["name_same_after_normalising"]),
        ("濟南濼岬瀾進出口有限公司", ["name_same_after_normalising", "traditional_characters"]),
        ("泺岬澜（济南）进出口有限公司", ["core_same", "arranged_otherwise"]),
        ("济南市泺岬澜进出口有限责任公司", ["core_same", "arranged_otherwise"]),
        ("泺岬澜进出口有限公司", ["core_same", "place_missing"]),
        ("山东泺岬澜进出口有限公司", ["core_same", "place_wider"]),
        ("济南历下泺岬澜进出口有限公司", ["core_same", "place_wider"]),
        ("莱芜市泺岬澜进出口有限公司", ["core_same", "place_wider"]),
        ("济南泺岬澜进出口", ["core_same", "legal_form_missing"]),
        ("济南泺岬澜进出口公司", ["core_same", "legal_form_shortened"]),
        ("濟南濼岬瀾進出口公司", ["core_same", "legal_form_shortened", "traditional_characters"]),
        ("济南泺岬澜进出口厂", ["core_same", "legal_form_differs"]),
        ("济南泺岬澜进出口集团有限公司", ["core_same", "legal_form_differs"]),
        ("济南进出口泺岬澜有限公司", ["words_in_another_order"]),
        ("济南岬泺澜进出口有限公司", ["characters_swapped"]),
        ("济南泺峤澜进出口有限公司", ["one_character_differs"]),
        ("济南泺岬澜进岀口有限公司", ["one_character_differs", "difference_in_trade"]),
        ("济南泺岬澜进出有限公司", ["one_character_missing", "difference_in_trade"]),
        ("济南泺岬进出口有限公司", ["one_character_missing"]),
    ],
)
def test_variants_of_one_name_need_a_decision(entry: str, expected: list[str]) -> None:
    assert rules(ENTERPRISE, entry) == expected
    assert score(ENTERPRISE, entry) >= ASK


@pytest.mark.parametrize(
    ("enterprise", "entry", "expected"),
    [
        (ENTERPRISE, "青岛泺岬澜进出口有限公司", ["core_same", "place_differs"]),
        (ENTERPRISE, "泺岬澜（杭州）进出口有限公司", ["core_same", "place_differs"]),
        (ENTERPRISE, "济南澜进岬泺出口有限公司", ["characters_in_another_order"]),
        ("济南泺岬澜食品有限公司", "济南泺岬澜药品有限公司", ["one_character_differs", "trade_differs"]),
    ],
)
def test_names_with_a_larger_difference_are_hits_without_decision(
    enterprise: str, entry: str, expected: list[str]
) -> None:
    assert rules(enterprise, entry) == expected
    assert IGNORE <= score(enterprise, entry) < ASK


@pytest.mark.parametrize(
    ("enterprise", "entry"),
    [
        (f"{ENTERPRISE}烟台分公司", f"{ENTERPRISE}青岛分公司"),
        (ENTERPRISE, "济南泺岬澜食品有限公司"),
        (ENTERPRISE, "济南泺峤漪进出口有限公司"),
        (ENTERPRISE, "青岛泺峤澜进出口有限公司"),
        ("济南泺岬澜有限公司", "济南泺岬漪有限公司"),
        ("济南泺岬澜有限公司", "青岛泺岬澜有限公司"),
        ("济南机械有限公司", "青岛机械有限公司"),
        (ENTERPRISE, ""),
    ],
)
def test_clearly_different_name_is_no_hit(enterprise: str, entry: str) -> None:
    assert score(enterprise, entry) < IGNORE


def test_names_with_one_of_two_places_in_common_differ_partly() -> None:
    assert rules(ENTERPRISE, "上海泺岬澜（济南）进出口有限公司") == ["core_same", "place_partly_differs"]


def test_short_names_score_lower() -> None:
    assert rules("济南泺岬有限公司", "泺岬有限公司") == ["core_same", "short_core", "place_missing"]
    assert rules("济南泺岬贸易有限公司", "济南泺峤贸易有限公司") == ["one_character_differs", "few_characters"]


def test_swapped_words_with_equal_first_characters_are_recognised() -> None:
    assert rules("济南泺岬磨料磨具有限公司", "济南泺岬磨具磨料有限公司") == ["words_in_another_order"]


names = st.text("济南青岛（）泺岬澜进出口食药品有限公司分", max_size=14)


@given(left=names, right=names)
def test_rules_are_symmetric(left: str, right: str) -> None:
    assert rules(left, right) == rules(right, left)


@given(left=names, right=names)
def test_rules_have_the_parameters_of_their_codes(left: str, right: str) -> None:
    for applied in compare_names(parse(left), parse(right)):
        assert {name: type(value) for name, value in applied["params"].items()} == RULES[applied["rule"]].params


@given(name=names.filter(lambda name: parse(name).key))
def test_identical_names_score_95(name: str) -> None:
    assert rules(name, name)[0] == "name_same"


def test_weights_are_below_match_type() -> None:
    assert all(abs(rule.weight) <= 100 for rule in RULES.values())
    assert RULES["name_same"].weight <= MATCH_TYPES["name"].score
    assert IGNORE < ASK


@pytest.mark.parametrize(
    ("enterprise", "entry"),
    [("济南泺岬第一机床厂", "济南泺岬第二机床厂"), ("济南泺岬0012贸易有限公司", "济南泺岬0021贸易有限公司")],
)
def test_names_with_different_numbers_are_two_enterprises(enterprise: str, entry: str) -> None:
    assert "number_differs" in rules(enterprise, entry)
    assert score(enterprise, entry) < IGNORE


def test_numeral_in_the_stem_is_an_ordinary_character() -> None:
    assert score("济南三泺岬贸易有限公司", "济南五泺岬贸易有限公司") >= ASK


FAMILIES = pytest.mark.parametrize(
    ("one", "other"),
    [
        ("澜璟精密机械有限公司", "澜璟精密机械有限公司莱芜分公司"),
        ("济南澜璟机械有限公司", "济南澜璟机械有限公司青岛办事处"),
        ("济南澜璟机械有限公司", "济南澜璟机械有限公司第一营业部"),
        ("济南澜璟机械有限公司", "济南澜璟机械有限公司历下项目部"),
        ("济南澜璟机械有限公司", "济南澜璟机械有限公司采购部"),
        ("济南澜璟机械有限公司", "济南澜璟机械青岛办事处"),
        ("济南澜璟机械有限公司第一营业部", "济南澜璟机械有限公司第1营业部"),
        ("济南第一泉床厂", "济南第1泉床厂"),
        ("济南二机床集团有限公司", "济南第二机床集团有限公司"),
        ("济南八一食品有限公司", "济南81食品有限公司"),
        ("济南三〇二贸易有限公司", "济南302贸易有限公司"),
        ("济南三○二贸易有限公司", "济南302贸易有限公司"),
        ("济南第十二棉纺厂", "济南第12棉纺厂"),
        ("济南华德澜有限公司(JINAN HUADE CO.,LTD)", "济南华德澜有限公司"),
        ("济南华德澜有限公司 JINAN HUADE CO., LTD.", "济南华德澜有限公司"),
        ("JINAN HUADELAN CO.,LTD", "JINAN HUADELAN COMPANY LIMITED"),
        ("JINAN HUADELAN CO.,LTD", "Jinan Huadelan Ltd."),
        ("济南起步区泺岬澜贸易有限公司", "济南泺岬澜贸易有限公司"),
        ("中国（山东）自由贸易试验区济南片区泺岬澜贸易有限公司", "济南泺岬澜贸易有限公司"),
        ("山东自贸区济南片区泺岬澜贸易有限公司", "济南泺岬澜贸易有限公司"),
        ("莱芜市莱城区泺岬澜贸易有限公司", "济南市莱芜区泺岬澜贸易有限公司"),
        ("莱芜市泺岬澜贸易有限公司", "济南市莱芜区泺岬澜贸易有限公司"),
        ("济南新旧动能转换起步区泺岬澜贸易有限公司", "泺岬澜贸易有限公司"),
        ("济南综保区泺岬澜贸易有限公司", "济南泺岬澜贸易有限公司"),
        ("中国泉汽[集团]济南卡车股份有限公司", "中国泉汽集团济南卡车股份有限公司"),
        ("中国泉汽[集团]济南卡车股份有限公司", "泉汽济南卡车股份有限公司"),
        ("中国泉汽集团济南动力有限公司", "泉汽集团济南动力有限公司"),
        ("中国泉汽集团济南动力有限公司", "泉汽济南动力有限公司"),
        ("中国泉型汽车集团有限公司", "中国泉汽集团有限公司"),
        ("济南泺喆有限公司", "济南泺哲有限公司"),
        ("济南堃泰有限公司", "济南坤泰有限公司"),
        ("济南䶮鑫有限公司", "济南龙天鑫有限公司"),
        ("济南䶮鑫有限公司", "济南（龙天）鑫有限公司"),
        ("济南䶮鑫有限公司", "济南?鑫有限公司"),
        ("济南䶮鑫有限公司", "济南鑫有限公司"),
        ("济南䶮鑫有限公司", "济南□鑫有限公司"),
        ("济南䶮鑫有限公司", "济南＊鑫有限公司"),
        ("济南䶮鑫贸易有限公司", "济南？鑫贸易有限公司"),
        ("济南䶮鑫贸易有限公司", "济南鑫贸易有限公司"),
        ("济南堃泰有限公司", "济南?泰有限公司"),
        ("泺岬科技（济南）有限公司（LUOJIA TECH (JINAN) CO., LTD.）", "泺岬科技（济南）有限公司"),
        ("济南泺岬澜贸易有限公司（自然人独资）", "济南泺岬澜贸易有限公司"),
        ("济南喆丰食品厂", "济南丰食品厂"),
        ("济南䶮鑫汽车销售有限公司", "济南□鑫汽车销售有限公司"),
        ("䶮鑫贸易有限公司", "鑫贸易有限公司"),
        ("济南鑫䶮贸易有限公司", "济南鑫贸易有限公司"),
        ("济南泺岬澜责任有限公司", "济南泺岬澜有限责任公司"),
        ("济甫泺岬澜贸易有限公司", "济南泺岬澜贸易有限公司"),
        ("济南泺岬澜贸易有限公司破产管理人", "济南泺岬澜贸易有限公司"),
        ("济南泺岬澜贸易有限公司管理人", "济南泺岬澜贸易有限公司"),
        ("（株）泺岬澜制作所", "泺岬澜制作所株式会社"),
        ("泺岬澜制作所（株）", "株式会社泺岬澜制作所"),
        ("济南泺岬澜贸易有限公司（破产清算）", "济南泺岬澜贸易有限公司"),
    ],
)


def needs_decision_by_name(one: str, other: str) -> bool:
    """Return whether the pair is found by blocking keys and needs a decision."""
    sides = ([Party(pk, names=tuple(parse_all([name])))] for pk, name in enumerate((one, other)))
    return any(match.needs_decision for match in match_sides(*sides))


@FAMILIES
def test_other_spelling_or_branch_needs_a_decision_both_ways(one: str, other: str) -> None:
    assert needs_decision_by_name(one, other)
    assert needs_decision_by_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("济南泺岬澜有限公司青岛分公司", "济南泺岬澜有限公司烟台分公司"),
        ("济南第一泉床厂", "济南第二泉床厂"),
        ("济南八一食品有限公司", "济南八二食品有限公司"),
        ("济南二机床集团有限公司", "济南一机床集团有限公司"),
        ("JINAN HUADELAN CO.,LTD", "JINAN HUAMEI CO.,LTD"),
        ("济南泺岬有限公司", "青岛泺岬有限公司济南分公司"),
        ("济南华德有限公司(JINAN HUADE CO.,LTD)", "济南华美有限公司(JINAN HUAMEI CO.,LTD)"),
        ("济南****有限公司", "济南䶮鑫有限公司"),
        ("中国泉汽集团济南动力有限公司", "中国泉汽集团青岛动力有限公司"),
        ("云帆商厦", "云帆商贸"),
        ("济南堃泰有限公司", "济南哲泰有限公司"),
    ],
)
def test_near_miss_of_a_spelling_or_branch_needs_no_decision(one: str, other: str) -> None:
    assert not needs_decision_by_name(one, other)
    assert not needs_decision_by_name(other, one)
