"""The term of the entries of a blacklist whose rows state no expiry."""

from django.db import connection
from django.utils import timezone

from blacklists.models import Blacklist, BlacklistEntry

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


def set_expiry(blacklist: Blacklist) -> set[int]:
    """Set the expiry of entries whose rows state none; return the primary keys of those that count again."""
    today = timezone.localdate()
    entries = BlacklistEntry.objects.filter(blacklist=blacklist)
    ended = entries.filter(expires_on__lt=today).values_list("pk", flat=True)
    ended_before = set(ended)
    with connection.cursor() as cursor:
        cursor.execute(SET_EXPIRY, {"months": blacklist.entry_months, "blacklist": blacklist.pk})
    living = entries.filter(pk__any_of=ended_before - set(ended.all())).not_ended(on=today)
    return set(living.values_list("pk", flat=True))
