"""Finding the header of a sheet: its line or two lines, and the column keys of its titles."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count, zip_longest
from typing import NamedTuple

from spreadsheets.columns import COMMON_TITLES, DAYS, SUBJECTS, Column
from spreadsheets.identifiers import INVISIBLE

HEADER_WITHIN = 100
# A line that has the needed columns, and MANY_COLUMNS or more, is the header, or the first of its two lines. Below a
# line with fewer columns, a better one is sought for some lines.
LINES_OF_HEADER = 2
MANY_COLUMNS = 3
LINES_BELOW_FEW_COLUMNS = 20
LONGEST_TITLE = 60
# Of a longer cell, only the beginning is compared with titles.
LONGEST_READ = 100
NUMBER_OF_TITLE = re.compile(r"\d{1,2}[.、)]|[一二三四五六七八九十]{1,2}[、.]")
CIRCLED_NUMBER = re.compile(r"\s*[①-⑳]")
BRACKETED = re.compile(r"\((.*?)\)|\[(.*?)\]|【(.*?)】|〔(.*?)〕")
IGNORED_IN_TITLE = re.compile(r"[\s*:_#★☆.-]")
# Words by which two columns of one title are told apart.
NEWER = re.compile(r".*(?:现用|现名|最近|最新|最后|本次|当前|目前|末次|新名称|第二次|二次).*|.{0,6}后|[新现]|现有")
OLDER = re.compile(r".*(?:曾用|原名|首次|初次|初始|上次|历史|旧名称|第一次|一次).*|.{0,6}前|[原旧]|原有")
NEWER_BEFORE = re.compile(
    "(?:变更后|更名后|更改后|调整后|更正后|修改后|现用|现|最近一次|最近|最新|当前|目前|新)的?(?=..)"
)
# Text in the brackets of a title by which it names another thing: the day of a plan or of a licence, another body.
OTHER_DAY = re.compile(
    "(?:拟|预|计划|暂定|申请|申报|受理|提交|建议|下一?次|(?:营业)?执照|许可证?|资质|合同|身份证|登记证).*|.*(?:执照|许可证|身份证)"
)
END_OF_TERM = re.compile("(?:证书)?(?:到期|截[止至]|失效|届满|终止|有效期?[止至]).*")
OTHER_BODY = re.compile(
    "(?:母|总|上级|控股|子|分|关联)(?:公司|单位|机构|企业|部)|关联方|控股股东|股东|代理.*|委托.*|担保.*|货主|英文|外文|拼音"
    "|法定代表人|法人代表|实际控制人|联系人|负责人"
)
LAST_DAYS = ("expires_on", "review_due_on")
# Each pair is a traditional character and the simplified one.
TRADITIONAL_PAIRS = """
    業业 稱称 會会 統统 譽誉 碼码 關关 註注 冊册 編编 號号 認认 證证 時时 間间 鑒鉴 備备 報报 單单 構构
    機机 織织 納纳 識识 別别 稅税 務务 課课 執执 營营 記记 錄录 據据 類类 門门 處处 決决 書书 發发 佈布
    標标 題题 辦办 國国 從从 開开 過过 達达 參参 徵征 條条 應应 續续 總总 額额 產产 經经 歷历 屆届 滿满
    舉举 數数 級级 實实 聯联 絡络 電电 話话 頁页 東东
    計计 製制 審审 複复 蓋盖 負负 責责 導导 領领 簽签 為为 單单 說说 幣币
"""
TRADITIONAL = str.maketrans({pair[0]: pair[1] for pair in TRADITIONAL_PAIRS.split()})


@dataclass(frozen=True)
class Header:
    """Lines of the header (from 1), titles by column index, and column key → column index.

    `line` is the last line; `first_line` is the line before it in a header of two lines. `alternatives` is column key →
    indexes of the other columns with a title of that column.
    """

    line: int
    titles: list[str]
    places: dict[str, int]
    is_two_lines: bool = False
    alternatives: dict[str, list[int]] = field(default_factory=dict)

    @property
    def first_line(self) -> int:
        return self.line - self.is_two_lines

    def missing(self, columns: Sequence[Column]) -> list[Column]:
        """Return the needed columns that the header lacks."""
        lacking = [column for column in columns if column.needed and column.key not in self.places]
        return [column for column in lacking if not column.unless or not self.places.keys() >= set(column.unless)]


class KnownTitle(NamedTuple):
    """Column key, and the order in which the titles of that column are chosen."""

    key: str
    order: int


def find_header(
    rows: Sequence[Sequence[str]], columns: Sequence[Column], known_headings: Mapping[str, str] | None = None
) -> Header:
    """Return the header with the most known columns, in one line or in two of which the lower one takes precedence.

    `known_headings` maps titles (as title_key gives them) that people mapped to column keys; they take precedence
    over the aliases of the columns. In a sheet without any known title, a line with a title such as 序号 or 备注 is the
    header, which knows no column; a sheet without such a line has an empty header at line 0.
    """
    found = Header(0, [], {})
    mapped = {title: KnownTitle(key, -1) for title, key in (known_headings or {}).items()}
    known = {**titles_of(tuple(columns)), **mapped}
    for line, cells in enumerate(rows[:HEADER_WITHIN], start=1):
        below = LINES_OF_HEADER if len(found.places) >= MANY_COLUMNS else LINES_BELOW_FEW_COLUMNS
        if found.places and line > found.line + below and not found.missing(columns):
            break
        above = rows[line - 2] if line > 1 else []
        kinds = ((list(cells), False), (_two_lines(above, cells), True), (_split_titles(above, cells), True))
        for titles, is_two_lines in kinds:
            header = _header(line, titles, known, is_two_lines)
            if _rank(header) > _rank(found):
                found = header
    return found if found.places else _common_header(rows)


def _common_header(rows: Sequence[Sequence[str]]) -> Header:
    """Return the first line that has two titles, of which one is common to tables of all kinds."""
    for line, cells in enumerate(rows[:LINES_BELOW_FEW_COLUMNS], start=1):
        keys = [key for text in cells if (key := title_key(text))]
        if len(keys) > 1 and not COMMON_TITLES.isdisjoint(keys):
            return Header(line, list(cells), {})
    return Header(0, [], {})


def header_at(rows: Sequence[Sequence[str]], line: int, places: Mapping[str, int]) -> Header:
    """Return the header that a person located: its last line, and column key → column index."""
    titles = list(rows[line - 1]) if 0 < line <= len(rows) else []
    return Header(line, titles, dict(places))


def title_key(text: str) -> str:
    """Return a title in the form for comparison.

    That is half width, simplified characters, small letters, without blanks, colons, asterisks, hyphens, points, a
    number before it, and bracketed text unless it is all that there is. Only the first LONGEST_READ characters count.
    """
    text = CIRCLED_NUMBER.sub("", text[:LONGEST_READ], count=1)
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    text = NUMBER_OF_TITLE.sub("", text, count=1) if NUMBER_OF_TITLE.match(text) else text
    outside = IGNORED_IN_TITLE.sub("", BRACKETED.sub("", text))
    return (outside or IGNORED_IN_TITLE.sub("", text)).translate(TRADITIONAL).casefold()


def age_of(title: str) -> int:
    """Return 1 for a title of the newer of two columns (变更后, 现用名, 最近), -1 of the older, 0 of neither."""
    parts = _bracketed(title)
    if any(map(NEWER.fullmatch, parts)) or NEWER_BEFORE.match(title_key(title)):
        return 1
    return -1 if any(map(OLDER.fullmatch, parts)) else 0


def known_title(title: str, known: Mapping[str, KnownTitle]) -> KnownTitle | None:
    """Return the column of a title: by its words outside of brackets, else by those inside, else without 变更后.

    None for a title of which the brackets state that it names another thing.
    """
    key = title_key(title)
    if found := known.get(key):
        return None if names_other_thing(title, found.key) else found
    inside = next((known[part] for text in _bracketed(title) if (part := title_key(text)) in known), None)
    if inside:
        return inside._replace(order=inside.order + len(known))
    return known.get(NEWER_BEFORE.sub("", key, count=1))


def names_other_thing(title: str, key: str) -> bool:
    """Return whether brackets take a title from the column with this key: 移出日期（拟）, 企业名称（母公司）."""
    parts = [re.sub(r"\s", "", text) for text in _bracketed(title)]
    if key not in DAYS:
        return any(map(OTHER_BODY.fullmatch, parts))
    is_end = key not in LAST_DAYS and any(map(END_OF_TERM.fullmatch, parts))
    return is_end or any(map(OTHER_DAY.fullmatch, parts))


def _bracketed(title: str) -> list[str]:
    """Return the texts in the brackets of a title."""
    found = BRACKETED.findall(unicodedata.normalize("NFKC", title[:LONGEST_READ]))
    return [INVISIBLE.sub("", text) for texts in found for text in texts if text]


@cache
def titles_of(columns: tuple[Column, ...]) -> dict[str, KnownTitle]:
    """Return title_key → the column that it names; a program may write the column key as title."""
    titles: dict[str, KnownTitle] = {}
    orders = count()
    for column in columns:
        for name in (column.title, *column.aliases, column.key):
            titles.setdefault(title_key(name), KnownTitle(column.key, next(orders)))
    for column in columns:
        for name in (f"{subject}{part}" for part in column.of_subject for subject in SUBJECTS):
            titles.setdefault(title_key(name), KnownTitle(column.key, next(orders)))
    return titles


def _rank(header: Header) -> tuple[int, int]:
    """Return the number of known columns, and, negative, the number of columns with the title of another one."""
    same = (
        title_key(header.titles[other]) == title_key(header.titles[header.places[key]])
        and age_of(header.titles[other]) == age_of(header.titles[header.places[key]])
        for key, others in header.alternatives.items()
        for other in others
    )
    return len(header.places), -sum(same)


def _two_lines(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Merge a header of two lines: where the lower cell is blank, the upper one covers both (a merged cell).

    A word such as 变更后 over several columns is added to each of their titles.
    """
    titles = []
    over = ""
    for place in range(max(len(above), len(below))):
        upper = above[place] if place < len(above) else ""
        lower = below[place] if place < len(below) else ""
        over = upper.strip() or over
        if not lower.strip():
            titles.append(upper)
        else:
            has_age = NEWER.fullmatch(over) or OLDER.fullmatch(over)
            titles.append(f"{lower}（{over}）" if has_age else lower)
    return titles


def _split_titles(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Merge a header of two lines whose titles begin in the upper one and go on in the lower one: 认证, 日期."""
    return [f"{upper.strip()}{lower.strip()}" for upper, lower in zip_longest(above, below, fillvalue="")]


def _header(line: int, titles: list[str], known: Mapping[str, KnownTitle], is_two_lines: bool) -> Header:
    """Return the header with these titles.

    Of several columns with a title of one column, the newer one counts, then the title that is earlier in the order,
    then the first one; the others are alternatives.
    """
    named: dict[str, list[tuple[int, int, int]]] = {}
    for index, title in enumerate(titles):
        if title and len(title) <= LONGEST_TITLE and (found := known_title(title, known)):
            named.setdefault(found.key, []).append((-age_of(title), found.order, index))
    places, alternatives = {}, {}
    for key, columns in named.items():
        (_, _, places[key]), *others = sorted(columns)
        if others:
            alternatives[key] = [index for _, _, index in others]
    return Header(line, titles, places, is_two_lines, alternatives)
