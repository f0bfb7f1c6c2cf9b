"""What a look-up finds by its rules alone: every name that any of them may find is compared, without stored keys.

`Names` holds all names as one text. A name that is found has one half of what was typed, as it is or with its last
character swapped with the next half's first, or a whole word of it; or its first characters may be read as the pinyin.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.look_up import LookUp, initials_of, match_names, read_look_up, steps_of
from matching.names import parse_all
from matching.pinyin import sort_keys, syllables_of

FIRST = 4


class Names:
    """The present and former names of all enterprises, normalised; "" for no former name."""

    def __init__(self, present: Sequence[str], former: Sequence[str]) -> None:
        parsed = [parse_all(present), parse_all(former)]
        self.present, self.former = ([name.key for name in names] for names in parsed)
        self.sort_keys = sort_keys(self.present)
        keys = self.present + self.former
        self.joined = np.frombuffer("\n".join(keys).encode("utf-32-le"), np.uint32).astype(np.int64)
        lengths = np.fromiter(map(len, keys), np.int64, len(keys))
        self.ends = np.cumsum(lengths + 1) - 1
        pairs = (self.joined[:-1] << 21) + self.joined[1:]
        self.places = np.argsort(pairs, kind="stable")
        self.pairs = pairs[self.places]
        cores = [name.core for names in parsed for name in names]
        self.read_as = [_initials(cores), _initials(keys)]

    def with_text(self, text: str) -> NDArray[np.int64]:
        """The numbers of the enterprises of which a name contains the text, of two or more characters."""
        codes = [ord(character) for character in text]
        pair = (codes[0] << 21) + codes[1]
        start, end = np.searchsorted(self.pairs, [pair, pair + 1])
        places = self.places[start:end]
        for distance, code in enumerate(codes):
            places = places[places + distance < len(self.joined)]
            places = places[self.joined[places + distance] == code]
        return np.searchsorted(self.ends, places) % len(self.present)

    def read_so(self, ways: Sequence[str]) -> NDArray[np.int64]:
        """The numbers of the enterprises of which a name or core begins with characters of these initials."""
        found = [np.empty(0, np.int64)]
        for masks in self.read_as:
            for way in {way[:FIRST] for way in ways}:
                fits = np.ones(len(masks), bool)
                for place, letter in enumerate(way):
                    fits &= (masks[:, place] >> (ord(letter) - ord("A"))) & 1 == 1
                found.append(np.flatnonzero(fits) % len(self.present))
        return np.concatenate(found)


def _initials(texts: Sequence[str]) -> NDArray[np.int64]:
    """For each text and each of its first characters the initials of all its readings, as bits."""
    masks: dict[str, int] = defaultdict(int)
    for character in set("".join(text[:FIRST] for text in texts)):
        for syllable in syllables_of(character) or (character.lower(),):
            if "a" <= syllable[0] <= "z":
                masks[character] |= 1 << (ord(syllable[0]) - ord("a"))
    rows = np.zeros((len(texts), FIRST), np.int64)
    for row, text in enumerate(texts):
        rows[row, : len(text)] = [masks[character] for character in text[:FIRST]]
    return rows


def best_five(names: Names, typed: str) -> list[int]:
    """Return the numbers of the first five enterprises that the look-up finds."""
    look_up = read_look_up(typed)
    candidates = _candidates(names, look_up)
    for step in steps_of(look_up):
        found = []
        for number in candidates:
            former = [names.former[number]] if names.former[number] else []
            if match := match_names(step, names.present[number], former):
                found.append((match.order, names.sort_keys[number], number))
        if found:
            return [number for *_, number in sorted(found)[:5]]
    return []


def _candidates(names: Names, look_up: LookUp) -> list[int]:
    found = [names.with_text(text) for text in _texts(look_up)]
    if look_up.letters:
        found.append(names.read_so(initials_of(look_up.letters)))
    return np.unique(np.concatenate(found)).tolist() if found else []


def _texts(look_up: LookUp) -> Iterable[str]:
    """Texts of which a name has one that any step but that of pinyin finds."""
    found = {look_up.key, *look_up.words}
    for typed in (look_up.key, look_up.name.core):
        half = len(typed) // 2
        first, second = typed[:half], typed[half:]
        swapped = typed[: half - 1] + typed[half - 1 : half + 1][::-1] + typed[half + 1 :]
        found |= {first, second, swapped}
    return [text for text in found if len(text) > 1]
