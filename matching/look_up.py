"""Find enterprises by what people type: a part of a name, in whatever spelling, or its pinyin.

A look-up is a series of steps, from the exact to the approximate. The first step that finds something answers:

1. NAME: what was typed is a part of the name, or of a former name (FORMER_NAME); a single character (CHARACTER).
2. PARTS: the name has each part of what was typed, in any order: words between blanks; place and core without the legal
   form; or two pieces of at least two characters each (机械泺岬, 泺岬机械 for 泺岬澜机械).
3. TYPO: the name, or its core, begins with what was typed but for one slip: a character that is wrong, missing, too
   many, or swapped with the next one.
4. PINYIN, for Latin letters only: the name, or its core, begins with characters that are read so; each is typed as its
   syllable or its initial (luoj, lj, ljia).

Codes are compared in the database (`roster/look_up.py`). A step has the keys (`matching/search_keys.py`) by which the
enterprises are read that it may find; `Step.match` decides about a name. `Match.order` sorts what is found, the best
first: the whole name before its beginning, a character that sounds or looks alike before another, a shorter name before
a longer one.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache
from typing import NamedTuple

from matching.glyphs import COMMON
from matching.names import Name, normalise, parse
from matching.pinyin import syllables_of
from matching.places import distinguishing_places, split_places
from matching.search_keys import (
    CORE_INITIALS,
    CORE_LENGTHS,
    LONGEST_BEGINNING,
    NAME_INITIALS,
    NAME_LENGTHS,
    beginning_keys,
    keys_of_texts,
    pair_keys,
    slip_keys,
)
from matching.similar import Resemblance, resemblance

# A longer text is no name.
LONGEST = 200
# Fewest characters in which a slip is looked for; of them so many belong to the core.
SLIP_TEXT, SLIP_CORE = 4, 3
BLANKS = re.compile(r"[\s、，,；;+]+")
LETTERS = re.compile(r"[a-zü'’\s]+", re.IGNORECASE)
NOT_LETTERS = re.compile(r"['’\s]")
# No syllable begins with these; i and u are written with y and w.
NO_INITIAL = frozenset("iuv")
LONGEST_SYLLABLE = 6
TWO_LETTERS = {"zh", "ch", "sh"}
# The ways to split letters into syllables and initials that are looked up, those with the fewest pieces first.
MOST_WAYS = 12
KeySet = tuple[int, ...]


class FoundBy(IntEnum):
    """By what an enterprise was found, the best first."""

    CODE = 1
    IDENTIFIER = 2
    CODE_PART = 3
    NAME = 4
    FORMER_NAME = 5
    PARTS = 6
    CHARACTER = 7
    TYPO = 8
    PINYIN = 9


class SlipKind(IntEnum):
    """What is wrong with what was typed, the likeliest first."""

    SOUNDS_ALIKE = 0
    LOOKS_ALIKE = 1
    SWAPPED = 2
    MISSING = 3
    TOO_MANY = 4
    WRONG = 5


class Slip(NamedTuple):
    """One slip: what was typed, and what stands in the name; "" where nothing does."""

    kind: SlipKind
    typed: str
    meant: str


class Match(NamedTuple):
    """That a name is found. `rank` compares matches of one step; `key` is the name, normalised."""

    found_by: FoundBy
    rank: tuple[int, ...]
    key: str
    slip: Slip | None = None

    @property
    def order(self) -> tuple[int, tuple[int, ...], int]:
        """The best match is the first by it; of equal ones, the first by the order of lists."""
        return self.found_by, self.rank, len(self.key)


@dataclass(frozen=True)
class LookUp:
    """What was typed: its normalised text, its words, the text as the name of an enterprise, and its pinyin letters."""

    key: str
    words: tuple[str, ...]
    name: Name
    letters: str


class Step(NamedTuple):
    """One step of a look-up.

    A name that the step may find has all keys of one of the key sets; an empty set: any name may be found.
    `best_key_sets` are those of the names that rank first. `match` decides about a normalised name.
    """

    key_sets: Sequence[KeySet]
    match: Callable[[str], Match | None]
    best_key_sets: Sequence[KeySet] = ()


def read_look_up(text: str) -> LookUp:
    """Read what was typed."""
    text = text[:LONGEST]
    words = tuple(filter(None, map(normalise, BLANKS.split(text))))
    letters = NOT_LETTERS.sub("", text.lower().replace("ü", "v")) if LETTERS.fullmatch(text) else ""
    return LookUp(normalise(text), words, parse(text), letters if len(letters) > 1 else "")


def steps_of(look_up: LookUp) -> Iterator[Step]:
    """Yield the steps of the look-up in their order; none of a text without letters and digits."""
    if not look_up.key:
        return
    yield _name_step(look_up)
    if part_sets := _part_sets(look_up):
        yield _parts_step(part_sets)
    if len(look_up.key) >= SLIP_TEXT and len(look_up.name.core) >= SLIP_CORE and not look_up.key.isascii():
        yield _typo_step(look_up)
    if look_up.letters and (initials := initials_of(look_up.letters)):
        yield _pinyin_step(look_up.letters, initials)


def match_names(step: Step, name: str, former_names: Sequence[str]) -> Match | None:
    """Return the best match of the normalised names of an enterprise; None where the step does not find it."""
    former = [_as_former(match) for match in map(step.match, former_names) if match]
    current = step.match(name)
    return min([current, *former] if current else former, key=lambda match: match.order, default=None)


def _as_former(match: Match) -> Match:
    return match._replace(found_by=FoundBy.FORMER_NAME) if match.found_by == FoundBy.NAME else match


# Step 1


def _name_step(look_up: LookUp) -> Step:
    """What was typed is a part of the name. The whole name comes first, then names that begin with it."""
    typed, beginning = look_up.key, look_up.name.core[:LONGEST_BEGINNING]
    keys = pair_keys(typed)
    best = [(*keys, *beginning_keys([beginning]))] if beginning else []
    found_by = FoundBy.NAME if len(typed) > 1 else FoundBy.CHARACTER
    return Step([tuple(keys)], lambda key: _part_match(found_by, typed, key), best)


def _part_match(found_by: FoundBy, typed: str, key: str) -> Match | None:
    place = key.find(typed)
    if place < 0:
        return None
    return Match(found_by, (key != typed, not _is_place(key[:place])), key)


@lru_cache(maxsize=4096)
def _is_place(text: str) -> bool:
    """Whether the text is empty or consists of places."""
    return not split_places(text, 0)[1]


# Step 2


def _part_sets(look_up: LookUp) -> list[tuple[str, ...]]:
    """Return sets of parts; a name is found that has all parts of one of them."""
    name = look_up.name
    places = tuple(distinguishing_places(name.place))
    sets = [look_up.words] if len(look_up.words) > 1 else []
    if name.core != look_up.key and len(name.core) > 1:
        sets.append((*places, name.core))
    for end in range(2, len(name.core) - 1):
        sets.append((*places, name.core[:end], name.core[end:]))
    return list(dict.fromkeys(sets))


def _parts_step(part_sets: Sequence[tuple[str, ...]]) -> Step:
    """The name has each part of one of the sets. The first set ranks first, and names that begin with a part do."""

    def match(key: str) -> Match | None:
        for number, parts in enumerate(part_sets):
            if all(part in key for part in parts):
                begins = any(_is_place(key[: key.find(part)]) for part in parts)
                return Match(FoundBy.PARTS, (number > 0, not begins), key)
        return None

    key_sets = [tuple(dict.fromkeys(key for part in parts for key in pair_keys(part))) for parts in part_sets]
    return Step([keys for keys in key_sets if keys] or [()], match)


# Step 3


def _typo_step(look_up: LookUp) -> Step:
    """The name, or its core, begins with what was typed but for one slip.

    A slip in a place that was typed, such as 挤南 for 济南, leaves the core behind it as it is.
    """
    key, core = look_up.key, look_up.name.core
    behind = [key[start : start + LONGEST_BEGINNING] for start in (1, 2, 3)]
    keys = {*slip_keys(core), *beginning_keys([text for text in behind if len(text) == LONGEST_BEGINNING])}

    def match(name_key: str) -> Match | None:
        name = parse(name_key)
        slips = [_slip_in(core, name.core), _slip_in(key, name_key)]
        found = [slip for slip in slips if slip]
        if not found:
            return None
        slip = min(found)
        other_place = bool(look_up.name.place) and look_up.name.place[-1] not in name.place
        return Match(FoundBy.TYPO, (other_place, slip.kind), name_key, slip)

    return Step([(each,) for each in sorted(keys)], match)


def _slip_in(typed: str, name: str) -> Slip | None:
    """Return the one slip by which what was typed differs from the beginning of the name; None where more differs."""
    same = 0
    while same < min(len(typed), len(name)) and typed[same] == name[same]:
        same += 1
    rest, behind = typed[same:], name[same:]
    if not rest:
        return None
    if len(rest) > 1 and behind.startswith(rest[1] + rest[0] + rest[2:]):
        return Slip(SlipKind.SWAPPED, rest[:2], behind[:2])
    if behind[1:].startswith(rest):
        return Slip(SlipKind.MISSING, "", behind[0])
    if behind and behind[1:].startswith(rest[1:]):
        kinds = {Resemblance.SOUND: SlipKind.SOUNDS_ALIKE, Resemblance.LOOK: SlipKind.LOOKS_ALIKE}
        return Slip(kinds.get(resemblance(rest[0], behind[0]), SlipKind.WRONG), rest[0], behind[0])
    return Slip(SlipKind.TOO_MANY, rest[0], "") if behind.startswith(rest[1:]) else None


# Step 4


def _pinyin_step(letters: str, initials: Sequence[str]) -> Step:
    """The name, or its core, is read so from its beginning. Names of which fewer characters are read so come first."""

    def match(name_key: str) -> Match | None:
        read = [count for text in (parse(name_key).core, name_key) if (count := _count_read(letters, text))]
        return Match(FoundBy.PINYIN, (min(read),), name_key) if read else None

    keys = set()
    for kind, stored in ((CORE_INITIALS, CORE_LENGTHS), (NAME_INITIALS, NAME_LENGTHS)):
        beginnings = {text[: stored[-1]] for text in initials[:MOST_WAYS] if len(text) >= stored[0]}
        keys.update(keys_of_texts(kind, sorted(beginnings)))
    key_sets = [(key,) for key in sorted(keys)]
    # Names that begin with so few characters, such as those of a place, are too many for a key.
    is_short = len(initials[0]) < NAME_LENGTHS[0]
    return Step([()], match, key_sets) if is_short else Step(key_sets, match)


def _count_read(letters: str, text: str) -> int:
    """Return how many characters at the beginning of the text the letters are a reading of; 0 where they are none.

    The last syllable may be unfinished.
    """
    ends = {0}
    for count, character in enumerate(text, start=1):
        rests = [letters[end:] for end in ends]
        pieces = _pieces(character)
        if any(piece.startswith(rest) for rest in rests for piece in pieces):
            return count
        ends = {end + len(piece) for end in ends for piece in pieces if letters.startswith(piece, end)}
        if not ends:
            return 0
    return 0


@cache
def _pieces(character: str) -> frozenset[str]:
    """What people type for the character: its syllables, their initials; a letter or digit for itself."""
    syllables = syllables_of(character) or (character.lower(),)
    initials = {
        syllable[:size] for syllable in syllables for size in (1, 2) if size == 1 or syllable[:2] in TWO_LETTERS
    }
    return frozenset({*syllables, *(syllable.replace("v", "u") for syllable in syllables), *initials})


@cache
def _syllables() -> tuple[frozenset[str], frozenset[str]]:
    """Return all syllables of common characters, and the beginnings of them."""
    syllables = {piece for character in COMMON for piece in _pieces(character)}
    return frozenset(syllables), frozenset(
        syllable[:size] for syllable in syllables for size in range(1, len(syllable))
    )


def initials_of(letters: str) -> list[str]:
    """Return the initials of the characters that the letters may be a reading of, for each way to split them.

    xian is X (先) or XA (西安). Each has at most NAME_LENGTHS[-1] initials, and those of the
    fewest characters come first; [] where the letters are no pinyin.
    """
    syllables, beginnings = _syllables()
    most = NAME_LENGTHS[-1]
    # Place in the letters → the initials of what stands behind it, each with the fewest pieces.
    behind: list[dict[str, int]] = [*({} for _ in letters), {"": 0}]
    for start in reversed(range(len(letters))):
        if letters[start] in NO_INITIAL:
            continue
        for end in range(start + 1, min(start + LONGEST_SYLLABLE, len(letters)) + 1):
            piece = letters[start:end]
            if len(piece) == 1 or piece in syllables or (end == len(letters) and piece in beginnings):
                for rest, pieces in behind[end].items():
                    initials = (letters[start].upper() + rest)[:most]
                    behind[start][initials] = min(pieces + 1, behind[start].get(initials, pieces + 1))
    return sorted(behind[0], key=lambda initials: (behind[0][initials], initials))
