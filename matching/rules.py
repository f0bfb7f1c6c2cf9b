"""The match types with their consequences, and the rules that score a match (domain: standing)."""

from dataclasses import dataclass
from typing import TypedDict


class RuleApplied(TypedDict):
    """One rule that applied to a pair, as stored with a hit: its code, its text, and what it adds to the score."""

    rule: str
    text: str
    weight: int


@dataclass(frozen=True)
class MatchType:
    """By which identifier two parties match.

    `counts`: the match blocks the enterprise without a decision. `score` is its highest score. `asks_review`: a person
    reviews it although it counts.
    """

    label: str
    counts: bool
    score: int
    asks_review: bool = False


@dataclass(frozen=True)
class Rule:
    """What a rule adds to the score, and its text: {left} is the side of the enterprise, {right} that of the entry."""

    weight: int
    message: str


@dataclass(frozen=True)
class Thresholds:
    """Scores of matches by name: from `review` on a person decides; below `ignore` there is no hit."""

    review: int = 60
    ignore: int = 40


# The strongest first.
MATCH_TYPES = {
    "uscc": MatchType("统一社会信用代码相同", counts=True, score=100),
    "org_code": MatchType("组织机构代码相同", counts=True, score=100),
    "customs_code": MatchType("海关注册编码相同", counts=True, score=95, asks_review=True),
    "registration_number": MatchType("工商注册号相同", counts=True, score=95, asks_review=True),
    "name": MatchType("名称相同或相近", counts=False, score=95),
}

RULES = {
    # A match by number has one of these …
    "uscc_same": Rule(100, "双方统一社会信用代码均为{right}"),
    "org_code_same": Rule(100, "双方组织机构代码均为{right}"),
    "customs_code_same": Rule(95, "双方海关注册编码均为{right}"),
    "former_customs_code_same": Rule(90, "企业曾用的海关注册编码{right}与条目所载相同"),
    "registration_number_same": Rule(95, "双方工商注册号均为{right}"),
    # … and these where something contradicts it.
    "names_far_apart": Rule(-20, "双方名称相差较大：“{left}”与“{right}”"),
    "codes_contradict": Rule(-20, "双方统一社会信用代码或组织机构代码不同：{left}与{right}"),
    # A match by name has one of these, for how the cores (stem and industry) relate.
    "name_same": Rule(95, "双方名称完全相同：“{left}”"),
    "name_same_after_normalising": Rule(94, "全半角、括号、空格、标点或繁简统一后，双方名称相同：“{left}”与“{right}”"),
    "core_same": Rule(88, "字号与行业相同：“{left}”"),
    "words_in_another_order": Rule(76, "字号与行业用词相同，词序不同：“{left}”与“{right}”"),
    "characters_swapped": Rule(74, "相邻两字颠倒：“{left}”与“{right}”"),
    "one_character_differs": Rule(70, "字号与行业仅一字不同：“{left}”与“{right}”"),
    "one_character_missing": Rule(70, "字号与行业一方少一字：“{left}”与“{right}”"),
    "characters_in_another_order": Rule(50, "所用各字相同，排列不同：“{left}”与“{right}”"),
    # The others are for what else differs or agrees.
    "difference_in_trade": Rule(6, "差异在行业用语，字号相同：“{left}”与“{right}”"),
    "number_differs": Rule(-40, "所带的数字不同，一般是两家企业：“{left}”与“{right}”"),
    "trade_differs": Rule(-30, "字号相同，行业不同：“{left}”与“{right}”"),
    "few_characters": Rule(-6, "字号与行业共{left}字，一字之差分量较重"),
    "short_core": Rule(-10, "字号与行业不足四字，同名者较多：“{left}”"),
    "arranged_otherwise": Rule(-1, "地名或组织形式的位置、写法不同：“{left}”与“{right}”"),
    "place_wider": Rule(-3, "地名一方较宽：“{left}”与“{right}”"),
    "place_missing": Rule(-8, "仅一方名称带地名：“{left}{right}”"),
    "place_partly_differs": Rule(-22, "地名部分不同：“{left}”与“{right}”"),
    "place_differs": Rule(-40, "地名不同：“{left}”与“{right}”"),
    "legal_form_missing": Rule(-2, "仅一方名称带组织形式：“{left}{right}”"),
    "legal_form_differs": Rule(-10, "组织形式不同：“{left}”与“{right}”"),
    "legal_form_shortened": Rule(-3, "组织形式一方为简称：“{left}”与“{right}”"),
    "former_name": Rule(-4, "以曾用名“{left}”与条目“{right}”比对"),
    "traditional_characters": Rule(0, "一方名称用繁体字：“{left}”与“{right}”"),
    "customs_code_differs": Rule(-15, "双方海关注册编码不同：{left}与{right}"),
    "registration_number_differs": Rule(-20, "双方工商注册号不同：{left}与{right}"),
}


def apply_rule(code: str, left: str = "", right: str = "") -> RuleApplied:
    """The rule of this code, applied to the two sides."""
    rule = RULES[code]
    return RuleApplied(rule=code, text=rule.message.format(left=left, right=right), weight=rule.weight)
