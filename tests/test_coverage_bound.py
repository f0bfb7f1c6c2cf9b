"""`make test COVERAGE=1` fails under the bound: `coverage report` with the configuration of the project."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from coverage import CoverageData

from tests.source import PROJECT

# Functions of one statement each. An import of the module runs the `def` lines; a call runs the statement.
FUNCTIONS = 25
SOURCE = "".join(f"def f{number}():\n    return {number}\n" for number in range(FUNCTIONS))


def report(folder: Path, *, covered: int) -> subprocess.CompletedProcess[str]:
    """Run `coverage report` over a module of which the given number of functions were called."""
    module, data_file = folder / "measured.py", folder / "data"
    module.write_text(SOURCE)
    lines = {2 * number + 1 for number in range(FUNCTIONS)} | {2 * number + 2 for number in range(covered)}
    ordered = sorted(lines)
    data = CoverageData(basename=str(data_file))
    data.add_arcs({str(module): [(-1, ordered[0]), *pairwise(ordered), (ordered[-1], -1)]})
    data.write()
    command = [sys.executable, "-m", "coverage", "report", f"--data-file={data_file}", f"--include={module}"]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)


@pytest.mark.parametrize(("covered", "code"), [(25, 0), (23, 0), (22, 2)])
def test_coverage_report_fails_under_the_bound_only(tmp_path: Path, covered: int, code: int) -> None:
    result = report(tmp_path, covered=covered)
    assert result.returncode == code, result.stdout + result.stderr
    assert ("less than fail-under=95" in result.stdout + result.stderr) == bool(code)
