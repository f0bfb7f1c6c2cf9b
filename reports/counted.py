"""A number of a page or a document, with the rows that it counts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Counted:
    """A number with the address of the list of the rows that it counts; "" where the reader has no such list."""

    number: int
    url: str = ""

    def __str__(self) -> str:
        return f"{self.number:,}"
