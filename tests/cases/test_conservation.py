"""Rows in a file = rows read + rows refused + rows set aside: nothing of a mutated file disappears in silence."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from roster.actions.submissions import process_roster, receive_roster
from spreadsheets.rows import reading_report
from tests.cases.case import ROSTER_TITLES
from tests.cases.mutated import BLACKLIST_TITLES, FORMATS, MutatedFile, mutated_files
from tests.cases.reading import Reading, read_blacklist, read_roster
from tests.depth import pick
from tests.spreadsheet_files import upload
from tests.stored_texts import texts_in
from uploads.states import SubmissionState

# Seven formats: 140 files in the short run, 2002 in the full one.
PER_FORMAT = pick(short=10, full=143)
TABLES = {"roster": (ROSTER_TITLES, read_roster), "blacklist": (BLACKLIST_TITLES, read_blacklist)}


def rows_accounted_for(report: Mapping[str, Any]) -> int:
    """Return the number of rows that are read, refused or set aside."""
    return sum(report[f"rows_{kind}"] for kind in ("read", "refused", "set_aside"))


def check_conservation(file: MutatedFile, reading: Reading, *, content_lines: int) -> None:
    """Check that every line and every enterprise of the file is read, refused or set aside."""
    if reading.failure:
        assert reading.failure_sentence
        return
    report = reading_report(reading.table, reading.columns, refused=reading.refused_lines)
    assert rows_accounted_for(report) == report["rows_in_file"] == content_lines
    assert not [number for number in file.resident_ids if number in reading.kept]
    set_aside = repr(reading.table.set_aside)
    read = {row["name"] for row in reading.rows}
    refused = {
        cells[0]
        for line, cells in zip(reading.table.lines, reading.table.raw, strict=True)
        if line in reading.refused_lines
    }
    for each in file.enterprises:
        assert each.name in read or each.name in refused or each.name in set_aside, each


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("table", TABLES)
@settings(max_examples=PER_FORMAT)
@given(data=st.data())
def test_mutated_file_loses_nothing(table: str, format_name: str, data: st.DataObject) -> None:
    titles, read = TABLES[table]
    file = data.draw(mutated_files(titles))
    reading = read(FORMATS[format_name](file))
    records = len(file.records) - 1
    # The keys of a JSON list are a line of the table.
    content_lines = records if format_name == "json" else file.lines_with_content
    check_conservation(file, reading, content_lines=content_lines)


@settings(
    max_examples=pick(short=3, full=100),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(file=mutated_files(ROSTER_TITLES), format_name=st.sampled_from(sorted(FORMATS)))
def test_worker_stores_every_row_of_a_mutated_file(officer: User, file: MutatedFile, format_name: str) -> None:
    content = FORMATS[format_name](file)
    submission, _ = receive_roster(
        upload=upload(content, "名单"), mode="changes", as_of=timezone.localdate(), by=officer
    )
    process_roster(submission.pk)
    submission.refresh_from_db()
    if submission.status == SubmissionState.FAILED:
        assert submission.failure_code
        return
    report = submission.reading
    records = len(file.records) - 1
    content_lines = records if format_name == "json" else file.lines_with_content
    assert rows_accounted_for(report) == report["rows_in_file"] == content_lines
    stored = repr([list(submission.rows.values()), list(submission.problems.values()), report])
    assert not [each for each in file.enterprises if each.name not in stored]
    with submission.file.open("rb") as kept:
        texts = "\n".join([stored, *texts_in(kept.read())])
    assert not [number for number in file.resident_ids if number in texts]
