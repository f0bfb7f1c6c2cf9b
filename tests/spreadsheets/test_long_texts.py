"""Functions that meet text from outside take time in proportion to its length, not to the square of it.

A child process calls each function with each text, a short one and long ones, and compares their CPU time. Linear
growth stays below the limit by a factor of ten, and quadratic growth breaks it by a factor of ten. Both are measured in
the same process, so that neither a loaded machine nor coverage moves the limit.
"""

import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable

import pytest

from spreadsheets.days import read_day
from spreadsheets.file_reading import PROJECT
from spreadsheets.person_names import subject_of
from tests.depth import pick
from tests.spreadsheets.long_texts import check_growth

LENGTHS = pick(short=(16_384,), full=(1_024, 4_096, 16_384))
# Ends a child with a pattern that would take hours; ten times what all functions take together with coverage.
CPU_SECONDS = 150
PROGRAM = """
import sys
from tests.spreadsheets.long_texts import call_all
call_all([int(length) for length in sys.argv[1:]])
"""


def test_every_text_function_is_linear_in_the_length_of_its_text() -> None:
    finished = subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, LENGTHS)],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS)),
        check=False,
    )
    last = finished.stdout.strip().rpartition("\n")[2]
    assert finished.returncode == 0, f"{last} is not linear\n{finished.stderr[-2000:]}"
    assert int(last.split()[0]) > 50


def test_function_that_takes_the_square_of_the_length_is_noticed() -> None:
    with pytest.raises(AssertionError, match=r"above .* s for 16384 characters of '0'"):
        check_growth(re.compile("0*1").search, "0", [16_384])
    check_growth(re.compile("0*").search, "0", [16_384])


@pytest.mark.parametrize("read", [read_day, subject_of])
def test_long_text_is_kept_by_no_cache(read: Callable[[str], object]) -> None:
    text = "9" * 5_000
    before = sys.getrefcount(text)
    read(text)
    assert sys.getrefcount(text) == before
