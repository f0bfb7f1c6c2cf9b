"""The headings that people mapped to columns: remembered for later files of the same owner, and forgotten."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from spreadsheets.headers import LONGEST_TITLE, title_key
from spreadsheets.previews import header_titles
from spreadsheets.rows import Layout
from uploads.models import HeadingAlias


def known_headings(aliases: Any) -> dict[str, str]:
    """Return title_key → key of the column; `aliases` is the related manager of the owner."""
    return dict(aliases.values_list("title", "key"))


def remember_headings(
    aliases: Any, previews: Sequence[Mapping[str, Any]], layout: Layout, *, earlier: Layout | None, by: User
) -> None:
    """Remember the headings of the layout, and forget what it corrects.

    Two kinds are forgotten: the headings in its header line that it maps to no column, and those of the `earlier`
    layout of the same file. Otherwise a wrong click would misread the next file.
    """
    if not layout.columns:
        return
    keys = {letter: key for key, letter in layout.columns.items()}
    headings = header_titles(previews, layout)
    mapped = {title_key(heading): (keys[letter], heading) for letter, heading in headings.items() if letter in keys}
    corrected = {*headings.values(), *(header_titles(previews, earlier).values() if earlier else ())}
    aliases.filter(title__in=set(map(title_key, corrected)) - mapped.keys()).delete()
    for title, (key, heading) in mapped.items():
        if len(title) <= LONGEST_TITLE:
            aliases.update_or_create(title=title, defaults={"key": key, "heading": heading, "set_by": by})


@transaction.atomic
def delete_heading(alias: HeadingAlias, *, event: EventType, by: User) -> None:
    """Forget a heading: later files are read without it. Recorded as an audit event of type `event`."""
    record(event, target=alias, data={"heading": alias.heading, "column": alias.get_key_display()}, by=by)
    alias.delete()
