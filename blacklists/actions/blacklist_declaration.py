"""尚未启用: the declaration that an excluding blacklist has no data yet, so that nobody has to be compared with it.

Without a confirmed file and without a declaration every certified enterprise reads as unscreened. The declaration ends
by itself with the first confirmed file; it stays in the history of the blacklist.
"""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from blacklists.models import Blacklist
from blacklists.policies import check_may_declare_unused, check_may_withdraw_declaration
from blacklists.signals import blacklist_changed

FIELDS = ("unused_reason", "unused_declared_by", "unused_declared_at")


@transaction.atomic
def declare_unused(*, blacklist: Blacklist, reason: str, by: User) -> Blacklist:
    """Declare that the blacklist is not yet in use; the enterprises are screened without it. Raises ActionDenied."""
    blacklist = _locked(blacklist)
    check_may_declare_unused(blacklist)
    blacklist.unused_reason, blacklist.unused_declared_by = reason, by
    blacklist.unused_declared_at = timezone.now()
    return _save(blacklist, EventType.BLACKLIST_DECLARED_UNUSED, reason, by)


@transaction.atomic
def withdraw_declaration(*, blacklist: Blacklist, reason: str, by: User) -> Blacklist:
    """Withdraw the declaration before the first file: nobody is screened until a file is. Raises ActionDenied."""
    blacklist = _locked(blacklist)
    check_may_withdraw_declaration(blacklist)
    blacklist.unused_reason, blacklist.unused_declared_by, blacklist.unused_declared_at = "", None, None
    return _save(blacklist, EventType.BLACKLIST_DECLARATION_WITHDRAWN, reason, by)


def _locked(blacklist: Blacklist) -> Blacklist:
    Blacklist.objects.select_for_update(of=("self",)).get(pk=blacklist.pk)
    return Blacklist.objects.with_newest().get(pk=blacklist.pk)


def _save(blacklist: Blacklist, event: EventType, reason: str, by: User) -> Blacklist:
    blacklist.save(update_fields=FIELDS)
    record(event, target=blacklist, data={"reason": reason}, by=by)
    blacklist_changed.send(sender=Blacklist, blacklist=blacklist, fields=set(FIELDS), revived=set(), by=by)
    return blacklist
