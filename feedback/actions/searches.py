"""Save the conditions of the list of enterprises under a name, rename and delete what is saved."""

from django.db import transaction

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from feedback.lookup_policies import check_may_save_search
from feedback.models import SavedSearch
from roster.look_up import Found


@transaction.atomic
def save_search(*, name: str, query: str, found: Found | None, by: User) -> SavedSearch:
    """Save the query, whose typed text finds `found`; None where it has no text. Raises ActionDenied."""
    check_may_save_search(by, query, found)
    search = SavedSearch.objects.create(user=by, name=name, query=query)
    record(EventType.SEARCH_SAVED, target=search, by=by)
    return search


@transaction.atomic
def rename_search(*, search: SavedSearch, name: str, by: User) -> None:
    """Give the saved search another name."""
    changes = {"name": (search.name, name)}
    search.name = name
    search.save(update_fields=["name"])
    record(EventType.SEARCH_RENAMED, target=search, changes=changes, by=by)


@transaction.atomic
def delete_search(*, search: SavedSearch, by: User) -> None:
    """Delete the saved search."""
    record(EventType.SEARCH_DELETED, target=search, by=by)
    search.delete()
