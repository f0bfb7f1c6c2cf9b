"""“黑名单”领域: create blacklists and change their settings."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import changed_fields, record
from audit.types import EventType
from blacklists.models import Blacklist, BlacklistEntry
from blacklists.signals import blacklist_changed

FIELDS = ("name", "authority", "legal_basis", "update_days", "entry_months")
# An entry whose row states no expiry expires after the term of its blacklist. Entries are locked by primary key
# (screening/actions/locks.py).
SET_EXPIRY = """
    WITH other AS MATERIALIZED (
        SELECT entry.id FROM blacklists_blacklistentry AS entry
        WHERE NOT entry.states_expiry AND entry.blacklist_id = %(blacklist)s
            AND entry.expires_on IS DISTINCT FROM (entry.listed_on + make_interval(months => %(months)s))::date
        ORDER BY entry.id FOR NO KEY UPDATE
    )
    UPDATE blacklists_blacklistentry AS entry
    SET expires_on = (entry.listed_on + make_interval(months => %(months)s))::date
    FROM other WHERE other.id = entry.id
"""


@transaction.atomic
def create_blacklist(*, code: str, data: Mapping[str, Any], by: User) -> Blacklist:
    """Create the blacklist of another sector; `data` has the FIELDS. Raises ActionDenied."""
    blacklist = Blacklist(code=code, **{field: data[field] for field in FIELDS})
    blacklist.save()
    record(EventType.BLACKLIST_CREATED, target=blacklist, changes=changed_fields({}, _values(blacklist, FIELDS)), by=by)
    return blacklist


@transaction.atomic
def change_blacklist(*, blacklist: Blacklist, data: Mapping[str, Any], by: User) -> Blacklist:
    """Change the settings of a blacklist, and the standings in the same transaction.

    Two users change whether the blacklist excludes (blacklist_switch).
    """
    blacklist = Blacklist.objects.select_for_update(of=("self",)).get(pk=blacklist.pk)
    changed = [field for field in FIELDS if getattr(blacklist, field) != data[field]]
    before = _values(blacklist, changed)
    for field in changed:
        setattr(blacklist, field, data[field])
    if not changed:
        return blacklist
    blacklist.save(update_fields=changed)
    revived = _set_expiry(blacklist) if "entry_months" in changed else set()
    changes = changed_fields(before, _values(blacklist, changed))
    record(EventType.BLACKLIST_CHANGED, target=blacklist, changes=changes, by=by)
    blacklist_changed.send(sender=Blacklist, blacklist=blacklist, fields=set(changed), revived=revived, by=by)
    return blacklist


def _values(blacklist: Blacklist, fields: Collection[str]) -> dict[str, object]:
    return {field: getattr(blacklist, field) for field in fields}


def _set_expiry(blacklist: Blacklist) -> set[int]:
    """Set the expiry of entries whose rows state none; return the primary keys of those that count again."""
    today = timezone.localdate()
    entries = BlacklistEntry.objects.filter(blacklist=blacklist)
    ended = entries.filter(expires_on__lt=today).values_list("pk", flat=True)
    ended_before = set(ended)
    with connection.cursor() as cursor:
        cursor.execute(SET_EXPIRY, {"months": blacklist.entry_months, "blacklist": blacklist.pk})
    living = entries.filter(pk__any_of=ended_before - set(ended.all())).not_ended(on=today)
    return set(living.values_list("pk", flat=True))
