"""Functions that meet text from outside take time in proportion to its length, not to the square of it.

A child process with a limit of CPU time calls each function with each text. The limit is ten times what all functions
take together (1.3 seconds); one pattern that takes the square of the length took more than twice the limit.
"""

import os
import resource
import subprocess
import sys
from collections.abc import Callable

import pytest

from spreadsheets.days import read_day
from spreadsheets.file_reading import PROJECT
from spreadsheets.person_names import subject_of
from tests.depth import pick

CPU_SECONDS = 15
LENGTHS = pick(short=(1_024, 16_384), full=(1_024, 4_096, 16_384))
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
    assert finished.returncode == 0, f"{last}: above {CPU_SECONDS} seconds of CPU time\n{finished.stderr[-2000:]}"
    assert int(last.split()[0]) > 50


@pytest.mark.parametrize("read", [read_day, subject_of])
def test_long_text_is_kept_by_no_cache(read: Callable[[str], object]) -> None:
    text = "9" * 5_000
    before = sys.getrefcount(text)
    read(text)
    assert sys.getrefcount(text) == before
