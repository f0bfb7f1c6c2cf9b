"""Awkward files: what a careful officer expects of each holds, and nothing is read otherwise in silence."""

import re

import pytest

from tests.cases import blacklists, natural_persons, raw_rosters, rosters, sisters, stored, text_rosters
from tests.cases.case import CASES, Case
from tests.cases.reading import Reader, Reading, by_child, in_process, read_blacklist, read_roster
from tests.depth import sample

MAKERS = (blacklists, natural_persons, raw_rosters, rosters, sisters, stored, text_rosters)


def faults(case: Case, reading: Reading) -> list[str]:
    """Return what the reading lacks of the expectations of the case."""
    sentence = reading.failure_sentence
    found = [f"{text} is kept" for text in case.absent if text in reading.kept]
    if case.refused:
        return found if re.search(case.refused, sentence) else [*found, f"not refused: {sentence!r}"]
    if case.or_refused and re.search(case.or_refused, sentence):
        return found
    if sentence:
        return [*found, f"refused: {sentence}"]
    rows = reading.rows
    found += [f"not read: {row}" for row in case.rows if not any(row.items() <= other.items() for other in rows)]
    for line, pattern in (case.flagged or {}).items():
        if not any(re.search(pattern, stated) for stated in reading.sentences(line)):
            found.append(f"line {line}: {pattern} not in {reading.sentences(line)}")
    if case.noted and not any(re.search(case.noted, note) for note in reading.notes):
        found.append(f"no note {case.noted}: {reading.notes}")
    if case.row_count is not None and len(rows) != case.row_count:
        found.append(f"{len(rows)} rows, not {case.row_count}")
    return found


def read(case: Case, reader: Reader) -> Reading:
    """Read the file of the case as its kind of table."""
    reads = read_roster if case.table == "roster" else read_blacklist
    return reads(case.make(), reader=reader)


@pytest.mark.parametrize("name", CASES)
def test_awkward_file_is_read_as_a_careful_officer_expects(name: str) -> None:
    assert not faults(CASES[name], read(CASES[name], in_process))


@pytest.mark.parametrize("name", sample(list(CASES), every=12))
def test_awkward_file_is_read_alike_by_the_child_process(name: str) -> None:
    case = CASES[name]
    assert read(case, by_child).kept == read(case, in_process).kept
