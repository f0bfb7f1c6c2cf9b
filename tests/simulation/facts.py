"""The facts of a simulated year, as the model keeps them; nothing here follows from others.

The model never reads the product's tables and shares no code with it. It knows names by equality only: the names of
the simulation are equal or far apart (tests/simulation/names.py).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import chinese_calendar

ONE_DAY = timedelta(days=1)
# The kinds of match that count by themselves.
COUNTING = ("uscc", "org_code", "customs_code")


@dataclass
class Certification:
    office: str
    # The numbers of the roster that opened it, and of the last one that changed the name or a code.
    roster: int
    identified_by: int
    recorded_at: datetime
    removed_on: date | None = None
    # The rosters of other offices that it was transferred to, and when.
    received: dict[int, datetime] = field(default_factory=dict)
    # From which day on it is screened (True), its screening has failed (False), or it is not screened (None).
    screened: list[tuple[date, bool | None]] = field(default_factory=list)
    # Screened at any moment, also of a day on which a screening failed afterwards.
    was_screened: bool = False

    @property
    def since(self) -> date:
        return self.recorded_at.date()


@dataclass
class Transfer:
    """A transfer that the receiving office requested: the number of its roster, and name and customs code in it."""

    to_office: str
    roster: int
    described: tuple[str, str]


@dataclass
class Decision:
    """A decision of customs on an enterprise: in force from a day, until a day or open."""

    effective_on: date
    ended_on: date | None = None

    def covers(self, day: date) -> bool:
        return self.effective_on <= day and (self.ended_on is None or day < self.ended_on)


@dataclass
class Revocation(Decision):
    """`measures` are the numbers of those to stop, none for all; `ended_on` is the day of the restoration."""

    measures: tuple[int, ...] = ()


@dataclass(frozen=True)
class Record:
    """The content of one entry of a blacklist, as a file states it."""

    source_id: str
    name: str
    uscc: str = ""
    org_code: str = ""
    customs_code: str = ""
    document: str = "1号"
    listed_on: date | None = None
    expires_on: date | None = None
    removed_on: date | None = None

    @property
    def content(self) -> "Record":
        """What a decision rests on: all but the days of the end."""
        return replace(self, expires_on=None, removed_on=None)

    def completed(self, known: "Record") -> "Record":
        """The record of a row with a day of removal: what it leaves empty stays as known, but no contradicting code."""
        keeps_uscc = not self.org_code or self.org_code == known.uscc[8:17]
        keeps_org_code = not self.uscc or self.uscc[8:17] == known.org_code
        has_new_term = self.listed_on and known.expires_on and self.listed_on > known.expires_on
        return replace(
            self,
            uscc=self.uscc or (known.uscc if keeps_uscc else ""),
            org_code=self.org_code or (known.org_code if keeps_org_code else ""),
            customs_code=self.customs_code or known.customs_code,
            listed_on=self.listed_on or known.listed_on,
            expires_on=self.expires_on or (None if has_new_term else known.expires_on),
        )

    def has_ended(self, day: date) -> bool:
        is_removed = self.removed_on is not None and self.removed_on <= day
        return is_removed or (self.expires_on is not None and self.expires_on < day)

    def counts_on(self, day: date) -> bool:
        return (self.listed_on is None or self.listed_on <= day) and not self.has_ended(day)


@dataclass
class Enterprise:
    """`names` and `customs_codes` begin with the oldest; former ones match as well."""

    uscc: str
    names: list[str]
    customs_codes: list[str]
    certifications: list[Certification] = field(default_factory=list)
    revocations: list[Revocation] = field(default_factory=list)
    suspensions: list[Decision] = field(default_factory=list)

    @property
    def certification(self) -> Certification | None:
        """The open certification, None without one."""
        last = self.certifications[-1] if self.certifications else None
        return last if last and last.removed_on is None else None

    @property
    def revocation(self) -> Revocation | None:
        """The revocation that is not restored, None without one."""
        return next((known for known in self.revocations if known.ended_on is None), None)

    @property
    def suspension(self) -> Decision | None:
        """The suspension that is in force, None without one."""
        return next((known for known in self.suspensions if known.ended_on is None), None)

    def revoke(self, effective_on: date, measures: tuple[int, ...]) -> None:
        """Revoke from the day on; a suspension ends, because the revocation takes its place."""
        if suspension := self.suspension:
            suspension.ended_on = max(suspension.effective_on, effective_on)
        self.revocations.append(Revocation(effective_on, measures=measures))

    def match(self, record: Record) -> str:
        """The kind of match with a record, "" for none. A record with another code is about another enterprise."""
        org_code = record.uscc[8:17] or record.org_code
        if record.uscc == self.uscc:
            return "uscc"
        if org_code == self.uscc[8:17]:
            return "org_code"
        if record.customs_code and record.customs_code in self.customs_codes:
            return "contradicted_number" if org_code else "customs_code"
        return "name" if record.name in self.names and not org_code else ""


@dataclass
class Entry:
    """`file` is the number of the last file that added or changed it, `ended_by` of a full list without it.

    `former`: the days until which another record was known, with that record; what was replaced on its first day is
    left out.
    """

    number: int
    blacklist: str
    record: Record
    file: int
    known_from: date
    ended_by: int | None = None
    former: list[tuple[date, Record]] = field(default_factory=list)

    def change(self, record: Record, *, before: Record, today: date) -> None:
        """The record becomes another; `before` is the former one as it counted at last."""
        if self.known_from < today:
            self.former.append((today, before))
        self.record, self.known_from = record, today

    def was_open_on(self, day: date) -> bool:
        """Whether it counts on the day by everything that was known later than that day."""
        return all(record.counts_on(day) for until, record in self.former if until > day)


@dataclass(frozen=True)
class Version:
    """One match between two changes of it. `content` is what a decision rests on."""

    kind: str
    content: tuple[str, Record]
    due_on: date
    decision: str = "undecided"
    is_current: bool = True

    @property
    def counts(self) -> bool:
        return self.kind in COUNTING

    @property
    def asks(self) -> bool:
        """Whether a person should look at it: equal USCCs and organisation codes need nobody."""
        return self.is_current and self.kind not in ("uscc", "org_code")


@dataclass
class Hit:
    """A match of an enterprise and an entry, with its versions; of those of one day the last one counts."""

    enterprise: Enterprise
    entry: Entry
    versions: list[tuple[date, Version]] = field(default_factory=list)
    # A decision that waits for the approval of a second user.
    proposed: str = ""

    @property
    def now(self) -> Version:
        return self.versions[-1][1]

    @property
    def found_on(self) -> date:
        return self.versions[0][0]

    def change(self, day: date, version: Version) -> None:
        if self.versions and self.versions[-1][0] == day:
            self.versions.pop()
        self.versions.append((day, version))

    def on(self, day: date) -> Version | None:
        """The version of the day. An equal number was true before it was found, unless it is dismissed now."""
        known = [version for since, version in self.versions if since <= day]
        if known:
            return known[-1]
        first = self.versions[0][1]
        return replace(first, decision=self.now.decision) if first.counts else None


@dataclass
class Screening:
    """`trigger` is roster, file, everything or repeat. `low` and `high` number the entries when it was planned."""

    number: int
    trigger: str
    subject: int
    requested_at: datetime
    scope: "Screening | None" = None
    is_trial: bool = False
    state: str = "waiting"
    # Given up, and not done since.
    has_failed: bool = False
    started_at: datetime | None = None
    finished_at: datetime | None = None
    low: int = 0
    high: int = -1
    # The source numbers of the entries in chunks that are done, although others failed.
    done_entries: set[str] = field(default_factory=set)

    @property
    def compares(self) -> "Screening":
        """The screening whose enterprises and entries are compared: the repeated one, or this."""
        return self.scope or self

    @property
    def is_waiting(self) -> bool:
        return self.state in ("waiting", "running")


@dataclass
class File:
    """A confirmed file of a blacklist."""

    blacklist: str
    confirmed_at: datetime


class Facts:
    """All facts. `excludes`: blacklist → from which day on it excludes or does not; `unused`: those declared so."""

    def __init__(self, blacklists: dict[str, bool], unused: Iterable[str]) -> None:
        self.enterprises: dict[str, Enterprise] = {}
        self.entries: dict[str, Entry] = {}
        self.hits: dict[tuple[str, str], Hit] = {}
        self.screenings: list[Screening] = []
        # Enterprises whose transfer waits.
        self.transfers: dict[str, Transfer] = {}
        self.files: list[File] = []
        self.rosters = 0
        self.unused = set(unused)
        self.excludes = {code: [(date.min, excludes)] for code, excludes in blacklists.items()}

    def certified(self) -> list[Enterprise]:
        return [enterprise for enterprise in self.enterprises.values() if enterprise.certification]

    def is_excluding(self, blacklist: str) -> bool:
        return self.excludes[blacklist][-1][1]

    def is_missing(self, blacklist: str) -> bool:
        """Whether it excludes, and has neither a file nor the declaration that it is not in use."""
        return self.is_excluding(blacklist) and blacklist not in self.unused and not self.has_file(blacklist)

    def has_file(self, blacklist: str) -> bool:
        return any(file.blacklist == blacklist for file in self.files)

    def pending_files(self) -> list[Screening]:
        """The screenings of files that are not done."""
        return [known for known in self.screenings if known.trigger == "file" and known.state != "done"]

    def blacklist_of(self, screening: Screening) -> str:
        return self.files[screening.subject].blacklist

    def entries_of(self, blacklist: str) -> list[Entry]:
        return [entry for entry in self.entries.values() if entry.blacklist == blacklist]

    def effective(self, entry: Entry) -> Record:
        """The record as it counts: an end by a file has effect once the entries that may replace it are compared."""
        if entry.ended_by is not None and any(pending.subject == entry.ended_by for pending in self.pending_files()):
            return replace(entry.record, removed_on=None)
        return entry.record

    def hits_of(self, enterprise: Enterprise) -> Iterator[Hit]:
        return (hit for hit in self.hits.values() if hit.enterprise is enterprise)


def add_working_days(day: date, count: int) -> date:
    while count:
        day += ONE_DAY
        # The holidays of 2027 are not published.
        count -= chinese_calendar.is_workday(day) if day.year <= 2026 else day.weekday() < 5
    return day
