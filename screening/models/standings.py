"""激励资格: the state of each enterprise with its reasons, in valid time and transaction time (bitemporal)."""

from datetime import date, datetime

import pgtrigger
from django.db import models
from django.db.models import Case, F, Prefetch, Q, QuerySet, When

from foundation.postgres.states import state_field, states_known
from roster.models import Enterprise
from screening.reasons import StandingReason, rests_on_entry, withhold
from screening.states import STANDING_TRANSITIONS, StandingState


def _legal_transitions() -> str:
    """The legal transitions as SQL row values; a row may follow one of the same state with other reasons."""
    transitions = [(old, new) for old, news in STANDING_TRANSITIONS.items() for new in news]
    transitions += [(state, state) for state in StandingState]
    return ", ".join(f"('{old}', '{new}')" for old, new in transitions)


def with_current_standing(enterprises: QuerySet[Enterprise]) -> QuerySet[Enterprise]:
    """Prefetch the current standing of each enterprise (`Enterprise.standing`), in one query for all."""
    return enterprises.prefetch_related(
        Prefetch("standings", queryset=Standing.objects.current(), to_attr="current_standings")
    )


class StandingQuerySet(models.QuerySet["Standing"]):
    def current(self) -> "StandingQuerySet":
        """The last row of each enterprise, which no other row has ended."""
        return self.filter(until__isnull=True)

    def as_known(self, *, at: datetime) -> "StandingQuerySet":
        """The rows that the platform had at this moment, annotated with their ends as known then.

        `known_until` and `known_end` are None where the platform learned the end later.
        """
        ended = Q(end_known_at__lte=at)
        return self.filter(known_at__lte=at).annotate(
            known_until=Case(When(ended, then=F("until"))), known_end=Case(When(ended, then=F("end_known_at")))
        )

    def on(self, day: date) -> "StandingQuerySet":
        """The rows in force at the end of the day, at most one for each enterprise. After `as_known`: as known then."""
        end = "known_until" if "known_until" in self.query.annotations else "until"
        return self.filter(Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": day}), since__lte=day)

    def eligible(self) -> "StandingQuerySet":
        return self.filter(state=StandingState.ELIGIBLE)


class Standing(models.Model):
    """One state of one enterprise with its reasons (a list of StandingReason).

    A row is never edited or deleted, except that the row that follows sets its end (`until`, `end_known_at`).
    """

    enterprise = models.ForeignKey(Enterprise, verbose_name="企业", on_delete=models.PROTECT, related_name="standings")
    previous = models.OneToOneField(
        "self", verbose_name="前一状态", null=True, on_delete=models.PROTECT, related_name="next"
    )
    state = state_field("状态", StandingState)
    reasons = models.JSONField("理由", default=list)
    since = models.DateField("自", help_text="自该日起成立")
    until = models.DateField("至", null=True, help_text="该日起不再成立")
    known_at = models.DateTimeField("平台得知时间", auto_now_add=True)
    end_known_at = models.DateTimeField("平台得知终止的时间", null=True)

    objects = StandingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "激励资格"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"], condition=Q(until__isnull=True), name="standing_current_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True, end_known_at__isnull=True)
                | Q(until__gte=F("since"), end_known_at__isnull=False),
                name="standing_ends_after_start",
            ),
            states_known("state", StandingState, name="standing_state_known"),
            models.UniqueConstraint(
                fields=["enterprise"], condition=Q(previous__isnull=True), name="standing_first_once"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "enterprise"], condition=Q(until__isnull=True), name="standing_current"),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="standing_immutable",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF OLD.until IS NOT NULL
                        OR (NEW.enterprise_id, NEW.previous_id, NEW.state, NEW.reasons, NEW.since, NEW.known_at)
                        IS DISTINCT FROM
                        (OLD.enterprise_id, OLD.previous_id, OLD.state, OLD.reasons, OLD.since, OLD.known_at)
                    THEN
                        RAISE EXCEPTION 'a standing is never edited, only ended';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                # Each enterprise has one first row and each row at most one next row. So the rows of an enterprise form
                # one chain, and this trigger keeps it without overlaps.
                name="standing_transition",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("before", "text"), ("enterprise", "bigint"), ("ended", "date")],
                func=f"""
                    IF NEW.previous_id IS NULL THEN
                        before := 'lapsed';
                    ELSE
                        SELECT state, enterprise_id, until INTO before, enterprise, ended
                        FROM screening_standing WHERE id = NEW.previous_id;
                        IF enterprise <> NEW.enterprise_id OR ended IS NULL OR ended > NEW.since THEN
                            RAISE EXCEPTION 'a standing follows one of the same enterprise that has ended';
                        END IF;
                    END IF;
                    IF (before, NEW.state) NOT IN ({_legal_transitions()}) THEN
                        RAISE EXCEPTION 'no standing goes from % to %', before, NEW.state;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}：{self.get_state_display()}"

    @property
    def is_eligible(self) -> bool:
        return self.state == StandingState.ELIGIBLE

    @property
    def shared_reasons(self) -> list[StandingReason]:
        """The reasons for a reader who may not see the screening.

        A reason that rests on a blacklist entry keeps its parameters only while the enterprise's current standing
        rests on the same entry. When an entry ends or is repaired, its use and its sharing end together (信用修复,
        rules of 2026-04-01).
        """
        if self.until is None:
            return self.reasons
        current = self.enterprise.standing
        shared = {reason["evidence"].get("entry") for reason in current.reasons} if current else set()
        return [
            withhold(reason) if rests_on_entry(reason) and reason["evidence"]["entry"] not in shared else reason
            for reason in self.reasons
        ]

    def reasons_for(self, *, sees_screening: bool) -> list[StandingReason]:
        """The reasons as this reader may know them."""
        return self.reasons if sees_screening else self.shared_reasons
