"""What an official document says, as its page and its files show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from accounts.models import Department
from foundation.web.dates import chinese_date
from reports.counted import Counted

Cell = str | int | float | Counted


class TitledCell(NamedTuple):
    """A cell of a page: the heading of its column, its value, and whether that is a number."""

    heading: str
    value: Cell
    is_number: bool

    @property
    def url(self) -> str:
        """The address of the list that the number counts; "" without one."""
        return self.value.url if isinstance(self.value, Counted) else ""


@dataclass(frozen=True)
class DocumentTable:
    """A table of an attachment. `charted` is the place of the column that a chart of the workbook shows, if any.

    `none` is the sentence that stands where the table has no rows.
    """

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    charted: int | None = None
    none: str = "无。"

    @property
    def titled_rows(self) -> list[list["TitledCell"]]:
        """Each row with the headings of its cells, which a phone shows."""
        return [
            [
                TitledCell(heading, cell, not isinstance(cell, str))
                for heading, cell in zip(self.headings, row, strict=True)
            ]
            for row in self.rows
        ]


@dataclass(frozen=True)
class Part:
    """A numbered part of the text: its heading, such as 一、总体情况, and its paragraphs."""

    heading: str
    paragraphs: Sequence[str]


@dataclass(frozen=True)
class OfficialDocument:
    """An official document (GB/T 9704-2012): title, addressee, text, attachments, and who signs it on which day."""

    title: str
    addressee: str
    opening: str
    parts: Sequence[Part]
    signed_by: str
    signed_on: date
    attachments: Sequence[DocumentTable] = field(default_factory=list)

    @property
    def signed_on_text(self) -> str:
        return chinese_date(self.signed_on)


def name_of_lead(day: date) -> str:
    """Return the name on the day of the department that signs, which leads; "" where none does yet."""
    lead = Department.objects.filter(is_lead=True).first()
    return lead.name_on(day) if lead else ""


NUMERALS = "一二三四五六七八九十"


def number_parts(parts: Sequence[tuple[str, Sequence[str]]]) -> list[Part]:
    """Return the parts with paragraphs, numbered 一、 to 十、."""
    present = [(heading, paragraphs) for heading, paragraphs in parts if paragraphs]
    return [
        Part(f"{numeral}、{heading}", paragraphs)
        for numeral, (heading, paragraphs) in zip(NUMERALS, present, strict=False)
    ]
