"""The ladder of matches, each rung with its own consequence, and the rules a match is scored by (domain: standing)."""

from dataclasses import dataclass
from typing import TypedDict


class Reason(TypedDict):
    """One rule that applied, as stored with a hit: its code, a sentence for the reader, what it adds to the score."""

    rule: str
    text: str
    weight: int


@dataclass(frozen=True)
class Rung:
    """How two parties match: in words, whether that counts by itself, its highest score, whether it asks for review."""

    label: str
    counts: bool
    score: int
    asks_review: bool = False


@dataclass(frozen=True)
class Rule:
    """What a rule adds to the score, and its sentence: {left} is the enterprise's side, {right} the entry's."""

    weight: int
    message: str


@dataclass(frozen=True)
class Thresholds:
    """By score, what becomes of a match by name: asked of a person, kept and shown as not asked, or no hit at all."""

    review: int = 60
    ignore: int = 40


# The highest rung first.
MATCH_TYPES = {
    "uscc": Rung("统一社会信用代码相同", counts=True, score=100),
    "org_code": Rung("组织机构代码相同", counts=True, score=100),
    "customs_code": Rung("海关注册编码相同", counts=True, score=95, asks_review=True),
    "registration_number": Rung("工商注册号相同", counts=True, score=95, asks_review=True),
    "name": Rung("名称相同或相近", counts=False, score=95),
}

RULES = {
    # One of these opens a match by number …
    "uscc_same": Rule(100, "双方统一社会信用代码均为{right}"),
    "org_code_same": Rule(100, "双方组织机构代码均为{right}"),
    "customs_code_same": Rule(95, "双方海关注册编码均为{right}"),
    "former_customs_code_same": Rule(90, "企业曾用的海关注册编码{right}与条目所载相同"),
    "registration_number_same": Rule(95, "双方工商注册号均为{right}"),
    # … and these say what speaks against it.
    "names_far_apart": Rule(-20, "双方名称相差较大：“{left}”与“{right}”"),
    "codes_contradict": Rule(-20, "双方统一社会信用代码或组织机构代码不同：{left}与{right}"),
    # One of these opens a match by name: how the cores, which are stem and trade, relate.
    "name_same": Rule(95, "双方名称完全相同：“{left}”"),
    "name_same_after_normalising": Rule(94, "全半角、括号、空格、标点或繁简统一后，双方名称相同：“{left}”与“{right}”"),
    "core_same": Rule(88, "字号与行业相同：“{left}”"),
    "words_in_another_order": Rule(76, "字号与行业用词相同，词序不同：“{left}”与“{right}”"),
    "characters_swapped": Rule(74, "相邻两字颠倒：“{left}”与“{right}”"),
    "one_character_differs": Rule(70, "字号与行业仅一字不同：“{left}”与“{right}”"),
    "one_character_missing": Rule(70, "字号与行业一方少一字：“{left}”与“{right}”"),
    "characters_in_another_order": Rule(50, "所用各字相同，排列不同：“{left}”与“{right}”"),
    # The others say what else differs or agrees.
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


def reason(rule: str, left: str = "", right: str = "") -> Reason:
    """The rule as it applied to two sides."""
    said = RULES[rule]
    return Reason(rule=rule, text=said.message.format(left=left, right=right), weight=said.weight)
