"""Parse names of enterprises: normalised, and split into place, core, legal form and branch without loss."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import chain, islice
from typing import NamedTuple

from opencc import OpenCC

from matching.glyphs import MARKED, RADICALS, RARE, replace_marks, unify_all
from matching.industries import names_no_enterprise
from matching.legal_forms import GROUP, LATIN_FORM, PARENT_ENDS, split_branch, split_end
from matching.numerals import DIGITS
from matching.places import COUNTRY, NEAR_HERE, WRITTEN, split_places
from spreadsheets.private_use import map_private_use
from spreadsheets.written_names import further_names_in, is_plain, read_names

# Runs of characters other than common ideographs. Only these are changed by folding, independently of neighbours.
OTHER = re.compile(r"[^\u4e00-\u9fff\n]+")
# Spaces, punctuation and invisible marks; brackets are kept for later.
PUNCTUATION = re.compile(r"[^\w()]+|_+")
BRACKETS = str.maketrans(dict.fromkeys("[{【〔〖〘〚「『〈《<⟨", "(") | dict.fromkeys("]}】〕〗〙〛」』〉》>⟩", ")"))
BRACKET = re.compile(r"[()]")
# Before a place: «formerly».
FORMERLY = "原"
# A number before a place: numbering without a separator.
NUMBERED = re.compile(r"[0-9]{1,4}(?=\D)")
LATIN_BEFORE, LATIN_BEHIND = re.compile(r"[A-Z0-9]+"), re.compile(r"[A-Z0-9]+$")
# Latin text in brackets of at least so many characters is the name in another language, not a part of the stem.
LATIN_NAME = 8
# Japanese legal forms, also before the stem or abbreviated in brackets: （株）泺岬.
JAPANESE = {"株": "株式会社", "有": "有限会社"}
# Characters with which additions to a name begin or end.
LATIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
ADDED_BEFORE, ADDED_BEHIND = LATIN | {"株", "有"}, LATIN
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
    text = unicodedata.normalize("NFKC", map_private_use(text).translate(RADICALS)).upper()
    return PUNCTUATION.sub("", text.translate(BRACKETS))


def _without_brackets(text: str) -> str:
    return text.replace("(", "").replace(")", "")


def _folded(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the folded names and their keys."""
    joined = _fold(BETWEEN.join([name.replace(BETWEEN, " ") for name in names]))
    if not joined:
        return [""] * len(names), [""] * len(names)
    keys = str(_simplifier().convert(_without_brackets(joined)))
    return joined.split(BETWEEN), keys.split(BETWEEN)


def normalise(name: str) -> str:
    """Return the key that equal names share, regardless of width, case, brackets, spaces, punctuation and script."""
    return normalise_all([name])[0]


def normalise_all(names: Sequence[str]) -> list[str]:
    """Return the key of each name. All names are processed as one text, because a call for each would be slow."""
    return _folded(names)[1]


def is_traditional(name: Name) -> bool:
    """Whether the name has traditional characters."""
    return name.written != name.key and _without_brackets(_fold(name.written)) != name.key


def parse(name: str) -> Name:
    """Parse one name."""
    return parse_all([name])[0]


def parse_all(names: Sequence[str]) -> list[Name]:
    """Parse names; their normalisation is done as one text."""
    folded, keys = _folded(names)
    texts = keys
    bare = [name if is_plain(name) else read_names(name)[0].name for name in names]
    if MARKED.search(BETWEEN.join(bare)):
        bare = [replace_marks(name) for name in bare]
    if bare != list(names):
        folded, texts = _folded(bare)
    parsed = [
        _parse(name, key, text, plain) if key else Name(name, "", (), "", "", "")
        for name, key, text, plain in zip(names, keys, folded, texts, strict=True)
    ]
    cores = [name.core for name in parsed]
    unified = unify_all(cores)
    if unified == cores:
        return parsed
    pairs = zip(parsed, unified, strict=True)
    return [name if name.core == core else name._replace(core=core) for name, core in pairs]


def names_in(text: str) -> list[str]:
    """Return the text and every further name in it: former names in brackets, further enterprises.

    The text itself, parsed, is the first name.
    """
    return [text, *further_names_in(text)]


def parse_pairs(texts: Sequence[tuple[int, str]]) -> list[tuple[int, Name]]:
    """Parse the names, each with an index that stays with it."""
    parsed = parse_all([text for _, text in texts]) if texts else []
    return [(index, name) for (index, _), name in zip(texts, parsed, strict=True)]


def further_names(texts: Sequence[str]) -> list[tuple[int, Name]]:
    """Return the further names in the texts (names_in), each with the index of its text."""
    found = [(index, name) for index, text in enumerate(texts) for name in further_names_in(text)]
    return parse_pairs(found)


def parse_each(sides: Sequence[Sequence[str]]) -> list[tuple[Name, ...]]:
    """Parse the names of each party, all together."""
    parsed = iter(parse_all(list(chain.from_iterable(sides))))
    return [tuple(islice(parsed, len(names))) for names in sides]


def _parse(name: str, key: str, folded: str, text: str) -> Name:
    """Parse one name from its folded text and that text without brackets; glyphs of the core stay as written."""
    bracketed, text = _bracketed(folded, text) if "(" in folded else ((), text)
    if text[:1].isdecimal() and split_places(rest := NUMBERED.sub("", text, 1), SHORTEST)[0]:
        text = rest
    if text[:1] == FORMERLY and not split_places(text, SHORTEST)[0] and split_places(text[1:], SHORTEST)[0]:
        text = text[1:]
    if text and (text[0] in ADDED_BEFORE or text[-1] in ADDED_BEHIND):
        text = _without_additions(text)
    text, form, branch = split_end(text)
    place, core = split_places(text, SHORTEST)
    if bracketed:
        place += bracketed
    elif not place or place == (COUNTRY,):
        inside, core = _place_inside(core)
        place += inside
    if GROUP in core:
        core, form = _without_group(core, form)
    if place and names_no_enterprise(core):
        core = place[-1] + core
        place = place[:-1]
    if not core:
        return Name(name, key, (), key, "", "")
    if core[0] in DIGITS and names_no_enterprise(core[1:]):
        core = DIGITS[core[0]] + core[1:]
    return Name(name, key, place, core, form, unify_all([branch])[0] if branch else "")


def _without_additions(text: str) -> str:
    """Remove the name in Latin letters from the text, and move a Japanese legal form to its end."""
    if (text[0] in LATIN or text[-1] in LATIN) and not text.isascii():
        before, behind = LATIN_BEFORE.match(text), LATIN_BEHIND.search(text)
        if behind and text[: behind.start()].endswith(PARENT_ENDS):
            text = text[: behind.start()]
        if before and LATIN_FORM.search(before[0]) and text.endswith(PARENT_ENDS):
            text = text[before.end() :]
    for form in JAPANESE.values():
        if text.startswith(form):
            text = text[len(form) :] + form
    return text


def _without_group(core: str, form: str) -> tuple[str, str]:
    """Move 集团 from inside the core to the legal form: 泉汽集团动力 and 泉汽动力 have the same core."""
    stem, _, rest = core.partition(GROUP)
    if len(stem) < SHORTEST or len(rest) < SHORTEST:
        return core, form
    return stem + rest, form if form.startswith(GROUP) else GROUP + form


def _bracketed(folded: str, key: str) -> tuple[tuple[str, ...], str]:
    """Return the places in brackets, and the key without them and without remarks; the place of a branch stays in it.

    A remark is what stands in brackets behind 公司 and is no branch.
    """
    pieces = BRACKET.split(folded)
    if sum(map(len, pieces)) != len(key):
        return (), key
    places: tuple[str, ...] = ()
    kept: list[str] = []
    ending = ""
    start = 0
    for number, piece in enumerate(pieces):
        is_inside = number % 2 == 1
        part = key[start : start + len(piece)]
        start += len(piece)
        found, rest = split_places(part, 0)
        if found and not rest and number and not split_branch(key[start:])[1]:
            places += found
        elif len(pieces) > 1 and part in JAPANESE:
            ending = JAPANESE[part]
        elif not (number and (_is_latin_name(part, key) or (is_inside and _is_remark(kept, part, key[start:])))):
            kept.append(part)
    return places, "".join(kept) + ending


def _is_remark(before: Sequence[str], part: str, behind: str) -> bool:
    """Whether the part in brackets stands behind 公司 and belongs to no branch."""
    if not before or not before[-1].endswith("公司"):
        return False
    return not split_branch(before[-1] + part)[1] and not split_branch(behind)[1]


def _is_latin_name(part: str, key: str) -> bool:
    """Whether the part is the name in Latin letters beside the name in ideographs."""
    return part.isascii() and not key.isascii() and (len(part) >= LATIN_NAME or LATIN_FORM.search(part) is not None)


def _place_inside(core: str) -> tuple[tuple[str, ...], str]:
    """Separate a nearby city after the stem (泺岬济南进出口); return the places and the rest of the core."""
    for start in range(SHORTEST, len(core) - 1):
        if core[start : start + 2] in NEAR_HERE:
            place = WRITTEN[core[start : start + 2]]
            end = start + 3 if core[start + 2 : start + 3] in SUFFIXES else start + 2
            return (place,), core[:start] + core[end:]
    return (), core


@lru_cache(maxsize=4096)
def core_without_rare(key: str) -> str:
    """Return the core of the name with this key, parsed without its rare characters."""
    return parse(RARE.sub("", key)).core
