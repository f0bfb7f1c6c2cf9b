"""Bitemporal standings: the days that they hold for (valid time), and when they were recorded (transaction time)."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from blacklists.models import BlacklistEntry
from demo.clock import clock_at
from roster.models import Enterprise
from screening.actions.revocations import restore_enterprise, revoke_enterprise
from screening.actions.standings import TimelineChanges
from screening.explanation.explain import NOT_KNOWN, Explanation, StandingQuery, explain
from screening.models import ScreeningHit
from screening.states import Decision, StandingState
from screening.timeline import Period, Span
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


class KnownTimeline(NamedTuple):
    """The timeline of the enterprise as known from a moment on."""

    known_at: datetime
    periods: list[Period]


def random_timeline(chance: random.Random, *, today: date, first: date) -> list[Period]:
    """Random states from the first day up to today, the last one open."""
    days = sorted({first, *(first + chance.randint(1, 60) * DAY for _ in range(chance.randint(0, 6)))})
    starts = [day for day in days if day <= today]
    states = [StandingState.BLOCKED, StandingState.REVOKED, StandingState.LAPSED, StandingState.PENDING]
    return [
        Period(since, until, chance.choice(states).value, [])
        for since, until in zip(starts, [*starts[1:], None], strict=True)
    ]


def history(chance: random.Random, *, moments: int) -> list[KnownTimeline]:
    """Return the timelines known at successive moments; late facts change the past at random."""
    first, at = date(2025, 1, 6), datetime(2025, 1, 6, 3, tzinfo=UTC)
    timelines = []
    for _ in range(moments):
        at += timedelta(minutes=chance.randint(1, 6_000))
        timelines.append(KnownTimeline(at, random_timeline(chance, today=timezone.localdate(at), first=first)))
    return timelines


def make_enterprise(timelines: list[KnownTimeline]) -> Enterprise:
    """Return an enterprise whose timelines were written one after the other."""
    enterprise = Enterprise.objects.create(uscc=uscc_of(1), name=NAME, name_key="x", sort_key="x", search_keys=[])
    for known_at, periods in timelines:
        stored = {row.pk: Period(row.since, row.until, row.state, row.reasons) for row in enterprise.standings.known()}
        changes = TimelineChanges()
        changes.compare(enterprise.pk, stored, periods)
        with clock_at(timezone.make_naive(known_at)):
            changes.write(known_at)
    return enterprise


def expected_state(timelines: list[KnownTimeline], *, day: date, at: datetime) -> list[str]:
    """The state on the day in the newest timeline that was known at the moment."""
    known = [timeline for known_at, timeline in timelines if known_at <= at]
    return [row.state for row in known[-1] if Span(row.since, row.until).covers(day)] if known else []


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_standing_on_any_day_as_known_at_any_moment_follows_the_history(seed: int) -> None:
    chance = random.Random(seed)
    timelines = history(chance, moments=15)
    enterprise = make_enterprise(timelines)
    moments = [one.known_at + shift for one in timelines for shift in (-timedelta(microseconds=1), timedelta())]
    days = [date(2025, 1, 5) + number * DAY for number in range(64)]
    for at in [*moments, timezone.now()]:
        known = enterprise.standings.all()
        for day in chance.sample(days, 20):
            states = list(known.standing_on(day, at).values_list("state", flat=True))
            assert states == expected_state(timelines, day=day, at=at)


@pytest.mark.django_db
def test_timeline_without_a_change_is_not_written_again() -> None:
    timelines = history(random.Random(3), moments=6)
    enterprise = make_enterprise([*timelines, timelines[-1]._replace(known_at=timezone.now())])
    assert not enterprise.standings.filter(known_at__gt=timelines[-1].known_at).exists()


@pytest.mark.django_db
def test_as_known_now_equals_the_current_record() -> None:
    enterprise = make_enterprise(history(random.Random(1), moments=20))
    for row in enterprise.standings.recorded(at=timezone.now()):
        ends = (row.until_as_known, row.end_as_known, row.superseded_as_known)
        assert ends == (row.until, row.end_known_at, row.known_until)


@pytest.mark.django_db
def test_day_without_a_standing_is_explained_by_a_message() -> None:
    enterprise = make_certified()
    now = timezone.now()
    before = explain(enterprise, StandingQuery(timezone.localdate() - DAY, now, True))
    assert (before.state, before.is_before_records, before.reasons) == (None, True, ())
    assert "无记录" in before.message
    without_standing = make_enterprise([])
    never = explain(without_standing, StandingQuery(timezone.localdate(), now, True))
    assert (never.state, never.message, never.standings) == (None, NOT_KNOWN, ())
    early = explain(enterprise, StandingQuery(timezone.localdate(), now - DAY, True))
    assert (early.state, early.message) == (None, NOT_KNOWN)


@pytest.mark.django_db
def test_corrected_day_has_a_note_about_what_was_recorded_before() -> None:
    day, known = date(2026, 3, 10), datetime(2026, 3, 10, 3, tzinfo=UTC)
    enterprise = make_enterprise(
        [
            KnownTimeline(known, [Period(day, None, "pending", [])]),
            KnownTimeline(
                known + 9 * DAY, [Period(day, day + DAY, "pending", []), Period(day + DAY, None, "revoked", [])]
            ),
        ]
    )
    corrected = explain(enterprise, StandingQuery(day + 3 * DAY, timezone.now(), True))
    assert corrected.state == "revoked"
    assert corrected.notes == ("平台于2026年3月19日得知其他事实之前，当日的资格记为“待核实”，其后已更正。",)
    for query in (
        StandingQuery(day, timezone.now(), True),
        StandingQuery(day + 3 * DAY, known + 8 * DAY, True),
        StandingQuery(day + 20 * DAY, timezone.now(), True),
    ):
        assert explain(enterprise, query).notes == ()


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
class TestEvidenceAsKnown:
    """These tests commit, because an event has the time of the transaction that wrote it."""

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
        # The removal was not known at that moment.
        assert ask(known_at=blocked.known_at) == blocked

    def test_later_change_is_listed_beside_the_evidence(self, officer: User, credit: User) -> None:
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

    def test_reader_without_permission_for_screenings_gets_the_text_only(self, officer: User, credit: User) -> None:
        put_in_force(officer, [roster_line(1)])
        list_entries(credit, "court-defaulters", [blacklist_line(NAME, uscc=uscc_of(1))])
        blocking, certified = ask(sees_screening=False).reasons
        assert (blocking.withheld, blocking.hit, blocking.entry) == (True, None, None)
        assert "失信被执行人" in blocking.text
        assert not certified.withheld
        assert certified.certification is not None
