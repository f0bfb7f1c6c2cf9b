"""Names of natural persons that stand alone: in a cell of remarks, between separators, in the name of a file."""

import re
from collections.abc import Iterator

from spreadsheets.familiar_names import CALLED, FAMILIAR, is_called
from spreadsheets.name_patterns import APART, ENDS_OF_WORDS, ONE_SURNAME, ROLES
from spreadsheets.named_persons import find_in_spellings, find_names
from spreadsheets.ordinary_words import begins_with_word, is_word_alone
from spreadsheets.person_names import COMPOUND_SURNAMES, FREQUENT_SURNAMES, HAN, NAME_MASK, PLACE, Subject, subject_of
from spreadsheets.pinyin_names import find_joined_names, find_pinyin_names, is_pinyin_name
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
# Surnames that are less frequent, and begin no ordinary word but those of ordinary_words.py.
DISTINCT_SURNAMES = frozenset(
    "仉仝仲伍佘佟储冉冼尉岑戚敖昝晁晏瞿窦缪胥臧艾茹荀莘蒯蔺虞裘褚覃訾谌邝邬郎郗阚尤娄巩芮濮尧亢牟饶綦栾喻禹檀骆桑苑鞠厉凌扈"
    "劉吳孫張楊葉蔣謝趙陳韓馬黃羅鄭馮蕭許鄧蘇賈閻鍾龔賴譚鄒湯鄔龐婁駱鈕寧詹龍藺喬閔郟鄺"
)
SURNAMES_ALONE = FREQUENT_SURNAMES | DISTINCT_SURNAMES
NO_END_OF_NAME = "(?<![镇街村区县市乡堡屯局委办队所院厂店站表])"
ALONE = re.compile(
    rf"(?P<name>(?:{COMPOUND_SURNAMES.pattern})[{HAN}]{{1,2}}|{ONE_SURNAME}[{HAN}]{{1,2}}{NO_END_OF_NAME})"
)
AT_BEGINNING = re.compile(
    rf"(?:关于|对|由|给)?(?P<name>(?:(?:{COMPOUND_SURNAMES.pattern})|{ONE_SURNAME})[{HAN}]{{1,2}}?){NO_END_OF_NAME}(?=的|之|{LABEL_WORDS})"
)
AT_END = re.compile(rf"(?:关于|人|者|{LABEL_WORDS})(?P<name>{ONE_SURNAME}[{HAN}]{{1,2}}){NO_END_OF_NAME}$")
# To whom something is passed on, and what that person does: 转庄沅漪处理. The words begin no other word with a surname
# that is left out behind them: 报关单, 由于.
PASSED_ON = re.compile(
    r"(?:已|待|拟|请|再|先|应|改|均|现)?(?:转(?![关向单包方])(?:[给由]|交(?!易))?|交(?!易)|[由给呈找催派让请待问归](?!于)|报(?![关单])送?|送交?|抄[送报]|退[回给]?"
    "|委托|移[交送]|分给|发给|通知|告知|请示|致电|电联|咨询|询问|联系|[同跟和见]|与(?!时)|经(?!常))"
)
VISITS_OR_HANDLES = "上门|到[场访]|来[电访人]|处[理置]?|办[理结]?|[审查]?阅|已阅|审[核批]?"
DOES = f"{VISITS_OR_HANDLES}|核[实查对]?|复核|跟[进踪办]?|负责|知悉?|收|改|签[字收]?|提供"
AT_WORK = re.compile(
    rf"(?P<before>{PASSED_ON.pattern})?"
    rf"(?P<name>(?:{COMPOUND_SURNAMES.pattern})[{HAN}]{{1,2}}|{ONE_SURNAME}[{HAN}]{{1,2}}?)(?P<behind>{DOES})?"
)
# To whom something is passed on, by the name by which colleagues call that person.
PASSED_ON_TO = re.compile(rf"(?:{PASSED_ON.pattern})?{CALLED.pattern}")
CALLED_IN_LABEL = re.compile(rf"(?P<name>{FAMILIAR})(?=的|{LABEL_WORDS}|$)")
# A place, such as 李家庄.
OF_FAMILY = re.compile(".家[庄村寨营屯集店沟湾台园楼坡岭洼埠峪]")
# A text in brackets, behind which the name of an enterprise goes on: 史丹利（平邑）有限公司.
BRACKETS = re.compile(rf"[（(][{HAN}]{{2,10}}[）)](?=[{HAN}])")
# A part of a text between separators in Latin letters.
LATIN_PART = re.compile(r"[A-Za-z][A-Za-z,. -]*[A-Za-z]")


def cut_lone_names(text: str) -> str:
    """Return the text of a remark with NAME_MASK in place of each name that stands alone between separators.

    Words such as 转 and 处理 may stand beside it.
    """
    if are_names(text):
        return NAME_MASK
    return cut_spans(text, joined_spans([*find_in_spellings(text, _find_lone), *_find_lone_in_latin(text)]), NAME_MASK)


def _find_lone(text: str) -> Iterator[Span]:
    for part in PART.finditer(text):
        name = _name_at_work(part[0])
        if name and not (BRACKETS.match(text, part.end()) and subject_of(text) is Subject.ENTERPRISE):
            yield part.start() + name[0], part.start() + name[1]


def _name_at_work(text: str) -> Span | None:
    """Return the place of the name in a text that is only a name, or a name beside words of PASSED_ON and DOES."""
    if _is_name_alone(text) and not is_word_alone(text):
        return 0, len(text)
    if (found := PASSED_ON_TO.match(text)) and is_called(found["name"]):
        return found.span("name")
    found = AT_WORK.fullmatch(text)
    if found and (found["before"] or found["behind"]) and _is_name_alone(found["name"]):
        return None if is_word_alone(found["name"]) else found.span("name")
    return None


def _find_lone_in_latin(text: str) -> Iterator[Span]:
    return (part.span() for part in LATIN_PART.finditer(text) if is_pinyin_name(part[0]))


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
    is_known = found and (text[0] in SURNAMES_ALONE or COMPOUND_SURNAMES.match(text))
    if not is_known or text[-1] in ENDS_OF_WORDS:
        return False
    return not (begins_with_word(text) or PLACE.match(text) or OF_FAMILY.fullmatch(text))


def cut_label(text: str) -> str:
    """Return the name of a file or sheet with NAME_MASK in place of each name of a natural person.

    A name stands between separators, before a word such as 名单, or behind one.
    """
    spans = [*find_names(text), *find_in_spellings(text, _find_in_label)]
    spans += [*find_pinyin_names(text), *find_joined_names(text)]
    return cut_spans(text, joined_spans(spans), NAME_MASK)


def _find_in_label(text: str) -> Iterator[Span]:
    for part in LABEL_PART.finditer(text):
        places = (ALONE.fullmatch(part[0]), AT_BEGINNING.match(part[0]), CALLED_IN_LABEL.match(part[0]))
        for found in (*places, AT_END.search(part[0])):
            if found and is_called(found["name"]) and not OF_FAMILY.fullmatch(found["name"]):
                yield part.start() + found.start("name"), part.start() + found.end("name")
                break
        else:
            if len(part[0]) > 2 and PASSED_ON.match(part[0]) and (name := _name_at_work(part[0])):
                yield part.start() + name[0], part.start() + name[1]


def is_label(text: str) -> bool:
    """Return whether the text is nothing but the word for a role, beside which a name may stand in the next cell."""
    return len(text) <= LONGEST_LABEL and LABEL.fullmatch(text) is not None
