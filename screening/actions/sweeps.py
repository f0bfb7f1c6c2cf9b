"""The time of the last sweep: at that moment beat, broker, a worker and the database all worked."""

from django.utils import timezone

from screening.models import Sweep


def note_sweep() -> None:
    """Record that a sweep ended now."""
    Sweep.objects.update_or_create(pk=Sweep.THE_ONE, defaults={"at": timezone.now()})


def seconds_since_sweep() -> int | None:
    """Return the seconds since the last sweep; None where there was none."""
    last = Sweep.objects.filter(pk=Sweep.THE_ONE).values_list("at", flat=True).first()
    return None if last is None else max(0, int((timezone.now() - last).total_seconds()))
