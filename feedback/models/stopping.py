"""Which running applications a department has to stop after a loss, and which run on (plan §3).

A revocation may name the measures to stop. One that names none concerns all measures.
"""

from django.db.models import BigIntegerField, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from feedback.models.applications import MeasureApplication, MeasureApplicationQuerySet
from feedback.models.notices import StandingChange, StopAdvice
from feedback.states import ANSWERED, AdviceState
from screening.models import Revocation, Standing
from screening.reasons import ReasonCode
from screening.states import StandingState


def is_spared() -> Exists:
    """Whether the enterprise of an application is revoked by a decision that names measures, and not this one.

    A decision that names none concerns all measures. A removal from the roster or a match on a blacklist ends the
    exception: it is another loss, which names none.
    """
    is_blacklisted = Q(reasons__contains=[{"code": ReasonCode.BLACKLISTED.value}])
    revoked = Standing.objects.current().filter(~is_blacklisted, state=StandingState.REVOKED).values("enterprise")
    naming = Revocation.objects.open().filter(
        enterprise=OuterRef("enterprise"), enterprise__in=revoked, measures__isnull=False
    )
    return Exists(naming.filter(~Q(measures__contains=[OuterRef("measure")])))


def with_state_now(applications: MeasureApplicationQuerySet) -> MeasureApplicationQuerySet:
    """Annotate `is_eligible_now` (the enterprise), `open_advice` (the key of the open stop advice) and `is_spared`."""
    advice = StopAdvice.objects.open().filter(application=OuterRef("pk"))
    eligible = Standing.objects.current().eligible().filter(enterprise=OuterRef("enterprise"))
    return applications.annotate(
        open_advice=Subquery(advice.values("pk")), is_eligible_now=Exists(eligible), is_spared=is_spared()
    )


def running_without_advice() -> MeasureApplicationQuerySet:
    """Running applications of which a department is to be advised if the standing is lost, and has not been.

    Those that the revocation in force spares are left out.
    """
    return running_unadvised().filter(~is_spared())


def running_unadvised() -> MeasureApplicationQuerySet:
    """Running applications without open advice, and without an answer since the last announced change.

    `announced` is the key of the standing of that change, 0 without one.
    Advice may be older than the announcement of its loss, but its standing is never older than the announced one. An
    answer about a loss that has ended counts no more: the next loss is another one.
    """
    changes = StandingChange.objects.filter(enterprise=OuterRef("enterprise"))
    announced = Subquery(changes.order_by("-pk").values("standing")[:1])
    answered = Q(state__in=ANSWERED, standing__gte=OuterRef("announced"))
    advice = StopAdvice.objects.filter(Q(state=AdviceState.OPEN) | answered, application=OuterRef("pk"))
    running = MeasureApplication.objects.running().annotate(
        announced=Coalesce(announced, 0, output_field=BigIntegerField())
    )
    return running.filter(~Exists(advice))
