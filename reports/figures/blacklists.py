"""How old the data of the blacklists is."""

from datetime import date

from blacklists.models import Blacklist
from reports.contents import BlacklistFigures


def blacklist_figures(*, on: date) -> list[BlacklistFigures]:
    """Return the age on the day of each blacklist in use."""
    return [
        BlacklistFigures(
            key=blacklist.pk,
            code=blacklist.code,
            name=blacklist.name,
            newest=blacklist.newest.isoformat() if blacklist.newest else None,
            days=(on - blacklist.newest).days if blacklist.newest else None,
            habit=blacklist.update_habit,
            is_stale=blacklist.is_stale(on=on),
        )
        for blacklist in Blacklist.objects.with_newest()
        if not blacklist.is_declared_unused
    ]
