"""The depth of the suite: a sample of cases by default, every case with `make test FULL=1`.

Every test runs in both depths; only the sample of cases within it differs. A sample begins at another place each day,
so that the runs of some days cover every case, and all runs of one day test the same cases.
"""

import os
from collections.abc import Sequence
from datetime import date
from typing import TypeVar

FULL = bool(os.environ.get("FULL"))
# The number of the day, which selects the sample.
DAY = date.today().toordinal()
Case = TypeVar("Case")


def sample(cases: Sequence[Case], *, every: int) -> list[Case]:
    """Return one in `every` cases, spread over the sequence, or all cases in the full depth."""
    return list(cases) if FULL else list(cases[DAY % every :: every])


def pick(*, short: int, full: int) -> int:
    """Return the number of cases for this depth, such as examples of a property or kills of processes."""
    return full if FULL else short
