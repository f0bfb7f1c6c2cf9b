"""Cut the personal data of natural persons out of the sheets of a file, before anything of them is read or kept.

Cut are the numbers of identity documents, mobile phones and bank cards wherever they stand, the columns that hold such
numbers or names of persons, and names behind the word for a role (法定代表人：某某). Rows about natural persons are
recognised when the table is checked (person_checks.py).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import replace
from functools import cache
from itertools import pairwise

from spreadsheets.columns import BLACKLIST_COLUMNS, ROSTER_COLUMNS
from spreadsheets.contact_numbers import cut_contacts, lines_with_contacts
from spreadsheets.headers import HEADER_WITHIN, KnownTitle, known_title, titles_of
from spreadsheets.identifiers import clean_code, is_valid_org_code, is_valid_uscc
from spreadsheets.joined_lines import BETWEEN, JoinedLines
from spreadsheets.lone_names import are_names, cut_label, cut_lone_names, is_label
from spreadsheets.named_lines import lines_with_names
from spreadsheets.named_persons import cut_names
from spreadsheets.person_names import NAME_MASK, ROLES, Subject, is_person_name, subject_of
from spreadsheets.pinyin_names import is_pinyin_name
from spreadsheets.problems import Note
from spreadsheets.resident_ids import MASK, TITLE, cut_ids, is_resident_id, lines_with_ids
from spreadsheets.row_kinds import COMPANY, CONTENT, plain
from spreadsheets.sheets import Sheet
from spreadsheets.split_names import cut_split_names
from spreadsheets.subject_kinds import is_title_of_kinds
from spreadsheets.written_names import LONGEST, is_plain, without_persons

# Stand in place of the content of a column about persons, and of a row about a natural person.
CELL_MASK = "【已删去个人信息】"
ROW_MASK = "【已删去自然人】"
LONGEST_OF_PERSON = 40
# The columns of names of enterprises.
NAMES = ("name", "other_names")
SIGNERS = "(?:制表|填表|填报|审核|复核|校对|签发|打印|报送)人"
ROLE = f"{ROLES}|{SIGNERS}|关务负责人|财务负责人|报关员|董事长|总经理|业务员|法定代表"
PERSON_TITLE = re.compile(
    rf"(?:企业|公司|单位|主体|现任?|原)?(?:{ROLE}|手机|移动电话)(?:/?(?:{ROLE}))*(?:姓名|名称|名字|信息|手机|移动)?(?:电话|号码?)*"
    r"|性别|民族|出生(?:日期|年月)|年龄|家庭住址|legal(?:representative|person|rep)(?:name)?|businessentity|operator(?:name)?|handler|applicant|plaintiff|frdb|fddbr|fzr|lxr|jbr|contact(?:person|name)?|link_?man|(?:checked|handled|prepared|approved|reviewed|submitted|reported|created|updated|filled)_?by|mobile(?:phone)?|gender|sexy?|age|birth(?:day|date)",
    re.IGNORECASE,
)
# Titles of further columns that may name persons; of their cells only those that have the form of a person's name are
# cut, because 企业法人 or 户名 may be those of an enterprise.
TITLE_OF_SOMEONE = re.compile(
    r"(?:原告|被告|上诉|经手|承办|主办|协办|对接|联络|负责|受理|签批|业主|死者|伤者|.*(?:人|人员|方|工|官|者|姓名|名字|老板|配偶|家属|亲属|父亲|母亲|子女|律师|董事|监事|高管|股东|户名|法人|法代|经办|签收|签字|签名"
    r"|审批|财务|会计|出纳|经理|主任|书记员|联络员|操作员|业务员|成员|村民|居民))(?:姓名|名称|名字|签字|签名)?",
)
# Titles of columns whose cells may be nothing but the name of a person, for a reason that the cell does not state.
TITLE_OF_REMARKS = re.compile(
    r"(?:.{0,12}(?:备注|附注|备考|说明|情况|核对|核实|跟[进踪]|处[理置]|办理|反馈|进展|记录|流转|交办|经手|催[告办]|事由|原因|内容|详情|描述|行为|事实|情形|意见|批示)|.{0,12}(?:remarks?|comments?|notes?|reasons?|memo|desc(?:ription)?))",
    re.IGNORECASE,
)
# Columns of such texts, whatever their title: basis in a push.
COLUMNS_OF_TEXTS = ("other_names", "basis")
# A row with as many filled cells may be nothing but a signature.
MOST_OF_SIGNATURE = 3
# So many rows tell whether a column has names of persons.
SAMPLE = 200
# A cell of this length is too short for a name and what shows it.
SHORTEST_OF_NAME = 2


def cut_personal_data(sheet: Sheet) -> Sheet:
    """Return the sheet without personal data in its cells, comments and name, with a note that counts the cells.

    A sheet that was searched before is returned unchanged.
    """
    if sheet.cut_cells is not None:
        return sheet
    rows = _cut_columns_of_names(_cut_beside_enterprises(_cut_columns(cut_split_names(sheet.rows, _is_title))))
    suspects = find_suspects(sheet.rows) if sheet.suspects is None else sheet.suspects
    rows = _cut_cells(rows, set(suspects), _cut_by_title(sheet.rows))
    marks = [mark._replace(text=_cut_comment(mark.text)) if mark.text else mark for mark in sheet.marks]
    pairs = zip(sheet.rows, rows, strict=True)
    count = sum(text != kept for row, cut in pairs if row is not cut for text, kept in zip(row, cut, strict=True))
    count += sum(mark != kept for mark, kept in zip(sheet.marks, marks, strict=True))
    notes = [*sheet.notes, Note("personal_data_cut", {"count": count})] if count else sheet.notes
    return replace(sheet, name=cut_name(sheet.name), rows=rows, marks=marks, notes=notes, cut_cells=count)


def cut_sheets(sheets: Iterable[Sheet]) -> list[Sheet]:
    """Return the sheets of a file without personal data; two whose names have become the same are numbered."""
    kept: dict[str, Sheet] = {}
    for sheet in map(cut_personal_data, sheets):
        name, number = sheet.name, 1
        while name in kept:
            number += 1
            name = f"{sheet.name}{number}"
        kept[name] = replace(sheet, name=name)
    return list(kept.values())


def cut_name(name: str) -> str:
    """Return the name of a file or sheet without numbers and names of persons."""
    return cut_contacts(cut_ids(cut_label(name)))


def cut_text(text: str) -> str:
    """Return a text without numbers of persons and without names of persons."""
    return cut_contacts(cut_ids(cut_names(text)))


def _cut_comment(text: str) -> str:
    """Return the text of a comment without personal data; it may begin with its author, or be a name."""
    author, colon, rest = text.partition(":")
    if colon and is_person_name(author):
        return f"{NAME_MASK}:{cut_text(rest)}"
    cut = cut_text(text)
    return NAME_MASK if cut == text and is_person_name(text) else cut


def cut_person_cells(rows: list[list[str]]) -> list[list[str]]:
    """Return the rows of a sheet that is not read as a table without the cells that are names of natural persons.

    Such cells are looked for in columns of names, in columns that mostly have such cells, and in rows with a number of
    an identity document.
    """
    places = {place for row in rows[:HEADER_WITHIN] for place, text in enumerate(row) if _is_title_of_names(text)}
    places |= _columns_of_persons(rows)
    kept = []
    for row in rows:
        concerned = range(len(row)) if any(MASK in text for text in row) else places
        if any(place < len(row) and _is_person(row[place]) for place in concerned):
            row = [CELL_MASK if at in concerned and _is_person(text) else text for at, text in enumerate(row)]
        kept.append(row)
    return kept


def _is_person(text: str) -> bool:
    return is_person_name(text) and known_title(text, _known()) is None


def _is_title_of_names(text: str) -> bool:
    found = known_title(text, _known()) if 1 < len(text) < 30 else None
    return found is not None and found.key in NAMES


def _columns_of_persons(rows: Sequence[Sequence[str]]) -> set[int]:
    """Return the columns in which most of the cells, and at least two, are names of natural persons."""
    filled: Counter[int] = Counter()
    persons: Counter[int] = Counter()
    for row in rows:
        for place, text in enumerate(row):
            if text.strip():
                filled[place] += 1
                persons[place] += len(text) <= LONGEST_OF_PERSON and _is_person(text)
    return {place for place, count in persons.items() if count > 1 and count * 2 > filled[place]}


def _cut_columns_of_names(rows: list[list[str]]) -> list[list[str]]:
    """Cut the names of persons in the columns that mostly have such cells; columns that are read have other titles."""
    filled: Counter[int] = Counter()
    named: Counter[int] = Counter()
    for row in rows[:SAMPLE]:
        for place, text in enumerate(row):
            if text.strip():
                filled[place] += 1
                named[place] += are_names(text) or is_pinyin_name(text.strip())
    places = {place for place, count in named.items() if count > 1 and count * 2 > filled[place]}
    places = {
        place
        for place in places
        if not any(map(_is_title, (row[place] for row in rows[:HEADER_WITHIN] if place < len(row))))
    }
    if not places:
        return rows
    return [
        [
            CELL_MASK if place in places and (are_names(text) or _is_person(text)) else text
            for place, text in enumerate(row)
        ]
        for row in rows
    ]


def _is_title(text: str) -> bool:
    """Return whether the text is the title of a column that is read, or that states the kind of the subjects."""
    return 1 < len(text) < 30 and (known_title(text, _known()) is not None or is_title_of_kinds(text))


def _cut_by_title(rows: Sequence[Sequence[str]]) -> Callable[[int], Callable[[str], str]]:
    """Return the function that finds by the title in the first lines what cuts the cells of a column."""

    @cache
    def cut_by_title(place: int) -> Callable[[str], str]:
        titles = [row[place] for row in rows[:HEADER_WITHIN] if place < len(row) and CONTENT.search(row[place])]
        key = next((found.key for title in titles if (found := known_title(title, _known()))), "")
        may_be_names = key in COLUMNS_OF_TEXTS or any(map(TITLE_OF_REMARKS.fullmatch, titles))

        def cut(text: str) -> str:
            named = cut_names(text) if len(text) > SHORTEST_OF_NAME else text
            return cut_contacts(cut_ids(cut_lone_names(named) if may_be_names else named, key), key)

        return cut

    return cut_by_title


@cache
def _known() -> dict[str, KnownTitle]:
    """The titles of both tables."""
    return titles_of((*BLACKLIST_COLUMNS, *ROSTER_COLUMNS))


def _cut_columns(rows: list[list[str]]) -> list[list[str]]:
    """Empty the cells below a title that names persons or their numbers; names and codes of enterprises stay.

    Below a title that may name persons, the names of persons are cut.
    """
    starts: dict[int, tuple[int, Callable[[str], bool]]] = {}
    for line, row in enumerate(rows[:HEADER_WITHIN]):
        for place, text in enumerate(row):
            if place not in starts and 1 < len(text) < 30 and (is_personal := _test_below(text)):
                starts[place] = line, is_personal
    if not starts:
        return rows
    kept = []
    for line, row in enumerate(rows):
        cut = {
            place
            for place, (start, is_personal) in starts.items()
            if line > start and place < len(row) and is_personal(row[place])
        }
        kept.append([CELL_MASK if place in cut else text for place, text in enumerate(row)] if cut else row)
    return kept


def _test_below(title: str) -> Callable[[str], bool] | None:
    """Return the test for the personal data in cells below this title; None for a title of other things."""
    if is_title_of_kinds(title):
        return _is_never
    if is_title_of_persons(title):
        return _holds_personal_data
    may_name_persons = TITLE_OF_SOMEONE.fullmatch(plain(title)) and known_title(title, _known()) is None
    return _is_person if may_name_persons else None


def _is_never(text: str) -> bool:
    """The cells below the title of the kinds of subjects, such as 法人 and 自然人, are no personal data."""
    return False


def is_title_of_persons(text: str) -> bool:
    """Return whether a title is that of a column of persons or their numbers, and of no column that is read."""
    title = plain(text)
    return bool(PERSON_TITLE.fullmatch(title) or TITLE.search(text)) and known_title(text, _known()) is None


def _holds_personal_data(text: str) -> bool:
    """Return whether a cell of a column of persons has other content than a name or code of an enterprise."""
    if len(text.strip()) < 2 or text == CELL_MASK or is_title_of_persons(text):
        return False
    code = clean_code(text)
    is_code = (is_valid_uscc(code) or is_valid_org_code(code)) and not is_resident_id(code)
    return not is_code and subject_of(text) is not Subject.ENTERPRISE


def _cut_beside_enterprises(rows: list[list[str]]) -> list[list[str]]:
    """Cut the names of persons that stand beside the name of an enterprise in a column of names."""
    places = {place for row in rows[:HEADER_WITHIN] for place, text in enumerate(row) if _is_title_of_names(text)}
    for place in places:
        # Most texts end with the name of a company and have no mark inside, which is quickly seen.
        texts = {
            text for row in rows if place < len(row) and not ((text := row[place]).endswith(COMPANY) and text.isalpha())
        }
        cut = {text: kept for text in texts if not is_plain(text) and (kept := _without_persons_beside(text)) != text}
        if cut:
            rows = [
                [*row[:place], cut[row[place]], *row[place + 1 :]] if place < len(row) and row[place] in cut else row
                for row in rows
            ]
    return rows


def _without_persons_beside(text: str) -> str:
    """Return the text of a cell with a mask in place of the person who is named beside the enterprise."""
    if len(text) > LONGEST or NAME_MASK in text:
        return text
    enterprises, role = without_persons(text)
    return f"{enterprises}（{role}{NAME_MASK}）" if role else text


def find_suspects(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the indexes of the rows that may name a person, or have a number of a person."""
    lines = JoinedLines(list(map(BETWEEN.join, rows)))
    return sorted(lines_with_ids(lines) | set(lines_with_contacts(lines)) | lines_with_names(lines))


def _cut_cells(
    rows: list[list[str]], suspects: Set[int], cut_of: Callable[[int], Callable[[str], str]]
) -> list[list[str]]:
    """Cut names and numbers out of the cells of these rows; `cut_of` returns what cuts the cells of a column."""
    if not suspects:
        return rows
    return [_cut_row(row, cut_of) if index in suspects else row for index, row in enumerate(rows)]


def _cut_row(row: list[str], cut_of: Callable[[int], Callable[[str], str]]) -> list[str]:
    """Return the row without names and numbers; a name may stand in the cell behind the word for a role, or alone."""
    kept = [cut_of(place)(text) for place, text in enumerate(row)]
    filled = [place for place, text in enumerate(row) if text.strip()]
    for label, place in pairwise(filled):
        if is_label(row[label]) and _is_person(row[place]):
            kept[place] = CELL_MASK
    if len(filled) <= MOST_OF_SIGNATURE and all(are_names(row[place]) for place in filled):
        kept = [NAME_MASK if text.strip() else text for text in row]
    return kept
