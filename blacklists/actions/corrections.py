"""Correct on its page how an import was read, and what stands in its cells."""

from collections.abc import Sequence

from accounts.models import User
from audit.types import EventType
from blacklists.models import BlacklistHeading, BlacklistImport
from spreadsheets.rows import CellEdit, Layout
from uploads.actions import read_with_cell_edits, read_with_layout
from uploads.headings import delete_heading


def set_layout(*, submission: BlacklistImport, layout: Layout, by: User) -> BlacklistImport:
    """Have an import read again with the layout, and keep its headings as those of the blacklist.

    Raises ActionDenied unless the import is checked or failed.
    """
    return read_with_layout(
        submission=submission,
        layout=layout,
        aliases=submission.blacklist.heading_aliases,
        event=EventType.IMPORT_LAYOUT_SET,
        by=by,
    )


def edit_cells(*, submission: BlacklistImport, cell_edits: Sequence[CellEdit], by: User) -> BlacklistImport:
    """Have an import read again with these cell edits. Raises ActionDenied unless the import is checked or failed."""
    return read_with_cell_edits(
        submission=submission, cell_edits=cell_edits, event=EventType.IMPORT_CELLS_EDITED, by=by
    )


def forget_heading(*, alias: BlacklistHeading, by: User) -> None:
    """Forget a heading that was mapped to a column."""
    delete_heading(alias, event=EventType.BLACKLIST_HEADING_DELETED, by=by)
