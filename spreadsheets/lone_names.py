"""Names of natural persons that stand alone: in a cell of remarks, between separators, in the name of a file."""

import re
from collections.abc import Iterator

from spreadsheets.name_patterns import APART, ENDS_OF_WORDS, ONE_SURNAME, ROLES
from spreadsheets.named_persons import find_in_spellings, find_names
from spreadsheets.ordinary_words import begins_with_word
from spreadsheets.person_names import COMPOUND_SURNAMES, FREQUENT_SURNAMES, HAN, NAME_MASK, PLACE
from spreadsheets.resident_ids import UNPRINTED_CHARACTER, Span, cut_spans, joined_spans

# A part between separators, and what such parts and separators have not.
PART = re.compile(f"[{HAN}]+")
NO_NAMES = re.compile(rf"[{HAN}、，,；;/。.:：\s]+")
LONGEST_LIST = 60
# The word for a role in a cell of its own.
LABEL = re.compile(
    rf"\s*(?:企业|单位|公司|现场|财务|主要|直接)?(?:{ROLES}|签字|签名|汇总|整理|经手|联系|负责)(?:姓名|签字|签名|人员?)?\s*[:：]?\s*"
)
LONGEST_LABEL = 12
# The name of a file or sheet.
LABEL_PART = re.compile(f"[{HAN}]+(?:[·•・‧][{HAN}]+)*")
LABEL_WORDS = (
    "失信|名单|名册|材料|情况|说明|证明|身份|个人|欠|案|报告|记录|清单|信息|执行|被执行|处罚|合同|工资|简历|文件|资料|扫描|附件|判决|裁定|借条|申请|投诉|举报|照片"
    "|复印|表|一览|明细|花名册|档案|备份|修改|最新|终稿|版|发|报|提供|整理|汇总|上传|制作|签字|确认|先生|女士|同志|改|编制"
)
NO_END_OF_NAME = "(?<![镇街村区县市乡堡屯局委办队所院厂店站表])"
ALONE = re.compile(
    rf"(?P<name>(?:{COMPOUND_SURNAMES.pattern})[{HAN}]{{1,2}}|{ONE_SURNAME}[{HAN}]{{1,2}}{NO_END_OF_NAME})"
)
AT_BEGINNING = re.compile(
    rf"(?:关于|对|由|给)?(?P<name>(?:(?:{COMPOUND_SURNAMES.pattern})|{ONE_SURNAME})[{HAN}]{{1,2}}?){NO_END_OF_NAME}(?=的|之|{LABEL_WORDS})"
)
AT_END = re.compile(rf"(?:关于|人|者|{LABEL_WORDS})(?P<name>{ONE_SURNAME}[{HAN}]{{1,2}}){NO_END_OF_NAME}$")


def cut_lone_names(text: str) -> str:
    """Return the text of a remark with NAME_MASK in place of each part between separators that is only a name."""
    if are_names(text):
        return NAME_MASK
    return cut_spans(text, find_in_spellings(text, _find_lone), NAME_MASK)


def _find_lone(text: str) -> Iterator[Span]:
    return (part.span() for part in PART.finditer(text) if len(part[0]) > 2 and _is_name_alone(part[0]))


def are_names(text: str) -> bool:
    """Return whether the text is a name of at least three characters, or several names, and nothing else."""
    if len(text) > LONGEST_LIST:
        return False
    text = UNPRINTED_CHARACTER.sub("", text)
    names = PART.findall(text)
    if APART.search(text) and max(map(len, names)) == 1:
        # 李 会 栩
        names = ["".join(names)]
    is_longer = len(names) > 1 or len("".join(names)) > 2
    return is_longer and NO_NAMES.sub("", text) == "" and all(map(_is_name_alone, names))


def _is_name_alone(text: str) -> bool:
    found = ALONE.fullmatch(text)
    is_known = found and (text[0] in FREQUENT_SURNAMES or COMPOUND_SURNAMES.match(text))
    return bool(is_known) and text[-1] not in ENDS_OF_WORDS and not (begins_with_word(text) or PLACE.match(text))


def cut_label(text: str) -> str:
    """Return the name of a file or sheet with NAME_MASK in place of each name of a natural person.

    A name stands between separators, before a word such as 名单, or behind one.
    """
    return cut_spans(text, joined_spans([*find_names(text), *find_in_spellings(text, _find_in_label)]), NAME_MASK)


def _find_in_label(text: str) -> Iterator[Span]:
    for part in LABEL_PART.finditer(text):
        for found in (ALONE.fullmatch(part[0]), AT_BEGINNING.match(part[0]), AT_END.search(part[0])):
            if found and not (begins_with_word(found["name"]) or PLACE.match(found["name"])):
                yield part.start() + found.start("name"), part.start() + found.end("name")
                break


def is_label(text: str) -> bool:
    """Return whether the text is nothing but the word for a role, beside which a name may stand in the next cell."""
    return len(text) <= LONGEST_LABEL and LABEL.fullmatch(text) is not None
