"""How often one address may file objections and ask for their state: counted by all processes of web together.

Where nothing counts, none is refused; the challenge and the limit for one enterprise stay.
"""

from django.conf import settings

from foundation.counters import SharedCounters

HOUR, DAY = 3600, 86_400
counters = SharedCounters(settings.RATE_LIMIT_URL)


def has_tried_too_often(address: str | None) -> bool:
    """Count a form of the address, filled in for filing; whether these were too many within an hour."""
    return _is_over(f"objection-tried-{address}", HOUR, settings.OBJECTION_TRIES_PER_HOUR)


def has_filed_too_often(address: str | None) -> bool:
    """Count an objection of the address; whether these were too many within a day."""
    return _is_over(f"objection-filed-{address}", DAY, settings.OBJECTIONS_FROM_ADDRESS_PER_DAY)


def has_asked_too_often(address: str | None) -> bool:
    """Count a question of the address for the state of an objection; whether these were too many within an hour."""
    return _is_over(f"objection-asked-{address}", HOUR, settings.OBJECTION_TRIES_PER_HOUR)


def _is_over(key: str, seconds: int, most: int) -> bool:
    count = counters.count(key, seconds=seconds)
    return count is not None and count.number > most
