"""The answer at the top of a page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """One answer in a sentence, and what is to be done next.

    `tone` is yes, wait, no, or past for what needs nothing any more; the CSS class ends in it.
    """

    tone: str
    sentence: str
    advice: str = ""
