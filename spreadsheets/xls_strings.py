"""The shared strings of an .xls with struck-through parts ([MS-XLS] 2.4.265, 2.5.293)."""

import struct
from collections.abc import Sequence

WIDE, EXTENDED, RICH = 0x01, 0x04, 0x08
HEAD = 8


class _Reader:
    """Reads strings that go on from one record to the next."""

    def __init__(self, records: Sequence[bytes]) -> None:
        self._records = records
        self._number, self._place = 0, HEAD

    def data(self, length: int) -> bytes:
        """Return the next bytes."""
        found = b""
        while len(found) < length:
            part = self._part(length - len(found))
            found += part
        return found

    def text(self, length: int, *, is_wide: bool) -> str:
        """Return the next characters; each record states anew how many bytes a character has."""
        found = ""
        while len(found) < length:
            if self._place >= len(self._records[self._number]):
                is_wide = bool(self.data(1)[0] & WIDE)
            size = 2 if is_wide else 1
            part = self._part((length - len(found)) * size)
            found += part.decode("utf-16-le" if is_wide else "latin-1")
        return found

    def _part(self, length: int) -> bytes:
        if self._place >= len(self._records[self._number]):
            self._number, self._place = self._number + 1, 0
        part = self._records[self._number][self._place : self._place + length]
        self._place += len(part)
        return part


def struck_strings(records: Sequence[bytes], fonts: Sequence[bool]) -> dict[int, str]:
    """Return index → struck-through part of each string that has one.

    `records` are the record of the strings and those that continue it; `fonts` states of each font whether it is struck
    through.
    """
    struck: dict[int, str] = {}
    reader = _Reader(records)
    (count,) = struct.unpack_from("<4xI", records[0])
    for index in range(count):
        length, flags = struct.unpack("<HB", reader.data(3))
        runs = struct.unpack("<H", reader.data(2))[0] if flags & RICH else 0
        extra = struct.unpack("<I", reader.data(4))[0] if flags & EXTENDED else 0
        text = reader.text(length, is_wide=bool(flags & WIDE))
        starts = [struct.unpack("<HH", reader.data(4)) for _ in range(runs)]
        reader.data(extra)
        ends = [start for start, _ in starts[1:]] + [length]
        parts = [
            text[start:end]
            for (start, font), end in zip(starts, ends, strict=False)
            if font < len(fonts) and fonts[font]
        ]
        if parts:
            struck[index] = "".join(parts)
    return struck
