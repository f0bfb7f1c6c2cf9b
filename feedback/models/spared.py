"""Measures that run on although the standing is lost: a revocation may name the measures to stop (plan §3)."""

from django.db.models import Exists, OuterRef, Q

from screening.models import Revocation, Standing
from screening.states import StandingState


def is_spared() -> Exists:
    """Whether the enterprise of an application is revoked by a decision that names measures, and not this one.

    A decision that names none concerns all measures. A removal from the roster or a match on a blacklist ends the
    exception: it is another loss, which names none.
    """
    revoked = Standing.objects.current().filter(state=StandingState.REVOKED).values("enterprise")
    naming = Revocation.objects.open().filter(
        enterprise=OuterRef("enterprise"), enterprise__in=revoked, measures__isnull=False
    )
    return Exists(naming.filter(~Q(measures__contains=[OuterRef("measure")])))
