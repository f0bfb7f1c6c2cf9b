"""The match types with their consequences, and the rules that score a match (docs/screening.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict


class RuleApplied(TypedDict):
    """One rule that applied to a pair, as stored with a hit; `rule_text` renders it.

    `rule` is a key of RULES and `params` has the parameters listed there. `weight` is what the rule added to the score.
    """

    rule: str
    params: Mapping[str, str | int]
    weight: int


@dataclass(frozen=True)
class MatchType:
    """By which identifier two parties match.

    `counts`: the match blocks the enterprise without a decision. `score` is its highest score.
    `always_needs_decision`: a person decides about every such match, whatever its score.
    """

    label: str
    counts: bool
    score: int
    always_needs_decision: bool = False


@dataclass(frozen=True)
class Rule:
    """What a rule adds to the score, its sentence, and name → type of each parameter of the sentence."""

    weight: int
    message: str
    params: Mapping[str, type]


@dataclass(frozen=True)
class Thresholds:
    """Scores of matches by name: from `review` on a person decides; below `ignore` there is no hit."""

    review: int = 60
    ignore: int = 40


# The strongest first.
MATCH_TYPES = {
    "uscc": MatchType("统一社会信用代码相同", counts=True, score=100),
    "org_code": MatchType("组织机构代码相同", counts=True, score=100),
    "customs_code": MatchType("海关注册编码相同", counts=True, score=95, always_needs_decision=True),
    "registration_number": MatchType("工商注册号相同", counts=True, score=95, always_needs_decision=True),
    "contradicted_number": MatchType(
        "号码相同，统一社会信用代码不同", counts=False, score=75, always_needs_decision=True
    ),
    "name": MatchType("名称相同或相近", counts=False, score=95),
}

# The differing texts of the two sides: `left` of the enterprise, `right` of the entry.
SIDES = {"left": str, "right": str}
# A number, or a part of the names, that both sides have.
BOTH = {"both": str}

# A code that has been stored is never given another meaning, and no parameter of it is renamed.
RULES = {
    # A match by number has exactly one of these rules.
    "uscc_same": Rule(100, "双方统一社会信用代码均为{both}", BOTH),
    "org_code_same": Rule(100, "双方组织机构代码均为{both}", BOTH),
    "customs_code_same": Rule(95, "双方海关注册编码均为{both}", BOTH),
    "former_customs_code_same": Rule(90, "企业曾用的海关注册编码{both}与条目所载相同", BOTH),
    "registration_number_same": Rule(95, "双方工商注册号均为{both}", BOTH),
    # A match by number also has these rules where other data contradicts it.
    "names_far_apart": Rule(-20, "双方名称相差较大：“{left}”与“{right}”", SIDES),
    "codes_contradict": Rule(-20, "双方统一社会信用代码或组织机构代码不同：{left}与{right}", SIDES),
    # A match by name has exactly one of these rules, which states how the cores (stem and industry) relate.
    "name_same": Rule(95, "双方名称完全相同：“{both}”", BOTH),
    "name_same_after_normalising": Rule(
        94, "全半角、括号、空格、标点或繁简统一后，双方名称相同：“{left}”与“{right}”", SIDES
    ),
    "core_same": Rule(88, "字号与行业相同：“{both}”", BOTH),
    "words_in_another_order": Rule(76, "字号与行业用词相同，词序不同：“{left}”与“{right}”", SIDES),
    "characters_swapped": Rule(74, "相邻两字颠倒：“{left}”与“{right}”", SIDES),
    "one_character_differs": Rule(70, "字号与行业仅一字不同：“{left}”与“{right}”", SIDES),
    "one_character_missing": Rule(70, "字号与行业一方少一字：“{left}”与“{right}”", SIDES),
    "characters_in_another_order": Rule(50, "所用各字相同，排列不同：“{left}”与“{right}”", SIDES),
    "rare_character_missing": Rule(70, "一方的生僻字缺失或以符号代替：“{left}”与“{right}”", SIDES),
    # The others are for further differences and agreements.
    "difference_in_trade": Rule(6, "差异在行业用语，字号相同：“{left}”与“{right}”", SIDES),
    "number_differs": Rule(-40, "所带的数字不同，一般是两家企业：“{left}”与“{right}”", SIDES),
    "trade_differs": Rule(-30, "字号相同，行业不同：“{left}”与“{right}”", SIDES),
    "few_characters": Rule(-6, "字号与行业共{length}字，一字之差分量较重", {"length": int}),
    "short_core": Rule(-10, "字号与行业不足四字，同名者较多：“{both}”", BOTH),
    "arranged_otherwise": Rule(
        -1, "地名、组织形式、数字、字形的写法、位置不同，或一方带有备注：“{left}”与“{right}”", SIDES
    ),
    "branch_of_enterprise": Rule(-10, "一方是另一方的分支机构：“{left}”与“{right}”", SIDES),
    "place_wider": Rule(-3, "地名一方较宽：“{left}”与“{right}”", SIDES),
    "place_missing": Rule(-8, "仅一方名称带地名：“{left}{right}”", SIDES),
    "place_partly_differs": Rule(-22, "地名部分不同：“{left}”与“{right}”", SIDES),
    "place_differs": Rule(-40, "地名不同：“{left}”与“{right}”", SIDES),
    "legal_form_missing": Rule(-2, "仅一方名称带组织形式：“{left}{right}”", SIDES),
    "legal_form_differs": Rule(-10, "组织形式不同：“{left}”与“{right}”", SIDES),
    "legal_form_shortened": Rule(-3, "组织形式一方为简称：“{left}”与“{right}”", SIDES),
    "other_name_of_entry": Rule(-4, "条目所载的另一名称“{right}”与企业的“{left}”比对", SIDES),
    "former_name": Rule(-4, "以曾用名“{left}”与条目“{right}”比对", SIDES),
    "traditional_characters": Rule(0, "一方名称用繁体字：“{left}”与“{right}”", SIDES),
    "customs_code_differs": Rule(-15, "双方海关注册编码不同：{left}与{right}", SIDES),
    "registration_number_differs": Rule(-20, "双方工商注册号不同：{left}与{right}", SIDES),
}


def apply_rule(code: str, **params: str | int) -> RuleApplied:
    """The rule of this code, applied with its parameters."""
    return {"rule": code, "params": params, "weight": RULES[code].weight}


def rule_text(applied: RuleApplied) -> str:
    """The rule as a clause without full stop. Raises KeyError for a code that RULES does not have."""
    return RULES[applied["rule"]].message.format_map(applied["params"])
