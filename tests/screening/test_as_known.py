"""Two times kept apart: since when a standing holds, and when the platform knew it."""

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


class Told(NamedTuple):
    """A standing as it was told to the platform."""

    state: StandingState
    since: date
    known_at: datetime


def history(chance: random.Random, *, rows: int) -> list[Told]:
    """Standings at random, some told long after the day that they hold from, some superseded on it."""
    told: list[Told] = []
    state, since, known_at = StandingState.LAPSED, date(2025, 1, 6), datetime(2025, 1, 6, 3, tzinfo=UTC)
    for _ in range(rows):
        state = StandingState(chance.choice(STANDING_TRANSITIONS[state]))
        known_at += timedelta(minutes=chance.randint(1, 20_000))
        since = max(since, known_at.date() - chance.choice([0, 0, 1, 5, 40, 400]) * DAY)
        told.append(Told(state, since, known_at))
    return told


def make_told(told: list[Told]) -> Enterprise:
    """An enterprise with these standings, each ended by the next."""
    enterprise = Enterprise.objects.create(uscc=uscc_of(1), name=NAME, name_key="x", bigrams=["x"])
    for standing in told:
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


def last_told(told: list[Told], *, day: date, at: datetime) -> Told | None:
    """The answer worked out by replaying what was told, as a clerk with a pencil would."""
    days: dict[date, Told] = {}
    for standing in told:
        if standing.known_at <= at:
            days = {when: who for when, who in days.items() if when < standing.since}
            days[standing.since] = standing
    held = [when for when in days if when <= day]
    return days[max(held)] if held else None


def moments(told: list[Told]) -> Iterator[datetime]:
    for standing in told:
        yield from (standing.known_at - timedelta(microseconds=1), standing.known_at, standing.known_at + DAY)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_every_day_at_every_moment_is_what_had_been_told_by_then(seed: int) -> None:
    chance = random.Random(seed)
    told = history(chance, rows=25)
    enterprise = make_told(told)
    rows = enterprise.standings.all()
    days = {standing.since + shift * DAY for standing in told for shift in (-1, 0, 1)}
    for at in moments(told):
        known = rows.as_known(at=at)
        for day in chance.sample(sorted(days), 12):
            expected = last_told(told, day=day, at=at)
            answer = known.on(day)
            assert [(row.state, row.since, row.known_at) for row in answer] == ([expected] if expected else [])


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_each_row_was_the_answer_at_the_moment_it_was_known(seed: int) -> None:
    enterprise = make_told(history(random.Random(seed), rows=40))
    for row in enterprise.standings.all():
        (answer,) = enterprise.standings.as_known(at=row.known_at).on(row.since)
        assert answer == row
        assert (answer.known_until, answer.known_end) == (None, None)


@pytest.mark.django_db
def test_now_both_ways_of_asking_agree() -> None:
    told = history(random.Random(1), rows=30)
    enterprise = make_told(told)
    for day in {standing.since + shift * DAY for standing in told for shift in (-1, 0, 1)}:
        known = enterprise.standings.as_known(at=timezone.now()).on(day)
        assert list(known) == list(enterprise.standings.on(day))


@pytest.mark.django_db
def test_an_enterprise_that_was_on_no_roster_and_a_day_before_it_was() -> None:
    enterprise = make_certified()
    now = timezone.now()
    before = explain(enterprise, StandingQuery(timezone.localdate() - DAY, now, True))
    assert (before.state, before.message, before.reasons) == (None, NOT_ON_THE_DAY, ())
    stranger = make_told([])
    never = explain(stranger, StandingQuery(timezone.localdate(), now, True))
    assert (never.state, never.message, never.standings) == (None, NOT_KNOWN, ())
    early = explain(enterprise, StandingQuery(timezone.localdate(), now - DAY, True))
    assert (early.state, early.message) == (None, NOT_KNOWN)


@pytest.mark.django_db
def test_a_decision_that_reaches_behind_a_later_row_is_told(officer: User) -> None:
    """The rows of the day were followed by others already; the record of that day stays, and the reader learns why."""
    today, now = timezone.localdate(), timezone.now()
    enterprise = make_told(
        [
            Told(StandingState.UNSCREENED, today - 10 * DAY, now - 10 * DAY),
            Told(StandingState.ELIGIBLE, today - 10 * DAY, now - 10 * DAY),
            Told(StandingState.BLOCKED, today - 5 * DAY, now - 5 * DAY),
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
def test_the_queries_do_not_grow_with_the_reasons(officer: User, credit: User) -> None:
    put_in_force(officer, [roster_line(1)])

    def queries() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as asked:
            answer = ask()
        return len(asked), len(answer.reasons)

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
    """With real commits: history is dated by the transaction that wrote it."""

    def test_certified_then_listed_then_removed(self, officer: User, credit: User) -> None:
        roster = put_in_force(officer, [roster_line(1)])
        eligible = ask()
        assert eligible.state == StandingState.ELIGIBLE
        certification, screening = eligible.reasons[0].certification, eligible.reasons[1].screening
        assert certification is not None
        assert screening is not None
        assert (certification.source.filename, certification.source.row) == (roster.filename, 2)
        assert certification.source.sha256 == roster.sha256
        assert {said.key: said.value for said in certification.source.cells}["uscc"] == uscc_of(1)
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
        said = {said.key: said.value for said in entry.values}
        assert (said["listed_on"], said["removed_on"]) == (date(2026, 1, 5), None)
        removal = blacklist_line(NAME, uscc=uscc_of(1), removed_on="2026-06-30")
        list_entries(credit, "court-defaulters", [removal], mode="changes", as_of=date(2026, 7, 1))
        assert ask().state == StandingState.ELIGIBLE
        # Asked again as of then, the removal is not yet known; asked of that row now, it is.
        assert ask(known_at=blocked.known_at) == blocked

    def test_a_removal_learned_later_stands_beside_what_was_relied_on(self, officer: User, credit: User) -> None:
        put_in_force(officer, [roster_line(1)])
        list_entries(credit, "court-defaulters", [blacklist_line(NAME, uscc=uscc_of(1))])
        before = timezone.now()
        BlacklistEntry.objects.update(expires_on=date(2099, 1, 1))
        (change,) = ask().reasons[0].entry.changes
        assert (change.key, change.before, change.after) == ("expires_on", None, date(2099, 1, 1))
        assert ask(known_at=before).reasons[0].entry.changes == ()

    def test_a_whole_list_that_drops_an_entry_is_named(self, officer: User, credit: User) -> None:
        put_in_force(officer, [roster_line(1)])
        two = [blacklist_line(NAME, uscc=uscc_of(1)), blacklist_line("别家", uscc=uscc_of(50))]
        list_entries(credit, "court-defaulters", two)
        more = [blacklist_line("又一家", uscc=uscc_of(51))]
        later = list_entries(credit, "court-defaulters", two[1:] + more, as_of=date(2026, 7, 1), compare=False)
        (change,) = ask().reasons[0].entry.changes
        assert (change.after, change.source.sha256, change.source.row) == (date(2026, 7, 1), later.sha256, None)

    def test_a_decision_and_its_reopening(self, officer: User, credit: User) -> None:
        put_in_force(officer, [roster_line(1)])
        list_entries(credit, "court-defaulters", [blacklist_line(NAME)])
        asked = ask()
        assert asked.reasons[2].code == "possible_match"
        assert asked.reasons[2].hit.steps == ()
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
        assert ask(known_at=asked.known_at) == asked
        assert ask(known_at=decided.known_at).reasons[0].hit.steps == (step,)

    def test_a_backdated_revocation(self, officer: User) -> None:
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

    def test_a_renamed_enterprise_has_the_name_of_then(self, officer: User) -> None:
        put_in_force(officer, [roster_line(1)])
        before = ask()
        put_in_force(officer, [roster_line(1, name="济南泺岬新名有限公司")], as_of=date(2026, 7, 1))
        assert ask().enterprise.name == "济南泺岬新名有限公司"
        again = ask(known_at=before.known_at)
        assert again == before
        assert again.enterprise.name == NAME

    def test_an_enterprise_that_left_names_the_roster_that_dropped_it(self, officer: User) -> None:
        put_in_force(officer, [roster_line(1), roster_line(2)])
        later = put_in_force(officer, [roster_line(2)], as_of=date(2026, 7, 1))
        certification = ask().reasons[0].certification
        assert certification.closed_by.sha256 == later.sha256
        assert certification.removal_reason == "不再符合标准"
        assert certification.source.row == 2

    def test_who_may_not_see_the_cross_check_has_the_sentences_only(self, officer: User, credit: User) -> None:
        put_in_force(officer, [roster_line(1)])
        list_entries(credit, "court-defaulters", [blacklist_line(NAME, uscc=uscc_of(1))])
        blocking, certified = ask(sees_screening=False).reasons
        assert (blocking.withheld, blocking.hit, blocking.entry) == (True, None, None)
        assert "失信被执行人" in blocking.text
        assert not certified.withheld
        assert certified.certification is not None
