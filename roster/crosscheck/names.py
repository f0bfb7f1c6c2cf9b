"""Names as people compare them."""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

# Whatever is neither letter, digit nor ideograph: spaces, brackets, punctuation, marks that nobody sees.
NOT_SAID = re.compile(r"[\W_]+")


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def normalise(name: str) -> str:
    """The key by which two names are the same: width, case, brackets, spaces, punctuation and script set aside."""
    plain = NOT_SAID.sub("", unicodedata.normalize("NFKC", name).upper())
    return str(_simplifier().convert(plain))


def bigrams(text: str) -> list[str]:
    """The distinct pairs of neighbouring characters of the normalised text, sorted; a single character is its own."""
    key = normalise(text)
    if len(key) < 2:
        return [key] if key else []
    return sorted({key[i : i + 2] for i in range(len(key) - 1)})
