"""“黑名单”领域: what lists there are, and what each of them does (field notes: not every negative list counts)."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from roster.actions.hits import give_terms
from roster.actions.standings import lock_firms, reassess
from roster.models import Blacklist, BlacklistEntry, Screening, ScreeningHit
from roster.models.screenings import Trigger
from roster.policies import check_may_exclude, check_switch_is_meant

FIELDS = ("name", "authority", "excludes", "legal_basis", "update_days", "entry_months")
TITLES = {field.name: str(field.verbose_name) for field in Blacklist._meta.concrete_fields}
# An entry whose own row says no expiry lives as long as its list says. Locked in one order, as whoever keeps hits does.
SET_EXPIRY = """
    WITH other AS MATERIALIZED (
        SELECT entry.id FROM roster_blacklistentry AS entry JOIN roster_blacklistrow AS row ON row.id = entry.row_id
        WHERE row.expires_on = '' AND entry.blacklist_id = %(blacklist)s
            AND entry.expires_on IS DISTINCT FROM (entry.listed_on + make_interval(months => %(months)s))::date
        ORDER BY entry.id FOR NO KEY UPDATE OF entry
    )
    UPDATE roster_blacklistentry AS entry
    SET expires_on = (entry.listed_on + make_interval(months => %(months)s))::date
    FROM other WHERE other.id = entry.id
"""


class Touched(NamedTuple):
    """Whom a switch of the list would touch: hits that still match, and the firms that have them."""

    hits: int
    firms: int


def touched_by_switch(blacklist: Blacklist) -> Touched:
    """How many hits on the list there are, and of how many firms."""
    holding = _holding(blacklist)
    return Touched(holding.count(), holding.order_by().values("enterprise").distinct().count())


@transaction.atomic
def create_blacklist(*, code: str, said: Mapping[str, Any], by: User) -> Blacklist:
    """Open a list of one more sector; `said` has the FIELDS. Raises ActionDenied."""
    blacklist = Blacklist(code=code, **{field: said[field] for field in FIELDS})
    check_may_exclude(blacklist)
    blacklist.save()
    record("新增“黑名单”领域", target=blacklist, detail=_described(blacklist, FIELDS), by=by)
    return blacklist


@transaction.atomic
def change_blacklist(
    *, blacklist: Blacklist, said: Mapping[str, Any], switch_confirmed: bool = False, by: User
) -> Blacklist:
    """Change what a list is and does; standings follow in the same transaction.

    `switch_confirmed`: the person was shown whom a switch between excluding and hint only touches. Raises
    ActionDenied.
    """
    blacklist = Blacklist.objects.select_for_update().get(pk=blacklist.pk)
    changed = [field for field in FIELDS if getattr(blacklist, field) != said[field]]
    before = _described(blacklist, changed)
    for field in changed:
        setattr(blacklist, field, said[field])
    check_may_exclude(blacklist)
    if "excludes" in changed:
        check_switch_is_meant(switch_confirmed)
    if not changed:
        return blacklist
    blacklist.save(update_fields=changed)
    revived = _set_expiry(blacklist) if "entry_months" in changed else set()
    touched = touched_by_switch(blacklist) if "excludes" in changed else Touched(0, 0)
    if "excludes" in changed or "entry_months" in changed:
        holding = _holding(blacklist)
        firms = lock_firms(holding.values_list("enterprise_id", flat=True))
        is_anew = "excludes" in changed and blacklist.excludes
        give_terms(holding if is_anew else holding.filter(entry__pk__any_of=revived))
        reassess(enterprise_ids=firms)
    detail: dict[str, object] = {"原为": before, "改为": _described(blacklist, changed)}
    if "excludes" in changed:
        detail |= {"涉及命中": touched.hits, "涉及企业": touched.firms}
    record("修改“黑名单”领域", target=blacklist, detail=detail, by=by)
    return blacklist


def _holding(blacklist: Blacklist) -> Any:
    return ScreeningHit.objects.filter(entry__blacklist=blacklist, holds=True)


def _described(blacklist: Blacklist, fields: Collection[str]) -> dict[str, object]:
    return {TITLES[field]: getattr(blacklist, field) for field in fields}


def _set_expiry(blacklist: Blacklist) -> set[int]:
    """Entries without an expiry of their own follow the list's rule; those that live again are compared again, and
    returned."""
    today = timezone.localdate()
    entries = BlacklistEntry.objects.filter(blacklist=blacklist)
    ended = entries.filter(expires_on__lte=today).values_list("pk", flat=True)
    ended_before = set(ended)
    with connection.cursor() as cursor:
        cursor.execute(SET_EXPIRY, {"months": blacklist.entry_months, "blacklist": blacklist.pk})
    living = entries.filter(pk__any_of=ended_before - set(ended.all())).not_ended(on=today)
    for brought_by in living.order_by().values_list("touched_by", flat=True).distinct():
        Screening.objects.create(trigger=Trigger.BLACKLIST, blacklist_import_id=brought_by)
    return set(living.values_list("pk", flat=True))
