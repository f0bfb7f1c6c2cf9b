"""Bitemporal standings: since when they hold (valid time), and when the platform knew it (transaction time)."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from blacklists.models import BlacklistEntry
from foundation.postgres.copy import NULL, copy_columns
from roster.models import Enterprise
from screening.actions.revocations import restore_enterprise, revoke_enterprise
from screening.explanation.explain import NOT_KNOWN, NOT_ON_THE_DAY, Explanation, StandingQuery, explain
from screening.models import Revocation, ScreeningHit, Standing
from screening.states import STANDING_TRANSITIONS, Decision, StandingState
from tests.factories import make_certified
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import decide_hit, list_entries, put_in_force

NAME = "济南泺岬0001进出口有限公司"
DAY = timedelta(days=1)


def enterprise() -> Enterprise:
    return Enterprise.objects.get(uscc=uscc_of(1))


def ask(*, on: date | None = None, known_at: datetime | None = None, sees_screening: bool = True) -> Explanation:
    moment = known_at or timezone.now()
    return explain(enterprise(), StandingQuery(on or timezone.localdate(moment), moment, sees_screening))


class Learned(NamedTuple):
    """A standing as the platform learned it."""

    state: StandingState
    since: date
    known_at: datetime


def history(chance: random.Random, *, rows: int) -> list[Learned]:
    """Random standings: some learned long after their first day, some superseded on it."""
    learned: list[Learned] = []
    state, since, known_at = StandingState.LAPSED, date(2025, 1, 6), datetime(2025, 1, 6, 3, tzinfo=UTC)
    for _ in range(rows):
        state = StandingState(chance.choice(STANDING_TRANSITIONS[state]))
        known_at += timedelta(minutes=chance.randint(1, 20_000))
        since = max(since, known_at.date() - chance.choice([0, 0, 1, 5, 40, 400]) * DAY)
        learned.append(Learned(state, since, known_at))
    return learned


def make_enterprise(learned: list[Learned]) -> Enterprise:
    """An enterprise with these standings, each ended by the next."""
    enterprise = Enterprise.objects.create(uscc=uscc_of(1), name=NAME, name_key="x", bigrams=["x"])
    for standing in learned:
        previous = enterprise.standings.current().first()
        enterprise.standings.current().update(until=standing.since, end_known_at=standing.known_at)
        copy_columns(
            Standing,
            {
                "enterprise": [str(enterprise.pk)],
                "previous": [str(previous.pk) if previous else NULL],
                "state": [standing.state.value],
                "reasons": ["[]"],
                "since": [standing.since.isoformat()],
                "known_at": [standing.known_at.isoformat()],
            },
        )
    return enterprise


def expected_standing(learned: list[Learned], *, day: date, at: datetime) -> Learned | None:
    """The standing on the day, found by replaying the history up to the moment."""
    days: dict[date, Learned] = {}
    for standing in learned:
        if standing.known_at <= at:
            days = {first: known for first, known in days.items() if first < standing.since}
            days[standing.since] = standing
    earlier = [first for first in days if first <= day]
    return days[max(earlier)] if earlier else None


def moments(learned: list[Learned]) -> Iterator[datetime]:
    for standing in learned:
        yield from (standing.known_at - timedelta(microseconds=1), standing.known_at, standing.known_at + DAY)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_standing_on_any_day_as_known_at_any_moment_follows_the_history(seed: int) -> None:
    chance = random.Random(seed)
    learned = history(chance, rows=25)
    enterprise = make_enterprise(learned)
    rows = enterprise.standings.all()
    days = {standing.since + shift * DAY for standing in learned for shift in (-1, 0, 1)}
    for at in moments(learned):
        known = rows.as_known(at=at)
        for day in chance.sample(sorted(days), 12):
            expected = expected_standing(learned, day=day, at=at)
            answer = known.on(day)
            assert [(row.state, row.since, row.known_at) for row in answer] == ([expected] if expected else [])


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_each_standing_was_the_answer_when_it_became_known(seed: int) -> None:
    enterprise = make_enterprise(history(random.Random(seed), rows=40))
    for row in enterprise.standings.all():
        (answer,) = enterprise.standings.as_known(at=row.known_at).on(row.since)
        assert answer == row
        assert (answer.known_until, answer.known_end) == (None, None)


@pytest.mark.django_db
def test_as_known_now_equals_the_current_record() -> None:
    learned = history(random.Random(1), rows=30)
    enterprise = make_enterprise(learned)
    for day in {standing.since + shift * DAY for standing in learned for shift in (-1, 0, 1)}:
        known = enterprise.standings.as_known(at=timezone.now()).on(day)
        assert list(known) == list(enterprise.standings.on(day))


@pytest.mark.django_db
def test_day_without_a_standing_is_explained_by_a_message() -> None:
    enterprise = make_certified()
    now = timezone.now()
    before = explain(enterprise, StandingQuery(timezone.localdate() - DAY, now, True))
    assert (before.state, before.message, before.reasons) == (None, NOT_ON_THE_DAY, ())
    stranger = make_enterprise([])
    never = explain(stranger, StandingQuery(timezone.localdate(), now, True))
    assert (never.state, never.message, never.standings) == (None, NOT_KNOWN, ())
    early = explain(enterprise, StandingQuery(timezone.localdate(), now - DAY, True))
    assert (early.state, early.message) == (None, NOT_KNOWN)


@pytest.mark.django_db
def test_revocation_backdated_behind_a_later_standing_is_noted(officer: User) -> None:
    """The standings of that day already have successors: the record stays, and a note explains it."""
    today, now = timezone.localdate(), timezone.now()
    enterprise = make_enterprise(
        [
            Learned(StandingState.UNSCREENED, today - 10 * DAY, now - 10 * DAY),
            Learned(StandingState.ELIGIBLE, today - 10 * DAY, now - 10 * DAY),
            Learned(StandingState.BLOCKED, today - 5 * DAY, now - 5 * DAY),
        ]
    )
    revocation = Revocation.objects.create(
        enterprise=enterprise,
        office=officer.own_department,
        reason="走私",
        document_number="8号",
        effective_on=today - 8 * DAY,
        revoked_by=officer,
    )
    seven = explain(enterprise, StandingQuery(today - 7 * DAY, timezone.now(), True))
    assert seven.state == StandingState.ELIGIBLE
    assert "8号" in seven.notes[0]
    for question in (
        StandingQuery(today - 9 * DAY, timezone.now(), True),
        StandingQuery(today - 7 * DAY, revocation.revoked_at - timedelta(microseconds=1), True),
    ):
        assert explain(enterprise, question).notes == ()


@pytest.mark.django_db
@pytest.mark.usefixtures("blacklists")
def test_queries_do_not_grow_with_the_reasons(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])

    def queries() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            answer = ask()
        return len(captured), len(answer.reasons)

    list_entries(credit, "court-defaulters", [blacklist_line(NAME, uscc=uscc_of(1), document="0号")])
    few, one = queries()
    lines = [blacklist_line(NAME, uscc=uscc_of(1), document=f"{n}号") for n in range(20)]
    list_entries(credit, "court-defaulters", lines)
    many, twenty = queries()
    assert (one, twenty) == (2, 21)
    assert many == few <= 20


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("blacklists")
class TestWhatWasKnownWhen:
    """With real commits, because events are dated by the transaction that wrote them."""

    def test_certified_then_blacklisted_then_removed_from_the_blacklist(self, officer: User, credit: User) -> None:
        roster = put_in_force(officer, [roster_line(1)])
        eligible = ask()
        assert eligible.state == StandingState.ELIGIBLE
        certification, screening = eligible.reasons[0].certification, eligible.reasons[1].screening
        assert certification is not None
        assert screening is not None
        assert (certification.source.filename, certification.source.row) == (roster.filename, 2)
        assert certification.source.sha256 == roster.sha256
        assert {field.key: field.value for field in certification.source.cells}["uscc"] == uscc_of(1)
        assert certification.source.confirmed_by == f"泉城海关{officer}"
        assert screening.enterprise_count == 1
        listing = list_entries(credit, "court-defaulters", [blacklist_line(NAME, uscc=uscc_of(1))])
        blocked = ask()
        assert blocked.state == StandingState.BLOCKED
        hit, entry = blocked.reasons[0].hit, blocked.reasons[0].entry
        assert hit is not None
        assert entry is not None
        assert (hit.match_type, hit.score, len(hit.rules), hit.steps) == ("uscc", 100, 1, ())
        assert (entry.source.filename, entry.source.row) == (listing.filename, 3)
        fields = {field.key: field.value for field in entry.values}
        assert (fields["listed_on"], fields["removed_on"]) == (date(2026, 1, 5), None)
        removal = blacklist_line(NAME, uscc=uscc_of(1), removed_on="2026-06-30")
        list_entries(credit, "court-defaulters", [removal], mode="changes", as_of=date(2026, 7, 1))
        assert ask().state == StandingState.ELIGIBLE
        # As known then, the removal is left out.
        assert ask(known_at=blocked.known_at) == blocked

    def test_change_learned_later_is_listed_beside_the_evidence(self, officer: User, credit: User) -> None:
        put_in_force(officer, [roster_line(1)])
        list_entries(credit, "court-defaulters", [blacklist_line(NAME, uscc=uscc_of(1))])
        before = timezone.now()
        BlacklistEntry.objects.update(expires_on=date(2099, 1, 1))
        (change,) = ask().reasons[0].entry.changes
        assert (change.key, change.before, change.after) == ("expires_on", None, date(2099, 1, 1))
        assert ask(known_at=before).reasons[0].entry.changes == ()

    def test_full_import_without_the_entry_is_named_as_the_source_of_its_end(self, officer: User, credit: User) -> None:
        put_in_force(officer, [roster_line(1)])
        two = [blacklist_line(NAME, uscc=uscc_of(1)), blacklist_line("别家", uscc=uscc_of(50))]
        list_entries(credit, "court-defaulters", two)
        more = [blacklist_line("又一家", uscc=uscc_of(51))]
        later = list_entries(credit, "court-defaulters", two[1:] + more, as_of=date(2026, 7, 1), compare=False)
        (change,) = ask().reasons[0].entry.changes
        assert (change.after, change.source.sha256, change.source.row) == (date(2026, 7, 1), later.sha256, None)

    def test_decision_and_its_reopening_are_steps_of_the_hit(self, officer: User, credit: User) -> None:
        put_in_force(officer, [roster_line(1)])
        list_entries(credit, "court-defaulters", [blacklist_line(NAME)])
        undecided = ask()
        assert undecided.reasons[2].code == "possible_match"
        assert undecided.reasons[2].hit.steps == ()
        decide_hit(hit=ScreeningHit.objects.get(), decision=Decision.CONFIRMED, reason="地址一致", by=credit)
        decided = ask()
        (step,) = decided.reasons[0].hit.steps
        assert (step.decision, step.reason, step.by) == ("confirmed", "地址一致", f"市发展改革委{credit}")
        list_entries(credit, "court-defaulters", [blacklist_line(NAME, listed_on="2026-02-06")], as_of=date(2026, 7, 2))
        reopened = ask()
        assert [step.decision for reason in reopened.reasons if reason.hit for step in reason.hit.steps] == [
            "confirmed",
            "undecided",
        ]
        assert ask(known_at=undecided.known_at) == undecided
        assert ask(known_at=decided.known_at).reasons[0].hit.steps == (step,)

    def test_backdated_revocation_and_restoration(self, officer: User) -> None:
        enterprise = make_certified()
        today = timezone.localdate()
        day = today + DAY
        before = timezone.now()
        revoke_enterprise(enterprise=enterprise, reason="走私", document_number="8号", effective_on=today, by=officer)
        then = explain(enterprise, StandingQuery(today, before, True))
        now = explain(enterprise, StandingQuery(today, timezone.now(), True))
        assert (then.state, now.state) == (StandingState.ELIGIBLE, StandingState.REVOKED)
        assert [row.until for row in then.standings][-1] is None
        assert now.reasons[0].revocation.restored_on is None
        known = timezone.now()
        restore_enterprise(
            revocation=enterprise.revocations.get(),
            reason="复议撤销",
            document_number="9号",
            restored_on=today,
            by=officer,
        )
        assert explain(enterprise, StandingQuery(today, known, True)).reasons == now.reasons
        later = explain(enterprise, StandingQuery(day, timezone.now(), True))
        assert later.state == StandingState.ELIGIBLE
        assert any("晚于" in note for note in later.notes)

    def test_renamed_enterprise_has_the_name_known_then(self, officer: User) -> None:
        put_in_force(officer, [roster_line(1)])
        before = ask()
        put_in_force(officer, [roster_line(1, name="济南泺岬新名有限公司")], as_of=date(2026, 7, 1))
        assert ask().enterprise.name == "济南泺岬新名有限公司"
        again = ask(known_at=before.known_at)
        assert again == before
        assert again.enterprise.name == NAME

    def test_removed_enterprise_names_the_roster_that_removed_it(self, officer: User) -> None:
        put_in_force(officer, [roster_line(1), roster_line(2)])
        later = put_in_force(officer, [roster_line(2)], as_of=date(2026, 7, 1))
        certification = ask().reasons[0].certification
        assert certification.closed_by.sha256 == later.sha256
        assert certification.removal_reason == "不再符合标准"
        assert certification.source.row == 2

    def test_reader_without_the_screening_has_the_text_only(self, officer: User, credit: User) -> None:
        put_in_force(officer, [roster_line(1)])
        list_entries(credit, "court-defaulters", [blacklist_line(NAME, uscc=uscc_of(1))])
        blocking, certified = ask(sees_screening=False).reasons
        assert (blocking.withheld, blocking.hit, blocking.entry) == (True, None, None)
        assert "失信被执行人" in blocking.text
        assert not certified.withheld
        assert certified.certification is not None
