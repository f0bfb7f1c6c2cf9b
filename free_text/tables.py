"""A form with a table that is typed, pasted, or filled from a file once and corrected there."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from foundation.web.forms import FilledFromFile, check_scanned
from free_text.forms import FreeTextarea, FreeTextField
from spreadsheets.file_reading import read_chunks
from spreadsheets.sheets import Sheet, SheetError
from spreadsheets.typed_tables import notes_of, problems_of, text_of
from spreadsheets.wording import failure_text

# A file of a table that people type has at most so many bytes; a page names at most so many problems.
MAX_BYTES = 1_000_000
MOST_PROBLEMS = 30
TABLE_HELP = "也可以从表格中复制过来，第一行是表头，每行一项。"


def table_field(*, label: str, help_text: str = TABLE_HELP) -> FreeTextField:
    """Return the field of the text of a table."""
    widget = FreeTextarea(attrs={"rows": 12, "wrap": "off"})
    return FreeTextField(label=label, required=False, strip=False, widget=widget, help_text=help_text)


class TypedTableForm(FilledFromFile):
    """A table from a file, which fills the field `table` once, or typed there. A form below declares both fields."""

    missing: ClassVar[str]
    notes: list[str] = []

    def clean_file(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data["file"]
        if upload:
            check_scanned(upload)
            try:
                sheets = read_chunks(upload.chunks(), name=str(upload.name), max_bytes=MAX_BYTES)
            except SheetError as error:
                raise ValidationError(failure_text(error.code, error.params, columns=())) from error
            if problems := list(problems_of(sheets)):
                raise ValidationError(first_problems(problems))
            self.fill_once(upload, lambda: self._table_of(sheets[0]))
        return upload

    def _table_of(self, sheet: Sheet) -> dict[str, str]:
        self.notes = notes_of(sheet)
        return {"table": text_of(sheet.rows)}

    def clean_table(self) -> Any:
        text = self.cleaned_data["table"]
        if not text and "file" not in self.errors:
            raise ValidationError(self.missing)
        return text


def first_problems(problems: list[str]) -> list[str]:
    """Return the problems that a page names, and how many there are beside."""
    more = len(problems) - MOST_PROBLEMS
    return problems if more <= 0 else [*problems[:MOST_PROBLEMS], f"另有{more}处，改正以上各处后再看。"]
