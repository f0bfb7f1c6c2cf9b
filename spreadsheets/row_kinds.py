"""Kinds of rows that are no enterprises or entries: titles, notes, totals, signatures, repeated headers and others.

A row is judged as a whole: a row with a code, or with the full name of an enterprise, is read, however its text begins.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import pairwise

from spreadsheets.columns import CODES, COMMON_TITLES, DAYS
from spreadsheets.headers import TRADITIONAL, Header, KnownTitle, title_key

# A cell without letter or digit counts as empty: invisible characters, or a dash for «none».
CONTENT = re.compile(r"\w")
CODE = re.compile(r"(?=(?:\D*\d){6})[0-9A-Za-z-]{8,24}")
# The columns of codes by which a row is recognised at once.
CODE_KEYS = ("uscc", "customs_code", "org_code", "tax_number", "registration_number")
CODE_LENGTHS = frozenset((9, 10, 15, 18))
# The full name of an enterprise, and no sentence about enterprises.
COMPANY = "公司"
PUNCTUATION = re.compile("[:：。；;，,、！？]")
# A name with one of these characters is looked at more closely.
LIKE_REMARK = re.compile("[:：。；;，,、！？计共注说明审核签章表页例称]")
FULL_NAME = re.compile(
    r"(?:[^:：。；;，,、！？]|(?<=[Cc][Oo]\.),|(?<=[Cc][Oo]),){2,80}"
    r"(?:公司|厂|店|集团|中心|合作社|联合社|事务所|工作室|经营部|营业部|门市部|销售部|商行|经销处|代表处|办事处|商场|超市|医院|学校"
    r"|(?:合伙|独资|联营|合作|合资)企业|个体工商户|[Ll][Tt][Dd]\.?|[Ii][Nn][Cc]\.?|LLC|GmbH|LIMITED|Limited)"
    r"(?:[(（][^（）()]*[)）])?\s*"
)
QUANTITY = (
    r"[共为:]*(?:\d+(?:\.\d+)?|[一二三四五六七八九十百壹贰叁肆伍陆柒捌玖拾]{1,5})"
    "[家户个条项行人次万亿元]*(?:企业|单位|主体)?"
)
COUNT = re.compile(QUANTITY)
TOTAL = re.compile(
    rf"(?:.{{0,8}}(?:合计|总计|小计|共计|累计)|总数|汇总|\W*计)(?:\([家户个单位]{{1,2}}\))?:?(?:{QUANTITY})?\W*|\W*其中:?.{{0,8}}|\W*(?:以上|本页|本表|全市)?共[有计]?{QUANTITY}\W*"
    r"|(?:Sub)?[Tt]otal\W*\d*|(?:TOTAL|SUM)\W*\d*"
)
SIGNED = (
    "(?:制表|填表|填报|审核|审批|复核|校对|核对|经办|承办|负责|联系|主管|分管|统计|报送|编制|打印|导出|制单|签发|签收|领导|审签|核稿|拟稿|会签|审定|[科处关局]长)"
    "(?:单位|部门|人员|领导|人|员|科室|处室|日期|时间|电话|方式|签字|签名|意见)*"
)
SIGNATURE = re.compile(
    rf"(?:单位|部门|科室)?{SIGNED}(?:\(.*?\))?:.*|{SIGNED}|(?:电话|传真|邮箱|日期|时间|单位负责人|填报日期|打印时间):.*"
    r"|.{0,20}[(]?(?:盖章|签章|公章|签字)[)]?[:处]?|.{0,4}以下(?:空白|无正文|无数据)\W*|\W*此页无正文\W*"
    r"|\W*第\d+页(?:\W*共\d+页)?\W*|\W*共\d+页(?:\W*第\d+页)?\W*|[Pp]age\d+(?:of\d+)?|[-—]+\d+[-—]+"
    r"|(?:[Pp]repared|[Cc]hecked|[Rr]eviewed|[Aa]pproved)by:.*"
    r"|\d{4}[-年./]\d{1,2}(?:[-月./](?:\d{1,2}日?)?)?"
    r"|[二一〇○零三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}日)?"
)
NOTE = re.compile(
    r"[(\[【*※·]*(?:注意|注|备注|附注|附|附件|[^(]{0,4}说明|[^(]{0,4}来源|数据|截[至止][^(.]{0,6}|联系[^(]{0,4}|更新时间|提示|[^(]{0,2}声明|依据|单位)"
    r"[\d一二三四五六七八九十]{0,2}[:、.)\]】].*"
    r"|[Nn]otes?:.*|(?:数据|信息)?截[至止]\d{4}[-年./].*"
)
# The word for a note, in a cell of its own.
NOTE_WORD = re.compile("(?:填报|填表|编制|有关)?(?:说明|备注|注|附注|注释|提示)[:：]?")
# The title of a list in an annex.
ANNEX = re.compile(
    r"附[件表]?[\d一二三四五六七八九十]{0,2}[:、.]?.{2,40}(?:名单|名录|清单|企业|一览表|明细表|情况表|汇总表)(?:\(.*\))?"
)
# A sentence about the list, without a word such as 注 before it.
REMARK = re.compile(
    r"(?:以上|上述|上列|本名单|本表|本页|该名单|此表|特此)(?=.*(?:[,.。;:为由系按共均仅含未不如]|\d[家户])).*"
)
# What a mark on rows means (标*的企业…), and what some of the rows, by number or all, have become.
MEANING_OF_MARK = re.compile(
    r"(?:凡|其中)?(?:标[注记有为]?|带|加[注有]?|打|画|划)(?:有|为|了)?(?:[\W_]{1,4}|[红黄蓝绿灰]色?)"
    "(?:号|标记|标识|字样?|底色?|线)*(?:(?:的|者|为|表示)|(?:企业|单位|公司|主体)[已均为是不被拟系]).*"
)
CHANGE_OF_ROWS = re.compile(
    r"(?:第?[\d、,和及至-]+(?:号|家|行|项|个|条)|序号[\d、,和及至-]+|企业|单位|主体).{0,12}(?:已|均|于|被|不再).{0,10}"
    "(?:取消|撤销|移出|移除|退出|注销|失效|剔除|删除|修复|解除|终止|停止公示).*"
)
# A sentence about the rows that follow, with or without a word such as 注 before it.
ANNOUNCES = re.compile("(?:以下|下列|下述).{0,12}(?:企业|单位|主体|公司|名单)|(?:企业|单位|主体|公司|名单).{0,6}如下")
# The kind of change of the rows that follow, alone in its row.
CHANGE = re.compile(
    r"\W*[已拟被]?(?:新增|续期|变更|调整|取消|撤销|移出|移除|退出|注销|降级|失效|删除|剔除|修复|解除|减少|迁出|转出|吊销|停用|暂停|终止|屏蔽|下架|撤下"
    r"|(?:停止|终止)公[示布])\W*"
)
UNIT_OF_COUNT = re.compile("[家户个条]|企业|单位")
# A USCC inside a text.
CODES_INSIDE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Z]{18}(?![0-9A-Za-z])")
SENTENCE = re.compile(r".{6,}[。;!?].*|.{10,}[，,].{6,}|.{40,}")
LEVELS = (
    re.compile(r"第[一二三四五六七八九十百\d]+(?:部分|批|类|章|节)|[一二三四五六七八九十]{1,3}[、.:]"),
    re.compile(r"\([一二三四五六七八九十]{1,3}\)"),
    re.compile(r"\(?\d{1,3}[、.):]"),
)
SUBJECT_WORD = re.compile("企业|单位|主体")
SECTION_WORD = re.compile(
    "名单|名录|新增|取消|撤销|移[出入]|退出|注销|降级|降为|下调|失效|续期|延续|变更|恢复|保留|调整|认证|暂停|终止"
    "|解除|修复|到期|列入|剔除|删除|减少|迁出|转出|吊销|停用|整改|未通过|屏蔽|下架|停止|红名单|履行"
)
SECTION_END = re.compile(
    r".*(?:名单|名录|一览表|明细表|清单|情况表|汇总表|统计表|企业|单位|主体|情况|部分)(?:\(.*\))?\W*|\(.*\)|.*\(\d+[家户条]\)"
)
PLACE = re.compile(r"\W*[\u4e00-\u9fff]{2,8}(?:区|县|市|街道|海关)(?:\(?\d+[家户]\)?)?\W*")
NEXT_PAGE = re.compile(r"\W*(?:续表|续上页|接上页|转下页|续)\W*")
HINT = re.compile(
    r"\(.*\)|[亿万千百]?[元家户个人项%]|美元|万美元|\W*年.?月.?日?\W*|.*(?:必填|选填|必录|可空|填写|请填|\d+位|格式|[Yy]{4}|字符|文本|数字|下拉|日期型|汉字|大写).*|例.{0,2}:?.*|如:.*"
)
CLEAR_HINT = re.compile(r"\(.*\)|.*(?:必填|选填|必录|请填|\d+位|[Yy]{4}).*|\W*年.?月.?日?\W*")
SAMPLE = re.compile(r"(?:填写)?(?:示例|样例|例如?)\W*")
FIELD_NAME = re.compile(r"[A-Za-z_][A-Za-z_]*\d{0,2}")
HINT_LINES = 3
# The patterns look at so many characters of a cell, because some of them take the square of the time for a long text.
LONGEST_READ = 200
ORDINALS = "甲乙丙丁戊己庚辛壬癸"
ORDINAL = re.compile(rf"\W*(?:第?(\d{{1,2}})[列栏]?|([A-Z{ORDINALS}]))\W*")
SEPARATOR = re.compile("[、,，;；]")


def plain(text: str) -> str:
    """Return the text in half width, without blanks; of a long text only the beginning, LONGEST_READ characters."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text.strip()[:LONGEST_READ]))


def first_text(cells: Sequence[str]) -> str:
    """Return the first cell with content, "" where none has any."""
    return next((text for text in cells if CONTENT.search(text)), "")


def rows_like_enterprises(rows: Sequence[Sequence[str]]) -> int:
    """Return the number of rows that have a code and the full name of a company."""
    return sum(
        any(text.strip().endswith(COMPANY) and not PUNCTUATION.search(text) for text in cells)
        and any(CODE.fullmatch(plain(text)) for text in cells)
        for cells in rows
    )


def section_title(cells: Sequence[str]) -> str:
    """Return the title in a row that begins a section; its number may stand in a cell of its own."""
    first, *others = dict.fromkeys(plain(text) for text in cells if CONTENT.search(text))
    is_number_alone = len(first) < 3 and bool(others) and not first.isascii()
    return f"{first.rstrip('、.:')}、{others[0]}" if is_number_alone else first


class RowJudge:
    """Judges for each row below a header whether it is an enterprise or entry, and if not, why."""

    def __init__(self, rows: Sequence[Sequence[str]], header: Header, known: Mapping[str, KnownTitle]) -> None:
        self._rows = rows
        self._known = known
        self._header = header
        self._places = sorted(header.places.values())
        self._codes = [place for key, place in header.places.items() if key in CODES]
        self._name = header.places.get("name", -1)
        self._last_hint = header.line + HINT_LINES
        lines = [*rows[max(header.first_line - 1, 0) : header.line], header.titles]
        self._titles = {title_key(text) for cells in lines for text in cells}
        # Column key → the texts that its column has in the lines of the header.
        self._own_titles = {
            key: {title_key(cells[place]) for cells in lines if place < len(cells)} - {""}
            for key, place in header.places.items()
        }
        before = rows[: max(header.first_line - 1, 0)]
        self._titles_above = {_without_page(plain(first_text(cells))) for cells in before} - {""}
        found = [header.places[key] for key in CODE_KEYS if key in header.places]
        # The column of a code by which a row is recognised at once; any column where the table has none.
        self.code_place = found[0] if found else self._places[0]
        # The column of names; a table of removals may have none.
        self._first_name = self._name if self._name >= 0 else self._places[0]
        self._day = next((place for key, place in header.places.items() if key in DAYS), self._places[0])
        self.is_other_table = False
        self._last_note = 0

    def above(self) -> list[tuple[int, str, list[str]]]:
        """Return line, reason and cells of each row with content down to the header."""
        found = []
        for line, cells in enumerate(self._rows[: self._header.line], start=1):
            if any(map(str.strip, cells)):
                reason = "header" if line >= self._header.first_line else "title"
                if reason == "title" and any(CODE.fullmatch(plain(text)) for text in cells):
                    reason = "above_header"
                found.append((line, reason, list(cells)))
        return found

    def is_plain_row(self, cells: Sequence[str]) -> bool:
        """Return whether a row has the name of a company, or a name without signs of a remark and a day."""
        name = cells[self._first_name]
        if name.endswith(COMPANY):
            return not PUNCTUATION.search(name)
        day = cells[self._day]
        return 7 < len(day) < 12 and day[:4].isdigit() and bool(name) and not LIKE_REMARK.search(name)

    def reason(self, line: int, cells: Sequence[str]) -> str:
        """Return why the row is no enterprise or entry: a key of SET_ASIDE_REASONS, "" for a row that is one.

        Below a header whose columns are others, the rows belong to another table.
        """
        reason = self._reason(line, cells)
        if reason in ("", "other") and line == self._last_note + 1 and self._goes_on(cells):
            reason = "note"
        self._last_note = line if reason == "note" else self._last_note
        if reason == "repeated_header":
            self._last_hint = line + HINT_LINES
            self.is_other_table = self._has_other_columns(cells)
        return "other_table" if self.is_other_table and not reason else reason

    def _reason(self, line: int, cells: Sequence[str]) -> str:
        near_header = line <= self._last_hint
        # The telephone number of a signature may stand in a column of codes.
        is_signed = SIGNATURE.fullmatch(plain(first_text(cells))) is not None
        if self._has_code(cells) and not is_signed:
            return "hint" if near_header and SAMPLE.fullmatch(plain(first_text(cells))) else ""
        name = cells[self._name] if self._name >= 0 else ""
        if FULL_NAME.fullmatch(name) and not near_header:
            return ""
        # A text over merged cells may stand in each of them.
        texts = list(dict.fromkeys(plain(text).translate(TRADITIONAL) for text in cells if CONTENT.search(text)))
        if not texts:
            return "unfilled"
        if near_header and self._names_fields(cells):
            return "hint"
        if self._repeats_header(cells):
            return "repeated_header"
        if len(texts) > (1 if near_header else 2) and _are_consecutive(texts):
            return "column_numbers"
        if FULL_NAME.fullmatch(name) and not SAMPLE.fullmatch(texts[0]):
            return ""
        if len(texts) == 1 and (ANNOUNCES.search(texts[0]) or CHANGE.fullmatch(texts[0])):
            return "section"
        if near_header and self._is_hint(cells, texts):
            return "hint"
        return self._kind_of_text(cells, texts)

    def _kind_of_text(self, cells: Sequence[str], texts: Sequence[str]) -> str:
        """Return why a row without a code and without the full name of an enterprise is set aside, "" for no reason."""
        first = texts[0]
        name = plain(cells[self._name]).translate(TRADITIONAL) if self._name >= 0 else ""
        if len(texts) == 1 and COMPANY in first and any(map(CODES_INSIDE.search, cells)):
            # The cells of a row stand in one, because they are separated otherwise than those of the other rows.
            return ""
        if len(texts) > 1 and _begins_section(first) and all(map(_is_count, texts[1:])):
            return "section"
        if TOTAL.fullmatch(first) or any(TOTAL.fullmatch(text) for text in texts[1:3] if not text[0].isdecimal()):
            return "total"
        if SIGNATURE.fullmatch(first) or SIGNATURE.fullmatch(name) or all(map(SIGNATURE.fullmatch, texts)):
            return "signature"
        if len(texts) == 1 and ANNEX.fullmatch(first):
            return "section"
        if len(texts) == 2 and NOTE_WORD.fullmatch(first):
            return "note"
        if NOTE.fullmatch(first) or (name == texts[-1] and NOTE.fullmatch(name)):
            return "note"
        if len(texts) == 1 and any(kind.fullmatch(first) for kind in (REMARK, MEANING_OF_MARK, CHANGE_OF_ROWS)):
            return "note"
        if self._is_section(cells, texts):
            is_title = _without_page(first) in self._titles_above or NEXT_PAGE.fullmatch(first)
            return "title" if is_title else "section"
        if len(texts) == 1 and SENTENCE.fullmatch(first) and not self._is_name(first):
            return "note"
        if any(CONTENT.search(cells[place]) for place in self._places):
            return ""
        if all(map(str.isdecimal, texts)):
            return "unfilled"
        return "side_table" if not any(map(str.strip, cells[: self._places[-1] + 1])) else "other"

    def _goes_on(self, cells: Sequence[str]) -> bool:
        """Return whether the row is a further point of a note: one text with a number, such as 2、编码为十位."""
        texts = {plain(text) for text in cells if CONTENT.search(text)}
        return len(texts) == 1 and all(
            LEVELS[2].match(text) and not FULL_NAME.fullmatch(LEVELS[2].sub("", text, count=1)) for text in texts
        )

    def _has_code(self, cells: Sequence[str]) -> bool:
        return any(CODE.fullmatch(plain(cells[place])) for place in self._codes)

    def _is_name(self, text: str) -> bool:
        """Return whether the text may be the name of a foreign enterprise, or several full names."""
        return text.isascii() or all(map(FULL_NAME.fullmatch, filter(None, SEPARATOR.split(text))))

    def _repeats_header(self, cells: Sequence[str]) -> bool:
        """Return whether the cells are titles: all of them, or two or more that name different columns.

        A title alone is one of the header only in its own column.
        """
        keys = {key: place for place, text in enumerate(cells) if (key := title_key(text))}
        if len(keys) == 1:
            ((key, place),) = keys.items()
            return any(place == self._header.places[column] and key in own for column, own in self._own_titles.items())
        named = {self._known[key].key for key in keys if key in self._known}
        known = (self._titles, self._known, COMMON_TITLES)
        return len(named) > 1 or (bool(keys) and all(any(key in titles for titles in known) for key in keys))

    def _has_other_columns(self, cells: Sequence[str]) -> bool:
        """Return whether a title in the row differs from that of its column, or stands in another column."""
        places = self._header.places
        if all(title_key(cells[place]) in self._own_titles[key] for key, place in places.items()):
            return False
        named: dict[str, set[int]] = {}
        for place, title in enumerate(map(title_key, cells)):
            if title in self._known:
                named.setdefault(self._known[title].key, set()).add(place)
        for key, place in places.items():
            title = title_key(cells[place])
            is_unknown = bool(title) and title not in self._own_titles[key] and key not in named
            if is_unknown or place not in named.get(key, {place}):
                return True
        return False

    def _names_fields(self, cells: Sequence[str]) -> bool:
        """Return whether the row names the fields of a database that the columns have: ENT_NAME, CERT_DATE."""
        known = [text for place in self._places if CONTENT.search(text := plain(cells[place]))]
        return len(known) > 1 and all(map(FIELD_NAME.fullmatch, known))

    def _is_hint(self, cells: Sequence[str], texts: Sequence[str]) -> bool:
        """Return whether the row explains how to fill in the columns."""
        if SAMPLE.fullmatch(texts[0]):
            return True
        known = [text for place in self._places if CONTENT.search(text := plain(cells[place]))]
        if len(known) == 1:
            return CLEAR_HINT.fullmatch(known[0]) is not None
        return sum(map(bool, map(HINT.fullmatch, known))) * 2 > len(known)

    def _is_section(self, cells: Sequence[str], texts: Sequence[str]) -> bool:
        """Return whether the row is a title of the rows that follow: one text, with a number before it at most."""
        if not any(CONTENT.search(text) for text in cells[: self._places[-1] + 1]):
            return False
        text = section_title(cells)
        if not all(map(COUNT.fullmatch, texts[1 + (text != texts[0]) :])):
            return False
        if NEXT_PAGE.fullmatch(text) or _without_page(text) in self._titles_above:
            return True
        is_numbered = any(number.match(text) for number in LEVELS[:2])
        has_word = SECTION_WORD.search(text) is not None
        if self._name < 0 or not CONTENT.search(cells[self._name]):
            return is_numbered or has_word or SUBJECT_WORD.search(text) is not None or PLACE.fullmatch(text) is not None
        # The text stands where names do.
        if is_numbered and (self._codes or has_word or SECTION_END.fullmatch(text)):
            return True
        return (has_word and SECTION_END.fullmatch(text) is not None) or (
            bool(self._codes) and PLACE.fullmatch(text) is not None
        )


def _begins_section(text: str) -> bool:
    """Return whether the text is the numbered title of a section."""
    return any(number.match(text) for number in LEVELS[:2]) and SECTION_WORD.search(text) is not None


def _is_count(text: str) -> bool:
    """Return whether the text is a number of enterprises, or a word beside one: 共计, 2, 家."""
    return any(kind.fullmatch(text) for kind in (COUNT, TOTAL, UNIT_OF_COUNT))


def _without_page(text: str) -> str:
    """Return the title of a printed page without the number of the page."""
    return re.sub(r"\W*第\d+页.*|\(续.*\)", "", text)


def _are_consecutive(texts: Sequence[str]) -> bool:
    """Return whether the texts number the columns: 1, 2, 3; (1), (2), (3); ①, ②; A, B, C; 甲, 乙, 1, 2."""
    found = [ORDINAL.fullmatch(text) for text in texts]
    if not all(found[1:]) or (not found[0] and texts[0] not in ("栏次", "列次", "序号", "列号")):
        return False
    numbers = [_number_of(*match.groups()) for match in found if match]
    steps = [later - earlier for earlier, later in pairwise(numbers)]
    return steps.count(1) >= len(steps) - 1


def _number_of(digits: str | None, symbol: str) -> int:
    if digits:
        return int(digits)
    return ORDINALS.index(symbol) + 1 if symbol in ORDINALS else ord(symbol)
