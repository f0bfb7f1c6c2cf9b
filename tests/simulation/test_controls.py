"""The controls of the simulation: planted defects that the comparison of the product with the model must notice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from feedback import work_items
from feedback.actions import announcements, follow, report_decisions
from feedback.states import LOST, NoticeKind
from mailing.actions import outbox
from reorganisations.actions import carrying_out
from screening import determination, timeline
from screening.actions import histories, hit_histories, hits, standings
from screening.models import Standing
from screening.states import Decision, StandingState
from tests.depth import sample
from tests.simulation.acts import administrators, customs, departments, reports
from tests.simulation.runs import ACTS, Act, run_year
from tests.simulation.year import Differs
from webhooks.actions import events
from webhooks.states import EventKind
from workdays.terms import Term

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)
# A defect is looked for in years of so many seeds and steps, until it is noticed.
SEEDS, STEPS, COMPARE_EVERY = 12, 45, 3
Defect = Callable[[pytest.MonkeyPatch], None]


def _expire_a_day_early(patch: pytest.MonkeyPatch) -> None:
    """The last day of the term of an entry no longer belongs to it."""
    days_in_force = hit_histories.days_in_force

    def early(listed_on: date | None, expires_on: date | None, removed_on: date | None) -> Any:
        return days_in_force(listed_on, expires_on and expires_on - ONE_DAY, removed_on)

    patch.setattr(hit_histories, "days_in_force", early)


def _ignore_dismissals(patch: pytest.MonkeyPatch) -> None:
    """An equal number blocks although it was dismissed."""
    blocks = determination.HitFact.blocks.fget

    def ignoring(fact: determination.HitFact) -> bool:
        return blocks(replace(fact, decision=Decision.UNDECIDED) if fact.decision == Decision.DISMISSED else fact)

    patch.setattr(determination.HitFact, "blocks", property(ignoring))


def _ignore_day_of_revocation(patch: pytest.MonkeyPatch) -> None:
    """A revocation holds from the day of its record, whatever day it names."""
    revocations = histories._revocations

    def from_today(ids: set[int]) -> Any:
        found = revocations(ids)
        recorded = dict(histories.Revocation.objects.values_list("pk", "revoked_at__date"))
        return {
            pk: [
                replace(fact, span=fact.span._replace(since=recorded[fact.reason["evidence"]["revocation"]]))
                for fact in facts
            ]
            for pk, facts in found.items()
        }

    patch.setattr(histories, "_revocations", from_today)


def _read_failed_as_clear(patch: pytest.MonkeyPatch) -> None:
    """A failed screening counts as a complete one."""
    determine = determination.determine
    patch.setattr(timeline, "determine", lambda facts: determine(replace(facts, screening_failed=False)))


def _leave_superseded_rows(patch: pytest.MonkeyPatch) -> None:
    """Rows that a late fact superseded stay as if they had never been known otherwise."""
    stored = standings._stored

    def without_past(ids: list[int]) -> Any:
        return {
            enterprise: {pk: row for pk, row in rows.items() if row.until is None}
            for enterprise, rows in stored(ids).items()
        }

    compare = standings.TimelineChanges.compare

    def only_current(changes: Any, enterprise: int, rows: Any, periods: Any) -> None:
        compare(changes, enterprise, {pk: row for pk, row in rows.items() if row.until is None}, periods[-1:])

    patch.setattr(standings, "_stored", without_past)
    patch.setattr(standings.TimelineChanges, "compare", only_current)


def _count_a_day_more(patch: pytest.MonkeyPatch) -> None:
    """The term of a possible match is one working day too long."""
    patch.setattr(hits, "Term", lambda after, working_days: Term(after, working_days + 1))


def _ignore_removals(patch: pytest.MonkeyPatch) -> None:
    """An enterprise that a roster removes stays certified."""
    on = timeline.History.on
    patch.setattr(timeline.History, "on", lambda history, day: replace(on(history, day), is_removed=False))


def _ignore_switches(patch: pytest.MonkeyPatch) -> None:
    """A blacklist excludes as it first did."""
    patch.setattr(timeline, "_excludes", lambda exclusion, day: exclusion[0].excludes)


def _count_names(patch: pytest.MonkeyPatch) -> None:
    """An equal name blocks without a decision."""

    def blocks(fact: determination.HitFact) -> bool:
        return fact.live and fact.excludes and fact.decision != Decision.DISMISSED

    patch.setattr(determination.HitFact, "blocks", property(blocks))


def _ignore_day_of_restoration(patch: pytest.MonkeyPatch) -> None:
    """A restored enterprise was never revoked."""
    revocations = histories._revocations
    patch.setattr(
        histories,
        "_revocations",
        lambda ids: {pk: [fact for fact in facts if fact.span.until is None] for pk, facts in revocations(ids).items()},
    )


def _do_often(patch: pytest.MonkeyPatch, *acts: Act) -> None:
    """Let measures be applied very often, and these acts often, so that a short year has what the defect is about."""
    for act in acts:
        patch.setitem(ACTS, act, 10)
    patch.setitem(ACTS, departments.apply, 40)


def _announce_second_losses(patch: pytest.MonkeyPatch) -> None:
    """Every lost state after a loss is one more loss: departments get a notice of it twice."""
    kind_of_change = follow.kind_of_change

    def repeating(last: str | None, state: StandingState) -> NoticeKind | None:
        return NoticeKind.LOST if last == NoticeKind.LOST and state in LOST else kind_of_change(last, state)

    patch.setattr(follow, "kind_of_change", repeating)


def _forget_a_department(patch: pytest.MonkeyPatch) -> None:
    """One department gets no notice of announcements."""
    recipients = announcements.recipients_of_announcement
    patch.setattr(announcements, "recipients_of_announcement", lambda: recipients().exclude(code="tax"))


def _advise_while_suspended(patch: pytest.MonkeyPatch) -> None:
    """Departments are advised to stop as soon as an enterprise is pending, without a loss."""
    _do_often(patch, customs.suspend)
    announce = follow.announce

    def announcing(kind: NoticeKind, standings: list[Standing]) -> None:
        announce(kind, standings)
        if kind == NoticeKind.PENDING:
            follow.advise_to_stop(standings)

    patch.setattr(follow, "announce", announcing)


def _spare_a_measure(patch: pytest.MonkeyPatch) -> None:
    """Nobody is advised to stop one of the measures, whatever runs of it."""
    _do_often(patch, customs.revoke)
    running = follow.running_without_advice
    patch.setattr(follow, "running_without_advice", lambda: running().exclude(measure__number=26))


def _hide_advice(patch: pytest.MonkeyPatch) -> None:
    """Open advice is on no home page."""
    _do_often(patch, customs.revoke)
    patch.setattr(work_items, "_advice", lambda user: [])


def _leave_applications(patch: pytest.MonkeyPatch) -> None:
    """A measure is handed over without its applications."""
    _do_often(patch, administrators.reorganise)
    patch.setattr(carrying_out, "hand_over_applications", lambda **_: None)


def _send_gains_only(patch: pytest.MonkeyPatch) -> None:
    """Other systems get no event of a lost standing."""
    _do_often(patch, customs.revoke)
    kind_of_change = events.kind_of_change

    def gaining(before: str | None, after: str) -> EventKind | None:
        kind = kind_of_change(before, after)
        return None if kind == EventKind.LOST else kind

    patch.setattr(events, "kind_of_change", gaining)


def _mail_terms_late(patch: pytest.MonkeyPatch) -> None:
    """A mailbox is told of what has a term with the digest of the next working day only."""
    _do_often(patch, customs.revoke, reports.report)
    patch.setattr(outbox, "have_term", lambda notices, department: notices.none())


def _keep_receipts(patch: pytest.MonkeyPatch) -> None:
    """Who decides a report has still to receive it."""
    _do_often(patch, reports.report, reports.decide)
    patch.setattr(report_decisions, "lock_receipt", lambda report, by: None)


# Defect → the seed of the year that notices it soonest.
DEFECTS: dict[Defect, int] = {
    _expire_a_day_early: 3,
    _ignore_dismissals: 9,
    _ignore_day_of_revocation: 2,
    _read_failed_as_clear: 5,
    _leave_superseded_rows: 1,
    _count_a_day_more: 9,
    _ignore_removals: 1,
    _ignore_switches: 9,
    _count_names: 5,
    _ignore_day_of_restoration: 1,
    _announce_second_losses: 1,
    _forget_a_department: 1,
    _advise_while_suspended: 1,
    _spare_a_measure: 1,
    _hide_advice: 1,
    _leave_applications: 1,
    _send_gains_only: 1,
    _mail_terms_late: 1,
    _keep_receipts: 1,
}


@pytest.mark.parametrize("plant", sample(list(DEFECTS), every=9))
def test_planted_defect_is_noticed(plant: Defect, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    first = DEFECTS[plant]
    assert any(map(_is_noticed, range(first, first + SEEDS)))


def _is_noticed(seed: int) -> bool:
    """Run the year of the seed and roll it back; without two workers nothing is committed."""
    with transaction.atomic():
        try:
            run_year(seed, STEPS, compare_every=COMPARE_EVERY, has_two_workers=False)
        except Differs:
            return True
        finally:
            transaction.set_rollback(True)
    return False
