"""Cleaning the cells of names: blanks between Chinese characters, quotes and guards."""

import re

from spreadsheets.written_names import is_whole_name

CHINESE = "\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff08\uff09\U00020000-\U0003ffff"
# A blank beside a Chinese character; the other side is one as well, or a bracket, or the place where two names meet.
BLANK = re.compile(rf"(?<=[{CHINESE}()]) (?=[{CHINESE}()])")
# Where a name may have something around it or a blank inside; the cells are joined by NUL.
MARKED = re.compile(rf"{BLANK.pattern}|(?:^|(?<=\0))[='\"“”‘’「『《<]")
MARKS = " ='\"“”‘’「『《<"
PAIRS = {'"': '"', "“": "”", "”": "“", "‘": "’", "「": "」", "『": "』", "《": "》", "<": ">"}
GUARD = re.compile(r"=\"([^\"]*)\"")


def clean_names(joined: str, between: str) -> str:
    """Clean names without blanks around them, joined by the character `between`."""
    if not any(mark in joined for mark in MARKS):
        return joined
    cells = joined.split(between)
    return between.join(clean_name(cell) if MARKED.search(cell) else cell for cell in cells)


def clean_name(text: str) -> str:
    """Cut a guard and quotes around the whole name, and remove blanks between Chinese characters."""
    if guarded := GUARD.fullmatch(text):
        text = guarded[1]
    text = text[1:-1] if len(text) > 2 and text[0] == text[-1] == "'" else text.removeprefix("'")
    while len(text) > 2 and PAIRS.get(text[0]) == text[-1] and text[0] not in text[1:-1]:
        text = text[1:-1].strip()
    return _without_blanks(text)


def _without_blanks(text: str) -> str:
    """Remove the blanks between Chinese characters, but not one between two whole names."""
    first, *rest = BLANK.split(text)
    for part in rest:
        # The part is asked first: it is short, while the text before it grows with every blank that was removed.
        first += (" " if is_whole_name(part) and is_whole_name(first.rpartition(" ")[2]) else "") + part
    return first
