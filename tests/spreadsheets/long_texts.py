"""Pathological texts, and every function that reads text from outside (test_long_texts.py calls this in a child)."""

import gc
import inspect
import pkgutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Protocol

import free_text
import matching
import spreadsheets
from spreadsheets.personal_data import find_suspects
from spreadsheets.sheets import SheetError
from tests.depth import sample

PACKAGES = (spreadsheets, matching, free_text)
# Each is repeated up to the length: brackets that stay open, runs of separators, digits, what NFKC expands, roles.
SEEDS = (
    *("(", ")", "（", "()(", "( ", "[", "有限(", "有限公司", "济南", "中", " ", "\t", "\n", "a", "A1", "1", "0"),
    *("-", "—", "、", "，", ".", "·", "<", '"', "'", "=", "#", "ﷺ", "㍿", "\u200b", "年月日", "曾用名", "法定代表人张"),
    *(
        "3701",
        "2020-01-01",
        "e1",
        "电话1",
        "张三、",
        "被告张三、",
        "李某",
        "张 三 ",
        "买·",
        "等3人",
        "与张三、",
        "甲乙丙丁公司 ",
    ),
)
# These read a whole file, so that their work is bounded by the size of the file and the limits of the child process.
OF_FILES = ("text_table", "json_table", "html_table", "xml_workbook", "text_files", "workbooks", "containers")
# Words of the program, and never text from outside.
NOT_FROM_OUTSIDE = ("index_of", "place_of")

# Characters of the text whose time the time of the long ones is compared with, and how often more each may take.
SHORT = 160
TOLERANCE = 10
# Below this a clock measures the call of the function rather than its work.
SHORTEST_TIME = 0.000_05


class Cache(Protocol):
    """A function that keeps its results."""

    def cache_clear(self) -> None:
        """Forget all results."""


def text_functions() -> Iterator[Callable[[str], object]]:
    """Yield the public functions of the packages whose only required parameter is a text."""
    for package in PACKAGES:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            name = found.name.rpartition(".")[2]
            if "reader" in name or name in OF_FILES:
                continue
            for function in vars(import_module(found.name)).values():
                if inspect.isfunction(function) and function.__module__ == found.name and _takes_a_text(function):
                    yield function
    yield suspects_in_a_cell


def suspects_in_a_cell(text: str) -> list[int]:
    """Search a row with one cell for personal data, as every row of a file is searched."""
    return find_suspects([[text]])


def _takes_a_text(function: Callable[..., object]) -> bool:
    parameters = inspect.signature(function).parameters.values()
    required = [(each.annotation, each.kind is each.KEYWORD_ONLY) for each in parameters if each.default is each.empty]
    is_public = not function.__name__.startswith("_") and function.__name__ not in NOT_FROM_OUTSIDE
    return is_public and required == [(str, False)]


def call_all(lengths: Sequence[int]) -> None:
    """Call each function with each text; print the name of each before, and at the end how many there were.

    Raises AssertionError for a function that takes more time than ten times what its length explains.
    """
    functions = list(text_functions())
    caches = list(_caches())
    gc.disable()
    for function in functions:
        print(f"{function.__module__}.{function.__name__}", flush=True)
        for seed in sample(SEEDS, every=3):
            check_growth(function, seed, lengths, caches)
    print(f"{len(functions)} functions")


def check_growth(
    function: Callable[[str], object], seed: str, lengths: Sequence[int], caches: Iterable[Cache] = ()
) -> None:
    """Compare the time that the function takes for long texts with that for a short one.

    A text of 16,384 characters is 102 times as long as the short one. Its limit is ten times that, 1,024 times the time
    of the short one; the square of the length is 10,486 times the time.
    """
    _seconds(function, seed, SHORT)  # what is made once is made here
    for cache in caches:
        cache.cache_clear()
    least = max(_seconds(function, seed, SHORT), SHORTEST_TIME)
    for length in lengths:
        limit = TOLERANCE * length / SHORT * least
        # Other processes slow a single measurement down, and seldom three.
        assert any(_seconds(function, seed, length) < limit for _ in range(3)), (
            f"{function.__name__}: above {limit:.3f} s for {length} characters of {seed!r}, "
            f"{TOLERANCE} times what {least:.6f} s for {SHORT} characters explain"
        )


def _seconds(function: Callable[[str], object], seed: str, length: int) -> float:
    """Return the CPU time that the function takes for a text of this length.

    The clock is that of the thread: the one of a process with a limit of CPU time moves by whole ticks.
    """
    text = (seed * length)[:length]
    start = time.thread_time()
    # An answer such as «unknown code» is an answer; only the time matters.
    with suppress(ValueError, KeyError, SheetError):
        function(text)
    return time.thread_time() - start


def _caches() -> Iterator[Cache]:
    """Yield the caches of results by text; those without a bound hold what is made once."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in {package.__name__ for package in PACKAGES}:
            for value in vars(module).values():
                if hasattr(value, "cache_clear") and value.cache_parameters()["maxsize"]:
                    yield value
