"""The sweep's sign of life: beat, broker, a worker and the database were all at work then."""

from django.utils import timezone

from screening.models import Sweep


def note_sweep() -> None:
    """Every waiting row was looked for just now."""
    Sweep.objects.update_or_create(pk=Sweep.THE_ONE, defaults={"at": timezone.now()})


def seconds_since_sweep() -> int | None:
    """How long ago that was; None for never."""
    last = Sweep.objects.filter(pk=Sweep.THE_ONE).values_list("at", flat=True).first()
    return None if last is None else max(0, int((timezone.now() - last).total_seconds()))
