"""“黑名单”领域: create blacklists and change their settings."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from audit.recording import changed_fields, record
from audit.types import EventType
from blacklists.actions.effect_proposals import propose_term
from blacklists.actions.entry_terms import set_expiry
from blacklists.models import Blacklist
from blacklists.policies import check_may_change_term
from blacklists.signals import blacklist_changed

FIELDS = ("name", "authority", "legal_basis", "update_days", "entry_months")


@transaction.atomic
def create_blacklist(*, code: str, data: Mapping[str, Any], by: User) -> Blacklist:
    """Create the blacklist of another sector; `data` has the FIELDS. Raises ActionDenied."""
    blacklist = Blacklist(code=code, **{field: data[field] for field in FIELDS})
    blacklist.save()
    record(EventType.BLACKLIST_CREATED, target=blacklist, changes=changed_fields({}, _values(blacklist, FIELDS)), by=by)
    return blacklist


@transaction.atomic
def change_blacklist(*, blacklist: Blacklist, data: Mapping[str, Any], reason: str = "", by: User) -> Blacklist:
    """Change the settings of a blacklist, and the standings in the same transaction. Raises ActionDenied.

    A term that ends entries earlier is proposed for `reason`, and a second user approves it (blacklist_switch); the
    other settings change at once. Two users also change whether the blacklist excludes.
    """
    blacklist = Blacklist.objects.select_for_update(of=("self",)).get(pk=blacklist.pk)
    changed = [field for field in FIELDS if getattr(blacklist, field) != data[field]]
    if "entry_months" in changed:
        check_may_change_term(blacklist)
        if blacklist.is_shortened_by(data["entry_months"]):
            blacklist = propose_term(blacklist=blacklist, entry_months=data["entry_months"], reason=reason, by=by)
            changed.remove("entry_months")
    before = _values(blacklist, changed)
    for field in changed:
        setattr(blacklist, field, data[field])
    if not changed:
        return blacklist
    blacklist.save(update_fields=changed)
    revived = set_expiry(blacklist) if "entry_months" in changed else set()
    changes = changed_fields(before, _values(blacklist, changed))
    record(EventType.BLACKLIST_CHANGED, target=blacklist, changes=changes, by=by)
    blacklist_changed.send(sender=Blacklist, blacklist=blacklist, fields=set(changed), revived=revived, by=by)
    return blacklist


def _values(blacklist: Blacklist, fields: Collection[str]) -> dict[str, object]:
    return {field: getattr(blacklist, field) for field in fields}
