"""激励资格: the state of each enterprise with its reasons, in valid time and transaction time (bitemporal)."""

from datetime import date, datetime

import pgtrigger
from django.db import models
from django.db.models import Case, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from foundation.postgres.states import state_field, states_known
from roster.models import Enterprise
from screening.reasons import ReasonCode, StandingReason, rests_on_entry, withhold
from screening.states import StandingState


def with_current_standing(enterprises: QuerySet[Enterprise]) -> QuerySet[Enterprise]:
    """Prefetch the current standing of each enterprise (`Enterprise.standing`) with `state_since`, in one query."""
    return enterprises.prefetch_related(current_standings("standings"))


def with_state(enterprises: QuerySet[Enterprise]) -> QuerySet[Enterprise]:
    """Annotate the `state` of each enterprise now and its `state_since`; None for one that was never on a roster."""
    current = Standing.objects.current().filter(enterprise=OuterRef("pk"))
    return enterprises.annotate(
        state=Subquery(current.values("state")),
        state_since=Subquery(current.with_state_since().values("state_since")),
    )


def current_standings(lookup: str) -> Prefetch:
    """Return the prefetch of the current standings with `state_since`; `lookup` leads from the row to its standings."""
    return Prefetch(lookup, queryset=Standing.objects.current().with_state_since(), to_attr="current_standings")


class StandingHolds(models.Func):
    """Whether a standing holds at the end of a day, as known at a moment (None: now).

    The SQL function `standing_holds`, which the initial migration creates, is the one rule for pages, API and triggers.
    The day and the moment may be expressions, such as columns of the outer query.
    """

    function = "standing_holds"
    output_field = models.BooleanField()

    def __init__(self, day: date | F, known_at: datetime | F | None = None) -> None:
        columns = ("since", "until", "end_known_at", "known_at", "known_until")
        moment = known_at if isinstance(known_at, F) else Value(known_at, output_field=models.DateTimeField())
        super().__init__(*map(F, columns), day if isinstance(day, F) else Value(day), moment)


class StandingQuerySet(models.QuerySet["Standing"]):
    def known(self) -> "StandingQuerySet":
        """The rows that are not superseded: the timeline of each enterprise as known now."""
        return self.filter(known_until__isnull=True)

    def current(self) -> "StandingQuerySet":
        """The last row of each timeline."""
        return self.known().filter(until__isnull=True)

    def were_current(self) -> "StandingQuerySet":
        """Return the rows that were the last row of their timeline for a time, not those that only correct its past."""
        return self.filter(Q(end_known_at__isnull=True) | Q(end_known_at__gt=F("known_at")))

    def recorded(self, *, at: datetime) -> "StandingQuerySet":
        """The rows that the platform had recorded by this moment, superseded ones included, with their ends as known.

        `until_as_known`, `end_as_known` and `superseded_as_known` are None where the platform learned the end later.
        """
        ended, superseded = Q(end_known_at__lte=at), Q(known_until__lte=at)
        return self.filter(known_at__lte=at).annotate(
            until_as_known=Case(When(ended, then=F("until"))),
            end_as_known=Case(When(ended, then=F("end_known_at"))),
            superseded_as_known=Case(When(superseded, then=F("known_until"))),
        )

    def current_at(self, moment: datetime) -> "StandingQuerySet":
        """The last row of each timeline as the platform had recorded it at this moment."""
        return self.recorded(at=moment).filter(until_as_known__isnull=True, superseded_as_known__isnull=True)

    def standing_on(self, day: date | F, known_at: datetime | F | None = None) -> "StandingQuerySet":
        """The standing at the end of the day as known at the moment (None: now), at most one for each enterprise."""
        return self.filter(StandingHolds(day, known_at))

    def with_state_since(self) -> "StandingQuerySet":
        """Annotate known rows with `state_since`: the first day of the unbroken run of rows with this state.

        The run begins where the last row of another state ends, or else with the first row of the timeline.
        """
        earlier = Standing.objects.known().filter(enterprise=OuterRef("enterprise"), since__lt=OuterRef("since"))
        other = earlier.exclude(state=OuterRef("state")).order_by("-since").values("until")[:1]
        first = earlier.order_by("since").values("since")[:1]
        return self.annotate(state_since=Coalesce(Subquery(other), Subquery(first), F("since")))

    def eligible(self) -> "StandingQuerySet":
        return self.filter(state=StandingState.ELIGIBLE)


class Standing(models.Model):
    """One state of one enterprise with its reasons (a list of StandingReason), in two times.

    Valid time: it holds from the day `since` on, before `until`. Transaction time: the platform knew the row from
    `known_at` on and its end from `end_known_at` on; a late fact superseded the row at `known_until`. Nothing else of a
    row changes, and each of the three ends is set once. The moments are read from the database's clock, which checks
    them.
    """

    enterprise = models.ForeignKey(Enterprise, verbose_name="企业", on_delete=models.PROTECT, related_name="standings")
    state = state_field("状态", StandingState)
    reasons = models.JSONField("理由", default=list)
    since = models.DateField("自", help_text="自该日起成立")
    until = models.DateField("至", null=True, help_text="该日起不再成立")
    known_at = models.DateTimeField("记录时间")
    end_known_at = models.DateTimeField("终止记录时间", null=True)
    known_until = models.DateTimeField("更正时间", null=True, help_text="该时间起由后来得知的事实取代")

    objects = StandingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "激励资格"
        ordering = ("-since", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(until__isnull=True, known_until__isnull=True),
                name="standing_current_once",
            ),
            models.UniqueConstraint(
                fields=["enterprise", "since"], condition=Q(known_until__isnull=True), name="standing_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True, end_known_at__isnull=True)
                | Q(until__gt=F("since"), end_known_at__isnull=False),
                name="standing_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(known_until__isnull=True) | Q(known_until__gte=F("known_at")),
                name="standing_superseded_after_known",
            ),
            models.CheckConstraint(
                condition=~Q(state=StandingState.ELIGIBLE) | Q(reasons__contains=[{"code": ReasonCode.SCREENED}]),
                name="standing_eligible_is_screened",
            ),
            states_known("state", StandingState, name="standing_state_known"),
        ]
        indexes = [
            models.Index(
                fields=["state", "enterprise"],
                condition=Q(until__isnull=True, known_until__isnull=True),
                name="standing_current",
            ),
            models.Index(
                fields=["enterprise"],
                condition=Q(state=StandingState.ELIGIBLE) & (Q(until__isnull=False) | Q(known_until__isnull=False)),
                name="standing_eligible_once",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="standing_immutable",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF (OLD.until IS NOT NULL
                            AND (NEW.until, NEW.end_known_at) IS DISTINCT FROM (OLD.until, OLD.end_known_at))
                        OR (OLD.known_until IS NOT NULL AND NEW.known_until IS DISTINCT FROM OLD.known_until)
                        OR (NEW.enterprise_id, NEW.state, NEW.reasons, NEW.since, NEW.known_at)
                        IS DISTINCT FROM (OLD.enterprise_id, OLD.state, OLD.reasons, OLD.since, OLD.known_at)
                    THEN
                        RAISE EXCEPTION 'a standing is never edited, only ended or superseded';
                    END IF;
                    IF (NEW.end_known_at IS DISTINCT FROM OLD.end_known_at
                            AND NEW.end_known_at NOT BETWEEN now() AND clock_timestamp())
                        OR (NEW.known_until IS DISTINCT FROM OLD.known_until
                            AND NEW.known_until NOT BETWEEN now() AND clock_timestamp())
                    THEN
                        RAISE EXCEPTION 'an end is known from the moment of its writing on';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                # A moment within the transaction that writes the row, by the database's clock.
                name="standing_known_now",
                level=pgtrigger.Statement,
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                referencing=pgtrigger.Referencing(new="added"),
                func="""
                    IF EXISTS (
                        SELECT FROM added
                        WHERE known_at NOT BETWEEN now() AND clock_timestamp()
                            OR end_known_at NOT BETWEEN now() AND clock_timestamp()
                            OR known_until NOT BETWEEN now() AND clock_timestamp()
                    ) THEN
                        RAISE EXCEPTION 'a standing is known from the moment of its writing on';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                # The known rows of an enterprise are its timeline: one state a day.
                name="standing_no_overlap",
                level=pgtrigger.Statement,
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                referencing=pgtrigger.Referencing(new="added"),
                func="""
                    IF EXISTS (
                        SELECT FROM added JOIN screening_standing other
                            ON other.enterprise_id = added.enterprise_id AND other.id <> added.id
                        WHERE added.known_until IS NULL AND other.known_until IS NULL
                            AND added.since < COALESCE(other.until, 'infinity')
                            AND other.since < COALESCE(added.until, 'infinity')
                    ) THEN
                        RAISE EXCEPTION 'an enterprise has one standing on each day';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}：{self.get_state_display()}"

    @property
    def is_eligible(self) -> bool:
        return self.state == StandingState.ELIGIBLE

    @property
    def is_suspended(self) -> bool:
        """Whether it is pending because the competent customs office suspended it."""
        codes = (reason["code"] for reason in self.reasons)
        return self.state == StandingState.PENDING and ReasonCode.SUSPENDED in codes

    @property
    def is_screened_at_once(self) -> bool:
        """Whether it only held until the screening of the same day, which superseded it."""
        if self.state != StandingState.UNSCREENED or self.known_until is None:
            return False
        return timezone.localdate(self.known_at) == timezone.localdate(self.known_until)

    @property
    def shared_reasons(self) -> list[StandingReason]:
        """The reasons for a reader who may not see the screening.

        A reason that rests on a blacklist entry keeps its parameters only while the enterprise's current standing
        rests on the same entry. When an entry ends or is repaired, its use and its sharing end together (信用修复,
        rules of 2026-04-01).
        """
        if self.until is None and self.known_until is None:
            return self.reasons
        current = self.enterprise.standing
        shared = {reason["evidence"].get("entry") for reason in current.reasons} if current else set()
        return [
            withhold(reason) if rests_on_entry(reason) and reason["evidence"]["entry"] not in shared else reason
            for reason in self.reasons
        ]

    def reasons_for(self, *, sees_screening: bool, is_competent: bool = False) -> list[StandingReason]:
        """Return the reasons as this reader may see them.

        A possible match may be another party, so it keeps its parameters only for those who decide on the enterprise:
        readers of the screening, and the competent customs office and 市发展改革委 (`is_competent`).
        """
        if sees_screening:
            return self.reasons
        if is_competent:
            return self.shared_reasons
        return [
            withhold(reason) if reason["code"] == ReasonCode.POSSIBLE_MATCH else reason
            for reason in self.shared_reasons
        ]
