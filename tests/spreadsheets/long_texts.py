"""Pathological texts, and every function that reads text from outside (test_long_texts.py calls this in a child)."""

import inspect
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from importlib import import_module

import free_text
import matching
import spreadsheets
from spreadsheets.personal_data import find_suspects
from spreadsheets.sheets import SheetError

PACKAGES = (spreadsheets, matching, free_text)
# Each is repeated up to the length: brackets that stay open, runs of separators, digits, what NFKC expands, roles.
SEEDS = (
    *("(", ")", "（", "()(", "( ", "[", "有限(", "有限公司", "济南", "中", " ", "\t", "\n", "a", "A1", "1", "0"),
    *("-", "—", "、", "，", ".", "·", "<", '"', "'", "=", "#", "ﷺ", "㍿", "\u200b", "年月日", "曾用名", "法定代表人张"),
    *("3701", "2020-01-01", "e1", "电话1", "张三、", "被告张三、", "李某", "张 三 ", "买·", "等3人", "与张三、"),
)
# These read a whole file, so that their work is bounded by the size of the file and the limits of the child process.
OF_FILES = ("text_table", "json_table", "html_table", "xml_workbook", "text_files", "workbooks", "containers")
# Words of the program, and never text from outside.
NOT_FROM_OUTSIDE = ("index_of", "place_of")


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
    required = [each for each in inspect.signature(function).parameters.values() if each.default is each.empty]
    is_public = not function.__name__.startswith("_") and function.__name__ not in NOT_FROM_OUTSIDE
    return is_public and len(required) == 1 and required[0].annotation is str


def call_all(lengths: Sequence[int]) -> None:
    """Call each function with each text; print the name of each before, and at the end how many there were."""
    count = 0
    for function in text_functions():
        print(f"{function.__module__}.{function.__name__}", flush=True)
        count += 1
        for seed in SEEDS:
            for length in lengths:
                # An answer such as «unknown code» is an answer; only the time matters.
                with suppress(ValueError, KeyError, SheetError):
                    function((seed * length)[:length])
    print(f"{count} functions")
