"""Take apart what people write in a cell for the name of an enterprise: several names, codes, numbering and remarks.

Patterns are applied to the text in half width, which has the same length, so that parts are cut from the text as it is
written. Only what is no part of a name is cut: a remark stands behind a name or at the end of the text, and numbering
has a separator behind it (1.5度 has none).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from spreadsheets.identifiers import clean_code, clean_org_code, is_valid_org_code, is_valid_uscc
from spreadsheets.person_names import NAME_MASK, Subject, is_person_name, subject_of
from spreadsheets.resident_ids import is_resident_id

# Ends of names of enterprises.
ENDS = (
    *("公司", "厂", "集团", "社", "企业", "合伙", "事务所", "中心", "行", "店", "部", "工作室", "个体工商户", "办事处"),
    *("医院", "学校", "研究院", "超市", "合伙)", "代表处", "门市"),
)
# Longer texts are no names; they are not read, because the patterns would take long.
LONGEST = 600
# Shorter texts between separators are no names: 机械、电子公司.
SHORTEST = 5
SEPARATOR = re.compile(
    r"[、,;/|\\&+\n]+|(?<=公司)(?:和|与|及|以及)其?(?:全资|控股)?(?:子|关联|下属|控股)(?:公司|企业):?(?=.{4})|(?<=公司)(?:和|与|及|以及|暨)(?![其他它余])(?=.{4})|(?<=[公司厂社团店部行心院\0])\s+(?=.{4})"
)
# Of several of these ends in one text without a separator, each ends a name.
GLUED = re.compile(r".+?(?:有限公司|有限责任公司|股份公司)")
HALF_WIDTH = {0xFF01 + place: 0x21 + place for place in range(94)} | {0x3000: 0x20, 0xFF61: 0x2E}
HALF_WIDTH |= dict.fromkeys(map(ord, "【〔〖[［"), ord("(")) | dict.fromkeys(map(ord, "】〕〗]］"), ord(")"))
# A pair of brackets, with at most one pair inside; the second one may be missing at the end.
BRACKETS = re.compile(r"\(((?:[^()]|\([^()]*\))*)(?:\)|$)")
# Before the last word of 等三家企业.
COUNTED = "家户个等"
# What a list states about a row before its name.
STATED_BEFORE = "(?:现?已|已经|拟|被)?(?:移出|移除|注销|吊销|撤销|取消|退出|修复|删除|剔除|失效|作废|暂停|降级)"
# A short text in brackets inside a name, mostly a place; not the beginning of a former name.
PLACE_INSIDE = re.compile(rf"[（(](?![原曾现更]|{STATED_BEFORE})[\u4e00-\u9fff]{{2,4}}[）)](?=.)")
NUMERAL = "[0-9〇零一二三四五六七八九十百]"
NUMBERING = re.compile(
    rf"\s*(?:[0-9]{{1,4}}\s*[.、:](?![0-9])|[一二三四五六七八九十]{{1,3}}\s*[.、:](?!{NUMERAL})|\({NUMERAL}{{1,4}}\)[.、:]?|[0-9]{{1,4}}\)"
    r"|[①-⓿❶-➓㈠-㈩㊀-㊉⒈-⒛][.、:]?(?=[\u3400-\u9fff])|[•●◆★☆※]+|[-*#■□◇·]+\s|[*△▲√](?=[\u3400-\u9fff])"
    r"|(?:失信)?(?:被执行人|企业|单位|主体|公司|当事人|纳税人|用人单位|行政相对人)?(?:全称|名称|姓名)?\s*:)\s*"
)
# Before a line that a program does not read, or before the name.
OUT_OF_USE = re.compile(
    rf"(?:#|//|--+)\s*(?=[\u3400-\u9fff])|\s*(?:{STATED_BEFORE}\s*[:：、\s]|[【\[(（〔]{STATED_BEFORE}[】\])）〕])\s*(?=[\u3400-\u9fff])"
)
DAY = r"(?:\d{4}年?(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{4}[-./]\d{1,2}(?:[-./]\d{1,2})?)"
STATE = (
    "注销|吊销(?:[、,]?未注销|营业执照|执照)?|停业(?:整顿)?|停产|关停|关闭|歇业|(?:宣告)?破产(?:清算|重整|程序)?|强制清算"
    "|清算|重整|重组|撤销|迁出|迁移|失联|更名|解散|除名|改制|存续|在业|在营|开业|正常|(?:列入)?(?:经营)?异常"
)
MARKED_STATE = rf"(?:现|目前|已经|已|拟|正在|处于|被|于|依法|{DAY}){{1,6}}(?:{STATE})(?:登记|状态|中|{DAY})*"
OWNER = "外商|外国|外资|内资|中外|台港澳|港澳台|台资|港资|侨资|国有|国家|集体|私营|民营|自然人|法人|个人"
OWNERSHIP = rf"(?:{OWNER}|一人|与境内|与外商|投资|或|的|非|未)+(?:独资|合资|合作|控股|投资|上市|企业|经营|所有制|公司)+"
# In brackets: what a list states about an enterprise.
ON_A_LIST = (
    rf"(?:已经?|现已?|拟|待(?!定)|正在|被|未|暂|原|曾|予以|自|于|{DAY}|起)*+(?:移出|移除|修复|取消|退出|撤销|撤回|失效|降级|暂停|停用|停|撤"
    "|删除|剔除|作废|除外|除名|不再(?:适用|享受|公示)|不适用|待定|重复|一般|中止|终止|冻结|减少|吊销|公示|申请|受理|审[核查批]|复[核审查]"
    "|整改|培育|辅导|考察|续期|续证|过期|到期|迁往|迁至|迁出|转出|一般认证|普通认证|普通企业|高级认证|一般信用|AEO|失信|新增|新)++"
    "(?:认证|高级|资格|名单|名录|企业|公司|状态|期间|中|期|后|完成|完毕|本市|外地|外省|济南市?|其他城市)*+"
    rf"(?:{DAY})?"
)
# Behind the end of a name, without brackets. The search begins where a run of separators begins, and not at each of
# them: a long run would take the square of the time.
LOOSE_REMARK = re.compile(
    rf"(?<![\s,;:、/·—-])[\s,;:、/·—-]*(?:{MARKED_STATE}|(?=[已拟被]){ON_A_LIST}|注销|吊销(?:未注销)?|破产清算|破产重整|{OWNERSHIP})$"
    r"|(?<=公司)[\s,;:、/·—-]*(?:取消|撤销|退出|移出|降级|失效|作废|删除|剔除|暂停|停用)(?:认证|资格)?$"
    # Those who act for an enterprise in bankruptcy or liquidation (企业破产法第十三条).
    r"|(?<=公司)(?:共同|连带)$|(?<![\s,;:、/·—-])[\s,;:、/·—-]*(?:强制|破产|清算|重整)*(?:管理人|清算组|清算小组|清算委员会|留守组|留守处)(?::.*)?$"
)
# A mark or the number of a footnote behind the end of a name.
FOOTNOTE = re.compile(r"(?<=公司)[.,;、:]+$|\s*(?:[*#※★☆▲△●◆†。\ue000-\uf8ff]+|[①-⓿¹²³⁴-⁹]+|注[0-9一二三]?)$")
# In brackets: the state, the kind of ownership, a seal, a role in a case, a short name.
REMARK = re.compile(
    rf"(?:该)?(?:企业|公司|单位)?(?:{MARKED_STATE}|{STATE})(?:企业|公司|登记|状态|中|后)*|{ON_A_LIST}"
    r"|(?:现|已|拟|正在)*[搬转]?迁[往至到出][\u4e00-\u9fff]{1,8}|[0-9一二三四五六七八九十]{1,3}[家户]"
    # Possessive, so that a long text is not tried in many ways.
    rf"|(?=.*(?:{OWNER}|一人|上市|独资|合资|控股))(?:[、,;/ 非未或的]|{OWNER}|一人|与境内|与外商|独资|合资|合作|控股"
    r"|投资|上市|企业|经营|所有制|有限责任公司|股份有限公司|公司)++"
    r"|(?:强制|破产|清算|重整)*(?:管理人|清算组|清算小组|清算委员会)"
    r"|(?:加?盖?(?:单位)?公?章|签章)(?:处)?|(?:被|失信|申请|被申请)+(?:执行|处罚)人|失信(?:主体|企业|单位)|债务人|当事人"
    r"|(?:以下)?(?:简称|下称).+|注?[0-9]{1,2}|注[一二三]?"
)
# «and others» behind a name.
COUNT = r"共?[0-9一二三四五六七八九十百两几多数若干]*(?:余|多)?"
OTHERS = re.compile(
    rf"(?<![\s,、])[\s,、]*\(?(?:等{COUNT}(?:[家户个名]|单位|企业|公司|主体|人|商户)*"
    rf"|(?:以?及|和)其?[他它余]{COUNT}(?:家|户|个)?(?:单位|企业|公司|主体)*"
    r"|(?:以?及|和)其(?:下属|所属|全资|控股|各|所有)*(?:分公司|子公司|分支机构|分店|门店|关联(?:企业|公司)))\)?$"
)
FORMER = "原名称?为?|原企业名称|原公司名称?|原为|原|曾用名称?为?|曾用|曾名|旧名称?|更名前为?|变更前为?|前身为?"
# A further enterprise in brackets counts as another name of the first one.
INCLUDED = "含|包括|包含"
CURRENT = "现名称?为?|现用名|现?已?更名为|现?已?变更为|名称变更为|改名为|现为|现|又名|别名"
OTHER_NAME = re.compile(rf"(?:企业|公司)?(?:{FORMER}|{CURRENT}|{INCLUDED})\s*[:]?\s*(.+)")
LOOSE_OTHER_NAME = re.compile(
    r"(?<=[公司厂社团店部行心院\0])(?:[\s,;]+[原现]|[\s,;、]*(?:原名称?为?|原为|曾用名称?为?|现用?名称?为?|[现已]*(?:更名|变更|改名)为))"
    r"\s*:?\s*(?=.{4})"
)
# A person who represents the enterprise: the remark is cut, and the person is named nowhere.
ROLE = "法定代表人|法人代表|主要负责人|负责人|经营者|投资人|业主|代表人|联系人|股东|实际控制人"
PERSON = re.compile(
    rf"(?=({ROLE}|法人))(?:(?:{ROLE}|法人)(?:姓名)?(?:[: ]|为|是).+|(?:{ROLE})[\u3400-\u9fff·]{{2,15}})"
)
LOOSE_PERSON = re.compile(rf"(?<![\s,;、/—-])[\s,;、/—-]*({ROLE})(?:姓名)?(?:[: ]|为|是)*[\u3400-\u9fff·]{{2,15}}$")
# Of a natural person whose role is not written.
NATURAL_PERSON = "自然人"
SOMEONE_OF = re.compile(r"([^()]{2,30}?)\s*\((.{4,})\)")
PERSON_BEHIND = re.compile(
    r"(?<=公司|集团)[\s:—-]*([\u3400-\u9fff·]{2,4})$|(?<=[厂社店部行])[\s:—-]+([\u3400-\u9fff·]{2,4})$"
)
JOINED_BY = "、"
# Beside an enterprise, where the name of the person was cut from the sheet.
PERSON_CUT = re.compile(
    rf"(?<=\S)[\s,，;；、:：/—(（-]*(?:(?P<role>{ROLE}|法人|{NATURAL_PERSON})(?:姓名)?[:：为是 ]*)?"
    rf"{NAME_MASK}[^,，;；、/]{{0,6}}[)）]?$"
)
TITLES = {
    "uscc": "统一社会信用代码|社会信用代码|统一信用代码|信用代码",
    "org_code": "组织机构代码|机构代码",
    "registration_number": "工商注册号|营业执照注册号|注册号",
    "customs_code": "海关注册编码|海关备案编码|海关编码",
    "tax_number": "纳税人识别号|税号",
}
TITLE = "|".join(f"(?P<{key}>{titles})" for key, titles in TITLES.items())
# A code with its title, or of 18 characters, or of 8 with a hyphen and a check character.
CODE = re.compile(
    rf"[\s,;、/(—-]*(?:(?:{TITLE})(?:为|是)?\s*:?\s*(?P<titled>[0-9A-Za-z-]{{8,20}})"
    r"|(?<![0-9A-Za-z])(?P<bare>[0-9A-Za-z]{18}|[0-9A-Za-z]{8}-[0-9Xx])(?![0-9A-Za-z-]))[\s,;、/)—-]*"
)
# A quick test before the search for codes.
CODE_LIKE = re.compile(r"[0-9A-Za-z]{8}")


class WrittenName(NamedTuple):
    """One enterprise as a cell names it.

    `other_names` are former and later names; `codes` are pairs of column key and code; `remarks` are the texts that are
    no part of the name. `others` is the text that mentions enterprises without their names (等3家), `person` the role
    of a natural person who is named beside the enterprise (法定代表人); "" for none.
    """

    name: str
    other_names: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()
    others: str = ""
    person: str = ""


def is_plain(text: str) -> bool:
    """Whether the text is quickly seen to be one name and nothing else."""
    if "（" in text or "(" in text:
        text = PLACE_INSIDE.sub("", text, 1)
    return text.isalpha() and text.endswith(ENDS) and "公司" not in text[:-2] and text[-3:-2] not in COUNTED


def read_names(text: str) -> list[WrittenName]:
    """Return the enterprises that a text names; a text that cannot be taken apart is one name."""
    if is_plain(text) or len(text) > LONGEST:
        return [WrittenName(text)]
    mark = OUT_OF_USE.match(text)
    enterprises, role = without_persons(text[mark.end() :] if mark else text)
    parts = _read_parts(enterprises)
    if len(parts) > 1 and not all(is_whole_name(part.name) for part in parts):
        parts = (_read_name(enterprises),)
    if mark:
        remark = mark[0].strip(" 　【】[]()（）〔〕:：、\n")
        parts = tuple(part._replace(remarks=(remark, *part.remarks)) for part in parts)
    return [part._replace(person=part.person or role) for part in parts]


def further_names_in(text: str) -> list[str]:
    """Return every name in the text but the first: other names, further enterprises, and parts that are names."""
    if is_plain(text) or len(text) > LONGEST:
        return []
    first, *parts = _read_parts(text)
    if parts and not all(is_whole_name(part.name) for part in (first, *parts)):
        return [part.name for part in (first, *parts) if is_whole_name(part.name)]
    return [*first.other_names, *(name for part in parts for name in (part.name, *part.other_names))]


@lru_cache(maxsize=16_384)
def _read_parts(text: str) -> tuple[WrittenName, ...]:
    """Return what each part of the text between separators names; at least one."""
    return tuple(_read_name(part) for part in _separate(text)) or (WrittenName(text),)


def other_names_in(text: str) -> list[str]:
    """Return the names in the cell of other names; a name inside a name is none."""
    return [name for part in SEPARATOR.split(text) if (name := part.strip(" 。.:：”“\"'"))]


def without_persons(text: str) -> tuple[str, str]:
    """Return the text without the names of natural persons beside that of an enterprise, and the role of a person.

    张三、甲有限公司; 甲有限公司 张三; 张三（甲有限公司）. The role of a text without both is "". A text beyond LONGEST
    is returned as it is.
    """
    if len(text) > LONGEST:
        return text, ""
    if NAME_MASK in text and (found := PERSON_CUT.search(text)):
        return text[: found.start()] + text[found.end() :], found["role"] or NATURAL_PERSON
    half = _half_width(text)
    if (found := SOMEONE_OF.fullmatch(half)) and is_person_name(found[1]) and not re.search(ROLE, found[2]):
        inside = text[found.start(2) : found.end(2)]
        return (inside, NATURAL_PERSON) if subject_of(inside) is Subject.ENTERPRISE else (text, "")
    for found in BRACKETS.finditer(half):
        inside = text[found.start(1) : found.end(1)]
        is_remark = REMARK.fullmatch(found[1]) or OTHERS.fullmatch(found[1])
        if half[: found.start()].endswith(ENDS) and is_person_name(inside) and not is_remark:
            return text[: found.start()] + text[found.end() :], _role_in(inside)
    parts = list(_separate(text))
    persons = [part for part in parts if is_person_name(part)]
    enterprises = [part for part in parts if part not in persons]
    if persons and any(subject_of(part) is Subject.ENTERPRISE for part in enterprises):
        return JOINED_BY.join(enterprises), _role_in(persons[0])
    found = PERSON_BEHIND.search(half)
    if found and is_person_name(found[1] or found[2]):
        return text[: found.start()], NATURAL_PERSON
    return text, ""


def _role_in(text: str) -> str:
    found = re.search(ROLE, text)
    return found[0] if found else NATURAL_PERSON


def _half_width(text: str) -> str:
    return text.translate(HALF_WIDTH)


def is_whole_name(text: str) -> bool:
    """Whether the text between two separators is a name by itself; 青岛分公司 is a part of the name before it."""
    half = _half_width(text)
    if len(text) < SHORTEST or not half.endswith(ENDS) or LOOSE_REMARK.fullmatch(half):
        return False
    return not text.endswith("分公司") or "公司" in text[:-3]


def _separate(text: str) -> Iterator[str]:
    """Yield the texts between the separators outside brackets, and between two legal forms without a separator."""
    half = _half_width(text)
    outside = BRACKETS.sub(lambda found: "\0" * len(found[0]), half)
    if LOOSE_OTHER_NAME.search(outside):
        yield text
        return
    start = 0
    for found in SEPARATOR.finditer(outside):
        yield from _separate_glued(text[start : found.start()])
        start = found.end()
    yield from _separate_glued(text[start:])


def _separate_glued(text: str) -> Iterator[str]:
    """Yield 甲有限公司 and 乙有限公司 of 甲有限公司乙有限公司; 甲有限公司供电公司 is one name."""
    names = GLUED.findall(text)
    if len(names) > 1 and "".join(names) == text and all(len(name) > SHORTEST for name in names):
        yield from names
    elif text.strip():
        yield text.strip()


def _read_name(text: str) -> WrittenName:
    """Take one name apart."""
    reading = _Reading(text.strip())
    reading.cut_codes()
    reading.cut_numbering()
    reading.cut_brackets()
    reading.cut_ends()
    return reading.result()


class _Reading:
    """The text of one name, as written and in half width, while its parts are cut."""

    def __init__(self, text: str) -> None:
        self.written = self.text = text
        self.half = _half_width(text)
        self.other_names: list[str] = []
        self.codes: list[tuple[str, str]] = []
        self.remarks: list[str] = []
        self.others = self.person = ""

    def result(self) -> WrittenName:
        """Return the parts; a text of which no name would remain is a name as a whole."""
        name = self.text.strip(" ,，;；、/-—")
        if not name:
            return WrittenName(self.written)
        parts = tuple(self.other_names), tuple(self.codes), tuple(self.remarks)
        return WrittenName(name, *parts, self.others, self.person)

    def cut(self, start: int, end: int) -> None:
        self.text = self.text[:start] + self.text[end:]
        self.half = self.half[:start] + self.half[end:]

    def cut_codes(self) -> None:
        """Cut codes with a title, and valid codes without one; what is around must be more than the code."""
        position = 0
        while CODE_LIKE.search(self.half) and (found := CODE.search(self.half, position)):
            code = _code_of(found)
            start, end = found.span()
            if code is None or not self.text[:start] + self.text[end:]:
                position = end
                continue
            if ("(" in found[0]) != (")" in found[0]):
                start, end = start + found[0].find("(") + 1, end - (")" in found[0])
            self.codes.append(code)
            self.cut(start, end)
            position = start

    def cut_numbering(self) -> None:
        if found := NUMBERING.match(self.half):
            self.remarks.append(self.text[: found.end()].strip())
            self.cut(0, found.end())

    def cut_brackets(self) -> None:
        """Cut the brackets that hold a remark or another name."""
        position = 0
        while found := BRACKETS.search(self.half, position):
            if self._takes(
                self.text[found.start(1) : found.end(1)].strip(),
                before=self.text[: found.start()],
                behind=self.text[found.end() :],
            ):
                self.cut(*found.span())
                position = found.start()
            else:
                position = found.end()

    def _takes(self, written: str, *, before: str, behind: str) -> bool:
        """Whether the text in brackets is no part of the name; what it is, is kept."""
        inside = _half_width(written)
        if not before:
            return False
        if found := PERSON.fullmatch(inside):
            self.person = found[1]
            return True
        is_remark = REMARK.fullmatch(inside) is not None
        if (
            not is_remark
            and (found := OTHER_NAME.fullmatch(inside))
            and self._take_other_names(written[found.start(1) :])
        ):
            return True
        if behind and not before.endswith(ENDS):
            return False
        if OTHERS.fullmatch(inside):
            self.others = written
        elif is_remark:
            self.remarks.append(written)
        else:
            return not inside
        return True

    def _take_other_names(self, text: str) -> bool:
        names = [name for part in _separate(text) if (name := part.strip(" 。.:：”“\"'"))]
        if not names or not all(_half_width(name).endswith(ENDS) for name in names):
            return False
        self.other_names += names
        return True

    def cut_ends(self) -> None:
        """Cut what stands behind the end of the name: other names, remarks, «and others»."""
        while (start := self._take_end()) is not None:
            self.cut(len(self.text[:start].rstrip()), len(self.text))

    def _take_end(self) -> int | None:
        """Take the last part behind the end of the name, and return where it begins; None if there is none."""
        if is_plain(self.half):
            return None
        found = LOOSE_OTHER_NAME.search(self.half)
        if found and self.half[: found.start()].endswith(ENDS) and self._take_other_names(self.text[found.end() :]):
            return found.start()
        for pattern in (OTHERS, LOOSE_PERSON, LOOSE_REMARK, FOOTNOTE):
            found = pattern.search(self.half)
            if found and found[0] and self.half[: found.start()].endswith(ENDS):
                text = self.text[found.start() :].strip(" ,，、;；:：/—-()（）")
                if pattern is OTHERS:
                    self.others = text
                elif pattern is LOOSE_PERSON:
                    self.person = found[1]
                else:
                    self.remarks.append(text)
                return found.start()
        return None


def _code_of(found: re.Match[str]) -> tuple[str, str] | None:
    """Return column key and code; None for characters that are no code of an enterprise."""
    for key in TITLES:
        if found[key]:
            code = clean_code(found["titled"])
            return (key, clean_org_code(code) if key == "org_code" else code)
    code = clean_code(found["bare"])
    if len(code) == 18 and (is_valid_uscc(code) or "(" in found[0]) and not is_resident_id(code):
        return "uscc", code
    code = clean_org_code(code)
    return ("org_code", code) if is_valid_org_code(code) else None
