"""How old the rosters of the customs offices are."""

from datetime import date

from django.db.models import Max

from roster.models import RosterSubmission


def newest_rosters() -> dict[int, date]:
    """Key of a customs office → the day of its newest confirmed roster; an office without one is left out."""
    confirmed = RosterSubmission.objects.confirmed().order_by().values("office").annotate(newest=Max("as_of"))
    return dict(confirmed.values_list("office", "newest"))
