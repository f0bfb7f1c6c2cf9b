"""What the page that follows an act says about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

# The tag of a message that is a confirmation.
CONFIRMATION = "confirmation"


@dataclass(frozen=True)
class Confirmation:
    """What happened, its number or "", what follows, and the next acts as labels with addresses.

    `refusals`: of an act on several things, why it was not done to each of the others.
    """

    title: str
    number: str = ""
    follows: Sequence[str] = ()
    links: Sequence[tuple[str, str]] = ()
    refusals: Sequence[str] = ()

    def render(self) -> SafeString:
        """Return the HTML of the confirmation."""
        return render_to_string("_confirmation.html", {"confirmation": self})
