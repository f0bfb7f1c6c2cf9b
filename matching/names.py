"""Parse names of enterprises: normalised, and split into place, core, legal form and branch without loss."""

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

# Runs of characters other than common ideographs. Only these are changed by folding, independently of neighbours.
OTHER = re.compile(r"[^\u4e00-\u9fff\n]+")
# Spaces, punctuation and invisible marks; brackets are kept for later.
PUNCTUATION = re.compile(r"[^\w()]+|_+")
BRACKETS = str.maketrans(dict.fromkeys("[{【〔〖〘〚「『〈《<⟨", "(") | dict.fromkeys("]}】〕〗〙〛」』〉》>⟩", ")"))
BRACKET = re.compile(r"[()]")
# Notes that lists add in brackets: a status, or a former name.
NOTE = re.compile(r"已?(?:注销|吊销|停业|破产|更名)|(?:原|曾用).*(?:公司|厂|社|集团)")
# Separates names that are normalised as one text.
BETWEEN = "\n"
# Cores of fewer characters match only if equal: with one character more or less they name another enterprise.
EDITABLE = 4
# Fewest characters that remain when a place is split off.
SHORTEST = 2
SUFFIXES = ("省", "市", "区", "县")


class Name(NamedTuple):
    """A parsed name. All parts except `written` are normalised; `place` goes from the wider to the narrower."""

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
    """Unify width, case and brackets, and drop spaces and punctuation; line breaks stay."""
    return OTHER.sub(_fold_run, text)


def _fold_run(found: re.Match[str]) -> str:
    return _fold_other(found[0])


@lru_cache(maxsize=4096)
def _fold_other(text: str) -> str:
    return PUNCTUATION.sub("", unicodedata.normalize("NFKC", text).upper().translate(BRACKETS))


def _without_brackets(text: str) -> str:
    return text.replace("(", "").replace(")", "")


def _folded(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """The folded names, and their keys."""
    joined = _fold(BETWEEN.join([name.replace(BETWEEN, " ") for name in names]))
    if not joined:
        return [""] * len(names), [""] * len(names)
    keys = str(_simplifier().convert(_without_brackets(joined)))
    return joined.split(BETWEEN), keys.split(BETWEEN)


def normalise(name: str) -> str:
    """The key that equal names share, regardless of width, case, brackets, spaces, punctuation and script."""
    return normalise_all([name])[0]


def normalise_all(names: Sequence[str]) -> list[str]:
    """The key of each name. All names are processed as one text, because a call for each would be slow."""
    return _folded(names)[1]


def is_traditional(name: Name) -> bool:
    """Whether it has traditional characters."""
    return name.written != name.key and _without_brackets(_fold(name.written)) != name.key


def parse(name: str) -> Name:
    """Parse one name."""
    return parse_all([name])[0]


def parse_all(names: Sequence[str]) -> list[Name]:
    """Parse names; their normalisation is done as one text."""
    return [
        _parse(name, folded, key) if key else Name(name, "", (), "", "", "")
        for name, folded, key in zip(names, *_folded(names), strict=True)
    ]


def parse_each(sides: Sequence[Sequence[str]]) -> list[tuple[Name, ...]]:
    """Parse the names of each party, all together."""
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
    """The places in brackets, and the key without them and without notes; the place of a branch stays in the key."""
    pieces = BRACKET.split(folded)
    if sum(map(len, pieces)) != len(key):
        return (), key
    places: tuple[str, ...] = ()
    kept = []
    start = 0
    for number, piece in enumerate(pieces):
        part = key[start : start + len(piece)]
        start += len(piece)
        found, rest = split_places(part, 0)
        if found and not rest and number and not split_branch(key[start:])[1]:
            places += found
        elif not (number and NOTE.fullmatch(part)):
            kept.append(part)
    return places, "".join(kept)


def _place_inside(core: str) -> tuple[tuple[str, ...], str]:
    """A nearby city after the stem, without brackets: 泺岬济南进出口."""
    for start in range(SHORTEST, len(core) - 1):
        if core[start : start + 2] in NEAR_HERE:
            place = WRITTEN[core[start : start + 2]]
            end = start + 3 if core[start + 2 : start + 3] in SUFFIXES else start + 2
            return (place,), core[:start] + core[end:]
    return (), core


def bigrams(text: str) -> list[str]:
    """The distinct pairs of neighbouring characters of the normalised text, sorted; a single character stays one."""
    return pairs(normalise(text))


def pairs(key: str) -> list[str]:
    """The bigrams of a text that is normalised already."""
    if len(key) < 2:
        return [key] if key else []
    return sorted({key[i : i + 2] for i in range(len(key) - 1)})
