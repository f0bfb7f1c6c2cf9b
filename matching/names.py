"""Names as people compare them: normalised, with place, legal form and branch set apart from the core and none lost."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import chain, islice
from typing import NamedTuple

from opencc import OpenCC

from matching.industries import names_no_enterprise
from matching.legal_forms import split_branch, split_end
from matching.places import NEAR_HERE, WRITTEN, split_places

# Whatever is no plain ideograph: the only characters that folding changes, with nothing to do with their neighbours.
OTHER = re.compile(r"[^\u4e00-\u9fff\n]+")
# Neither letter, digit nor ideograph: spaces, punctuation, marks that nobody sees. Brackets are for later.
NOT_SAID = re.compile(r"[^\w()]+|_+")
BRACKETS = str.maketrans(dict.fromkeys("[{【〔〖〘〚「『〈《<⟨", "(") | dict.fromkeys("]}】〕〗〙〛」』〉》>⟩", ")"))
BRACKET = re.compile(r"[()]")
# What lists add in brackets: it names nobody, or names the enterprise as it was.
NOTE = re.compile(r"已?(?:注销|吊销|停业|破产|更名)|(?:原|曾用).*(?:公司|厂|社|集团)")
# Between names that are normalised together.
BETWEEN = "\n"
# Fewer characters than this are compared as they are: one character more or less would be another enterprise.
EDITABLE = 4
# What is left of a name when its place is set apart is no shorter.
SHORTEST = 2
SUFFIXES = ("省", "市", "区", "县")


class Name(NamedTuple):
    """A name in its parts, all normalised but for `written`; `place` from the wider to the narrower."""

    written: str
    key: str
    place: tuple[str, ...]
    core: str
    form: str
    branch: str


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def _fold(text: str) -> str:
    """Width, case, spaces and punctuation set aside, brackets all alike; lines stay lines."""
    return OTHER.sub(_fold_run, text)


def _fold_run(found: re.Match[str]) -> str:
    return _fold_other(found[0])


@lru_cache(maxsize=4096)
def _fold_other(text: str) -> str:
    return NOT_SAID.sub("", unicodedata.normalize("NFKC", text).upper().translate(BRACKETS))


def _without_brackets(text: str) -> str:
    return text.replace("(", "").replace(")", "")


def _folded(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Each name folded, and its key."""
    together = _fold(BETWEEN.join([name.replace(BETWEEN, " ") for name in names]))
    if not together:
        return [""] * len(names), [""] * len(names)
    keys = str(_simplifier().convert(_without_brackets(together)))
    return together.split(BETWEEN), keys.split(BETWEEN)


def normalise(name: str) -> str:
    """The key by which two names are the same: width, case, brackets, spaces, punctuation and script set aside."""
    return normalise_all([name])[0]


def normalise_all(names: Sequence[str]) -> list[str]:
    """The key of each name, at one stroke: a hundred thousand take less than a second."""
    return _folded(names)[1]


def is_traditional(name: Name) -> bool:
    """Whether it is written in traditional characters, wholly or in part."""
    return name.written != name.key and _without_brackets(_fold(name.written)) != name.key


def parse(name: str) -> Name:
    """The name in its parts."""
    return parse_all([name])[0]


def parse_all(names: Sequence[str]) -> list[Name]:
    """Each name in its parts, at one stroke."""
    return [
        _parse(name, folded, key) if key else Name(name, "", (), "", "", "")
        for name, folded, key in zip(names, *_folded(names), strict=True)
    ]


def parse_each(sides: Sequence[Sequence[str]]) -> list[tuple[Name, ...]]:
    """The names of each party in their parts, at one stroke for all parties."""
    parsed = iter(parse_all(list(chain.from_iterable(sides))))
    return [tuple(islice(parsed, len(names))) for names in sides]


def _parse(name: str, folded: str, key: str) -> Name:
    bracketed, text = _bracketed(folded, key) if "(" in folded else ((), key)
    text, form, branch = split_end(text)
    place, core = split_places(text, SHORTEST)
    if bracketed:
        place += bracketed
    elif not place:
        place, core = _place_inside(core)
    if place and names_no_enterprise(core):
        core = place[-1] + core
        place = place[:-1]
    if not core:
        return Name(name, key, (), key, "", "")
    return Name(name, key, place, core, form, branch)


def _bracketed(folded: str, key: str) -> tuple[tuple[str, ...], str]:
    """The places that brackets set apart, and the key without these and without notes. A branch keeps its place."""
    pieces = BRACKET.split(folded)
    if sum(map(len, pieces)) != len(key):
        return (), key
    places: tuple[str, ...] = ()
    kept = []
    start = 0
    for number, piece in enumerate(pieces):
        said = key[start : start + len(piece)]
        start += len(piece)
        found, rest = split_places(said, 0)
        if found and not rest and number and not split_branch(key[start:])[1]:
            places += found
        elif not (number and NOTE.fullmatch(said)):
            kept.append(said)
    return places, "".join(kept)


def _place_inside(core: str) -> tuple[tuple[str, ...], str]:
    """A city near here behind the stem, without brackets: 泺岬济南进出口."""
    for start in range(SHORTEST, len(core) - 1):
        if core[start : start + 2] in NEAR_HERE:
            place = WRITTEN[core[start : start + 2]]
            end = start + 3 if core[start + 2 : start + 3] in SUFFIXES else start + 2
            return (place,), core[:start] + core[end:]
    return (), core


def bigrams(text: str) -> list[str]:
    """The distinct pairs of neighbouring characters of the normalised text, sorted; a single character is its own."""
    return pairs(normalise(text))


def pairs(key: str) -> list[str]:
    """The same of a text that is normalised already."""
    if len(key) < 2:
        return [key] if key else []
    return sorted({key[i : i + 2] for i in range(len(key) - 1)})
