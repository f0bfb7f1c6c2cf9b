"""What an act does beyond its own record, counted before it is done."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Consequence:
    """One consequence of an act: how many, and the sentence that states it with this number, in Chinese."""

    count: int
    text: str
