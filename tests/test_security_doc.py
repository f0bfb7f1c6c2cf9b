"""The lists of docs/security.md: every state has its grounds, every named test exists, the numbers are right."""

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from attachments.kinds import KINDS
from spreadsheets import sheets
from uploads.models import HELD_RETENTION

ROOT = Path(settings.BASE_DIR)
DOCUMENT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
STATES = ("met", "partly", "not met", "not met (administration)", "deployment", "n.a.")
LISTS = ("等保三级", "ASVS")
# Items of the levels 1 and 2 of ASVS 5.0; items of 8.1.4 and 8.1.5 that an application answers for.
SIZES = {"等保三级": 38, "ASVS": 253}


class Item(NamedTuple):
    """A line of a list; it may stand for several items."""

    name: str
    requirement: str
    state: str
    where: str
    grounds: str

    @property
    def count(self) -> int:
        group = re.search(r"\((\d+)\)", self.name)
        return int(group[1]) if group else self.name.count(",") + 1


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def items(title: str) -> list[Item]:
    """Return the items under the heading of a list."""
    section = DOCUMENT.split(f"\n## {title}\n")[1].split("\n## ")[0]
    rows = [cells(line) for line in section.splitlines() if line.startswith("|")]
    return [Item(*row) for row in rows if row[0] not in ("item", "条款") and set(row[0]) != {"-"}]


def test_every_item_has_a_state_and_its_grounds() -> None:
    for title in LISTS:
        listed = items(title)
        assert sum(item.count for item in listed) == SIZES[title]
        assert {item.state for item in listed} <= set(STATES)
        assert not [item.name for item in listed if not item.requirement or not item.grounds]
        met = [item for item in listed if item.state == "met"]
        assert not [item.name for item in met if not item.where]
        assert not [item.name for item in met if not re.search(r"`tests/|by reading", item.grounds)]


def test_every_named_test_exists() -> None:
    """tests/test_docs.py checks the files."""
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", DOCUMENT)
    assert len(named) > 30
    assert not [name for file, name in named if f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")]


def test_numbers_are_those_of_the_lists() -> None:
    for title in LISTS:
        counts: Counter[str] = Counter()
        for item in items(title):
            counts[item.state] += item.count
        numbers = " | ".join(str(counts[state]) for state in STATES)
        assert f"| {title} ({SIZES[title]}) | {numbers} |" in DOCUMENT


def test_few_items_are_not_met_that_do_not_wait_for_the_administration() -> None:
    assert sum(item.count for item in items("ASVS") if item.state == "not met") <= 8
    assert sum(item.count for item in items("等保三级") if item.state == "not met") <= 3


def test_limits_of_files_are_those_of_the_code() -> None:
    section = DOCUMENT.split("\n## Files\n")[1].split("\n## ")[0]
    limits = (sheets.MAX_ROWS, sheets.MAX_COLUMNS, sheets.MAX_CELLS, sheets.MAX_CHARACTERS, sheets.MAX_ZIP_ENTRIES)
    for limit in (*limits, sheets.MAX_RATIO):
        assert f"{limit:,}" in section
    for megabytes in (settings.UPLOAD_MAX_BYTES, sheets.MAX_BYTES, sheets.MAX_UNPACKED_BYTES):
        assert f"{megabytes // 1024**2} MB" in section
    assert all(ending in section for kind in KINDS.values() for ending in kind.endings)
    assert HELD_RETENTION.days == 7
