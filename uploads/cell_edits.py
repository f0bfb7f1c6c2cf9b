"""Cells that a person corrects on the page of an uploaded file."""

from collections.abc import Sequence
from typing import NamedTuple

from spreadsheets.contact_numbers import cut_contacts
from spreadsheets.named_persons import find_names
from spreadsheets.person_names import is_person_name
from spreadsheets.personal_data import NAMES
from spreadsheets.problems import NATURAL_PERSON
from spreadsheets.resident_ids import holds_id
from spreadsheets.rows import CellEdit
from uploads.models import FileProblem


class PostedCell(NamedTuple):
    """Content that was entered on the page for a cell: name of the posted field, spreadsheet line, key and title of
    the column, text."""

    name: str
    line: int
    key: str
    title: str
    text: str

    @property
    def holds_resident_id(self) -> bool:
        return holds_id(self.text, self.key)

    @property
    def holds_contact(self) -> bool:
        """Whether the text has the number of a mobile phone or a bank card."""
        return cut_contacts(self.text, self.key) != self.text

    @property
    def names_person(self) -> bool:
        """Whether the text is the name of a natural person where the name of an enterprise belongs."""
        return self.key in NAMES and is_person_name(self.text)

    @property
    def mentions_person(self) -> bool:
        """Whether a natural person is named in the text of another column."""
        return self.key not in NAMES and bool(find_names(self.text))


def cell_edits_of(cells: Sequence[PostedCell]) -> tuple[list[CellEdit], str]:
    """Return the cell edits, and the reason of their refusal or ""; of two texts for one cell the later one counts."""
    if not cells:
        return [], "请先在“改为”中填写正确的内容；截至日期、行号、表头请按各自的按钮提交。"
    if any(cell.names_person for cell in cells):
        return [], "填写的名称像是自然人的姓名；系统不保存自然人的信息，请改填企业名称。"
    if any(cell.holds_resident_id for cell in cells):
        return [], "填写的内容中有居民身份证号；系统不收集身份证号，请改填企业的代码。"
    if any(cell.holds_contact for cell in cells):
        return [], "填写的内容中有手机号码或银行卡号；系统不收集个人的号码，请删去。"
    if any(cell.mentions_person for cell in cells):
        return [], "填写的内容中有自然人的姓名；系统不保存自然人的信息，请删去。"
    edits = {(cell.line, cell.key): CellEdit(cell.line, cell.key, cell.text) for cell in cells}
    return list(edits.values()), ""


def offer_inputs(problems: Sequence[FileProblem]) -> None:
    """Set on each problem `has_input`, whether its cell is corrected there: at the first problem of the cell."""
    offered: set[tuple[int, str]] = set()
    for problem in problems:
        # The row of a natural person is not stored, so that there is nothing to correct.
        can_edit = bool(problem.column or problem.key == "uscc") and problem.code != NATURAL_PERSON
        problem.has_input = can_edit and (problem.line, problem.key) not in offered
        if problem.has_input:
            offered.add((problem.line, problem.key))
