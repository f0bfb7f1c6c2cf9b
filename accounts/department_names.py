"""The names of a department over time."""

from datetime import date
from typing import NamedTuple, TypedDict


class FormerName(TypedDict):
    """A name that a department had until the day (ISO 8601) from which it has the next one, by a document."""

    name: str
    until: str
    document_number: str


class Names(NamedTuple):
    """The present name of a department and its former ones, the oldest first."""

    present: str
    former: list[FormerName]

    def on(self, day: date) -> str:
        """Return the name on the day."""
        former = (each["name"] for each in self.former if day < date.fromisoformat(each["until"]))
        return next(former, self.present)
