"""Texts that no person means, for parameters, fields of forms, and bodies of the API."""

import random
from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.depth import DAY

# Each has broken a web page somewhere: what a database, a number, a day, a page, a table, a path or an index refuses.
TEXTS = [
    "",
    "a\0b",
    "济南\x1e\\N\t\\",
    "9" * 5001,
    "-1",
    "99999999999999999999",
    "1e999",
    "-1e1000000",
    "NaN",
    "²",
    "٣",
    "1_000",
    "0001-01-01",
    "9999-12-31",
    "9999-12",
    "2026-02-30T25:61",
    "'\";--",
    "%s%n{{7*7}}${7*7}",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "\u202e\ufeff\u200b",
    "😀" * 400,
    "\r\nSet-Cookie: a=b",
    "%",
    "_",
    "\\",
    "null",
    "[]",
    '{"a": 1}',
    "1,2;3",
    "Ⅷ①",
    " \u3000 ",
    "济" * 3000,
    "+1",
    "0x10",
    "ﷺ" * 18,
]
# What a program may send where a text is expected.
JSON_VALUES: list[Any] = [
    *TEXTS[:8],
    None,
    True,
    -1,
    10**30,
    1.5,
    [],
    {},
    [[[]]],
    {"a": {"b": None}},
    "\ud800",
    ["\0"],
    {"\0": "\ud800"},
]


def hostile_texts(count: int, *, place: int) -> list[str]:
    """Return some of the texts, at each place and on each day others."""
    first = (DAY + place * 7) * count
    return [TEXTS[(first + number) % len(TEXTS)] for number in range(min(count, len(TEXTS)))]


def hostile_json(count: int, *, place: int) -> list[Any]:
    """Return some of the values of JSON, at each place and on each day others."""
    first = (DAY + place * 7) * count
    return [JSON_VALUES[(first + number) % len(JSON_VALUES)] for number in range(min(count, len(JSON_VALUES)))]


def hostile_file(text: str) -> SimpleUploadedFile:
    """Return an upload whose name and content are the text."""
    return SimpleUploadedFile(f"{text[:100] or '-'}.csv", text.encode() or b"\xff\xfe\0\xd8")


def random_texts(seed: int) -> Iterator[str]:
    """Yield texts that are pieces of the hostile ones, random characters, or both."""
    source = random.Random(seed)
    while True:
        parts = []
        for _ in range(source.randint(1, 4)):
            if source.random() < 0.6:
                text = source.choice(TEXTS)
                parts.append(text[: source.randint(1, 60)])
            else:
                code = source.choice([source.randrange(0x80), source.randrange(0x3000), source.randrange(0x110000)])
                parts.append(chr(code) * source.randint(1, 5) if not 0xD800 <= code < 0xE000 else "")
        yield "".join(parts)
