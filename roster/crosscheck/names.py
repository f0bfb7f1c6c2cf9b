"""Names as people compare them."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from opencc import OpenCC

# Whatever is neither letter, digit nor ideograph: spaces, brackets, punctuation, marks that nobody sees.
NOT_SAID = re.compile(r"[^\w\n]+|_+")
# Between names that are normalised together.
BETWEEN = "\n"


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def normalise(name: str) -> str:
    """The key by which two names are the same: width, case, brackets, spaces, punctuation and script set aside."""
    return normalise_all([name])[0]


def normalise_all(names: Sequence[str]) -> list[str]:
    """The key of each name, at one stroke: a hundred thousand take less than a second."""
    together = BETWEEN.join([name.replace(BETWEEN, " ") for name in names])
    if not together:
        return [""] * len(names)
    plain = NOT_SAID.sub("", unicodedata.normalize("NFKC", together).upper())
    return str(_simplifier().convert(plain)).split(BETWEEN)


def bigrams(text: str) -> list[str]:
    """The distinct pairs of neighbouring characters of the normalised text, sorted; a single character is its own."""
    return pairs(normalise(text))


def pairs(key: str) -> list[str]:
    """The same of a text that is normalised already."""
    if len(key) < 2:
        return [key] if key else []
    return sorted({key[i : i + 2] for i in range(len(key) - 1)})
