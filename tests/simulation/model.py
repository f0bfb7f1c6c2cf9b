"""An independent model of the portal: what each act changes, and what is then believed about every enterprise.

Every act of the simulation calls one method of `Model`, which changes the facts (`facts.py`) and determines all
timelines from scratch (`determination.py`). `beliefs` keeps what was known at each moment.
"""

from collections.abc import Callable, Container, Iterable
from dataclasses import replace
from datetime import date, datetime

from tests.simulation.determination import Timeline, is_screened, state_in, timeline
from tests.simulation.facts import (
    ONE_DAY,
    Certification,
    Enterprise,
    Entry,
    Facts,
    File,
    Hit,
    Record,
    Screening,
    Transfer,
    Version,
    add_working_days,
)


class Model(Facts):
    def __init__(self, blacklists: dict[str, bool], unused: Iterable[str]) -> None:
        """`blacklists`: the code of each, and whether it excludes; `unused`: those declared as not yet in use."""
        super().__init__(blacklists, unused)
        self.now = datetime.min
        self.term_working_days = 5
        self.needs_approval = False
        self.published: set[str] = set()
        self.withdrawn: set[str] = set()
        self.timelines: dict[str, Timeline] = {}
        self.beliefs: list[tuple[datetime, dict[str, Timeline]]] = []

    @property
    def today(self) -> date:
        return self.now.date()

    def settle(self) -> None:
        """Determine every timeline, and keep what is believed at this moment."""
        self.timelines = {uscc: timeline(self, enterprise, self.today) for uscc, enterprise in self.enterprises.items()}
        shown_or_compared = ("eligible", "unscreened")
        self.published = {uscc for uscc in self.published if self.state_now(uscc) in shown_or_compared}
        if self.beliefs and self.beliefs[-1][0] == self.now:
            self.beliefs.pop()
        self.beliefs.append((self.now, self.timelines))

    def state_now(self, uscc: str) -> str:
        """The state as last determined, "" for an enterprise without a record."""
        known = self.timelines.get(uscc)
        return known[-1].state if known else ""

    def state_on(self, uscc: str, day: date) -> str:
        """The state of the day as known now, "" for a day before the first record."""
        return state_in(self.timelines.get(uscc, ()), day)

    # Rosters

    def confirm_roster(
        self, office: str, rows: Iterable[tuple[str, str, str]], as_of: date, *, is_whole: bool
    ) -> list[Screening]:
        """`rows` are USCC, name and customs code of the enterprises in the file. Return the requested screenings."""
        self.rosters += 1
        named = {uscc: described for uscc, *described in rows}
        released = self._waiting(is_whole, named, lambda uscc, transfer: self._office_of(uscc) == office)
        removed = {uscc for uscc in self._of_office(office) if is_whole and uscc not in named} - set(released)
        abandoned = self._waiting(is_whole, named, lambda uscc, transfer: transfer.to_office == office)
        compared = []
        for uscc, (name, customs_code) in named.items():
            if self._office_of(uscc) not in ("", office):
                self.transfers[uscc] = Transfer(office, self.rosters, (name, customs_code))
                continue
            enterprise = self.enterprises.setdefault(uscc, Enterprise(uscc, [name], [customs_code]))
            is_other = self._describe(enterprise, (name, customs_code))
            if enterprise.certification is None:
                enterprise.certifications.append(Certification(office, self.rosters, self.rosters, self.now))
                compared.append(enterprise)
            elif is_other:
                enterprise.certification.identified_by = self.rosters
                compared.append(enterprise)
        for uscc in removed:
            if certification := self.enterprises[uscc].certification:
                certification.removed_on = as_of
        requested = [self._compare_roster(self.rosters, compared)] if compared else []
        for uscc in abandoned:
            del self.transfers[uscc]
        requested += self._move(released)
        self.settle()
        return requested

    def _waiting(self, is_whole: bool, named: Container[str], concerned: Callable[[str, Transfer], bool]) -> list[str]:
        """The concerned enterprises whose transfer waits, and which a whole roster does not name."""
        if not is_whole:
            return []
        return [uscc for uscc, transfer in self.transfers.items() if uscc not in named and concerned(uscc, transfer)]

    def _office_of(self, uscc: str) -> str:
        """The office that certifies the enterprise, "" for none."""
        enterprise = self.enterprises.get(uscc)
        return enterprise.certification.office if enterprise and enterprise.certification else ""

    def _of_office(self, office: str) -> list[str]:
        return [uscc for uscc in self.enterprises if self._office_of(uscc) == office]

    def _describe(self, enterprise: Enterprise, described: tuple[str, str]) -> bool:
        """Add name and customs code; return whether one of them is another one."""
        is_other = described != (enterprise.names[-1], enterprise.customs_codes[-1])
        enterprise.names.append(described[0])
        enterprise.customs_codes.append(described[1])
        return is_other

    def _compare_roster(self, roster: int, enterprises: list[Enterprise]) -> Screening:
        """Request the screening of the roster; equal numbers count at once."""
        requested = self._request("roster", roster)
        entries = [entry for entry in self.entries.values() if not entry.record.has_ended(self.today)]
        self._compare_numbers(enterprises, entries)
        return requested

    def _move(self, usccs: Iterable[str]) -> list[Screening]:
        """The enterprises move to the receiving offices; those with another name or code are compared again."""
        requested = []
        moved = [(self.enterprises[uscc], self.transfers.pop(uscc)) for uscc in usccs]
        for roster in sorted({transfer.roster for _, transfer in moved}):
            compared = []
            for enterprise, transfer in moved:
                if transfer.roster == roster:
                    certification = enterprise.certification
                    assert certification
                    certification.office = transfer.to_office
                    certification.received[roster] = self.now
                    if self._describe(enterprise, transfer.described):
                        certification.identified_by = roster
                        compared.append(enterprise)
            if compared:
                requested.append(self._compare_roster(roster, compared))
        return requested

    def agree(self, uscc: str) -> list[Screening]:
        """The former office agrees to the transfer of the enterprise."""
        requested = self._move([uscc])
        self.settle()
        return requested

    def refuse(self, uscc: str) -> None:
        """The transfer is declined or withdrawn."""
        del self.transfers[uscc]
        self.settle()

    # Blacklists

    def confirm_file(
        self, blacklist: str, records: Iterable[Record], *, missing_as_of: date | None = None
    ) -> Screening | None:
        """`missing_as_of`: the day of a full list, which ends the entries that it does not name."""
        number = len(self.files)
        was_missing = self.is_missing(blacklist)
        self.files.append(File(blacklist, self.now))
        named, changed = set(), []
        for record in records:
            named.add(record.source_id)
            entry = self.entries.get(record.source_id)
            if entry and record.removed_on:
                record = record.completed(entry.record)
            if entry is None:
                entry = Entry(len(self.entries), blacklist, record, number, self.today)
                self.entries[record.source_id] = entry
            elif entry.record == record:
                continue
            else:
                entry.change(record, before=self.effective(entry), today=self.today)
                entry.file, entry.ended_by = number, None
            changed.append(entry)
        if missing_as_of:
            for entry in self.entries_of(blacklist):
                if entry.record.source_id not in named and entry.record.counts_on(missing_as_of):
                    removed = replace(entry.record, removed_on=missing_as_of)
                    entry.change(removed, before=self.effective(entry), today=self.today)
                    entry.ended_by = number
        requested = None
        failed = [pending for pending in self.pending_files() if pending.has_failed]
        if changed or any(self.blacklist_of(pending) == blacklist for pending in failed):
            requested = self._request("file", number)
            self._compare_numbers(self.certified(), changed)
        # These possible matches were not open: their entries had ended and count again.
        self._start_terms(hit for hit in self._current(number=number) if hit.now.due_on < self.today)
        if was_missing:
            self._record_screened()
        self.settle()
        return requested

    def _current(self, *, number: int) -> list[Hit]:
        """The current hits on entries that the file with this number added or changed."""
        return [hit for hit in self.hits.values() if hit.now.is_current and hit.entry.file == number]

    def switch(self, blacklist: str) -> None:
        """Excluding becomes hint only, and the other way round."""
        excludes = not self.is_excluding(blacklist)
        changes = self.excludes[blacklist]
        if changes[-1][0] == self.today:
            changes.pop()
        changes.append((self.today, excludes))
        if excludes:
            on_it = [hit for hit in self.hits.values() if hit.now.is_current and hit.entry.blacklist == blacklist]
            self._start_terms(on_it)
        self._record_screened()
        self.settle()

    def declare(self, blacklist: str, *, unused: bool) -> None:
        """An excluding blacklist without a file is declared as not yet in use, or the declaration is withdrawn."""
        if unused:
            self.unused.add(blacklist)
        else:
            self.unused.remove(blacklist)
        self._record_screened()
        self.settle()

    # Screenings

    def _request(
        self, trigger: str, subject: int = -1, scope: Screening | None = None, *, is_trial: bool = False
    ) -> Screening:
        requested = Screening(len(self.screenings), trigger, subject, self.now, scope, is_trial)
        self.screenings.append(requested)
        return requested

    def request_everything(self, *, is_trial: bool = False) -> Screening:
        return self._request("everything", is_trial=is_trial)

    def request_repetition(self, scope: Screening) -> Screening:
        return self._request("repeat", scope=scope.compares)

    def plan(self, screening: Screening) -> None:
        screening.state = "running"
        if screening.started_at is None:
            screening.started_at = self.now
            numbers = [entry.number for entry in self._compared_entries(screening)]
            screening.low, screening.high = min(numbers, default=0), max(numbers, default=-1)

    def finish(self, screening: Screening) -> None:
        """The screening is done: its enterprises are compared with its entries."""
        if screening.state == "waiting":
            self.plan(screening)
        self._compare_part(screening, lambda entry: entry.record.source_id not in screening.done_entries)
        screening.state, screening.has_failed, screening.finished_at = "done", False, self.now
        self._record_screened()
        self.settle()

    def _compare_part(self, screening: Screening, is_part: Callable[[Entry], bool]) -> None:
        """Compare the enterprises of the screening with some of its entries; a trial changes nothing."""
        if not screening.is_trial:
            planned = range(screening.low, screening.high + 1)
            compared = [entry for entry in self._compared_entries(screening) if entry.number in planned]
            entries = list(filter(is_part, compared))
            self._compare((enterprise, entry) for enterprise in self._compared(screening) for entry in entries)

    def fail(self, screening: Screening, done: set[str]) -> None:
        """The screening is given up; `done` are the source numbers of the entries in its chunks that are done."""
        if screening.state == "waiting":
            self.plan(screening)
        self._compare_part(screening, lambda entry: entry.record.source_id in done - screening.done_entries)
        screening.done_entries |= done
        screening.state, screening.has_failed, screening.finished_at = "failed", True, self.now
        self._record_screened()
        self.settle()

    def retry(self, screening: Screening) -> None:
        screening.state = "waiting"
        self.settle()

    def _compared(self, screening: Screening) -> list[Enterprise]:
        scope = screening.compares
        return [
            enterprise
            for enterprise in self.certified()
            if scope.trigger != "roster"
            or (enterprise.certification and enterprise.certification.identified_by == scope.subject)
        ]

    def _compared_entries(self, screening: Screening) -> list[Entry]:
        """The entries of the file and of earlier failed files of its blacklist; otherwise all that have not ended."""
        scope = screening.compares
        if scope.trigger == "file":
            failed = {
                pending.subject
                for pending in self.pending_files()
                if pending.has_failed
                and pending is not scope
                and self.blacklist_of(pending) == self.blacklist_of(scope)
            }
            return [entry for entry in self.entries.values() if entry.file in {scope.subject, *failed}]
        day = (screening.started_at or self.now).date()
        return [entry for entry in self.entries.values() if not entry.record.has_ended(day)]

    def _record_screened(self) -> None:
        is_one_missing = any(map(self.is_missing, self.excludes))
        for enterprise in self.certified():
            certification = enterprise.certification
            assert certification
            changes = certification.screened
            before = changes[-1][1] if changes else None
            outcome = None if is_one_missing else is_screened(self, certification, self.today)
            if outcome == before or (outcome is None and not is_one_missing):
                continue
            if changes and changes[-1][0] == self.today:
                changes.pop()
            changes.append((self.today, outcome))
            certification.was_screened |= outcome is True

    # Matches and decisions

    def _compare_numbers(self, enterprises: Iterable[Enterprise], entries: Iterable[Entry]) -> None:
        """What the confirmation of a file compares at once: matches by number."""
        pairs = [(enterprise, entry) for enterprise in enterprises for entry in entries]
        self._compare(pair for pair in pairs if pair[0].match(pair[1].record) not in ("", "name"))

    def _compare(self, pairs: Iterable[tuple[Enterprise, Entry]]) -> None:
        for enterprise, entry in pairs:
            kind = enterprise.match(entry.record)
            hit = self.hits.get((enterprise.uscc, entry.record.source_id))
            if kind:
                self._note_match(hit or Hit(enterprise, entry), kind)
            elif hit and hit.now.is_current:
                hit.change(self.today, replace(hit.now, is_current=False))

    def _note_match(self, hit: Hit, kind: str) -> None:
        """Write the match; a decision is void where the kind of match or either side has changed."""
        content = (hit.enterprise.names[-1], hit.entry.record.content)
        new = Version(kind, content, self._term(hit))
        if not hit.versions:
            self.hits[hit.enterprise.uscc, hit.entry.record.source_id] = hit
            hit.change(self.today, new)
            return
        was = hit.now
        is_other = (was.kind, was.content) != (kind, content)
        if was.is_current and not is_other:
            return
        if was.asks and was.decision == "undecided":
            # An entry that changes again and again does not postpone the deadline.
            new = replace(new, due_on=min(new.due_on, was.due_on))
        if is_other:
            hit.proposed = ""
        else:
            new = replace(new, decision=was.decision, due_on=new.due_on if new.asks and not was.asks else was.due_on)
        hit.change(self.today, new)

    def _keeps_standing(self, enterprise: Enterprise) -> bool:
        """Whether its possible matches have a term: it was eligible, or is unscreened because a screening failed."""
        state, certification = self.state_now(enterprise.uscc), enterprise.certification
        was_screened = certification is not None and certification.was_screened
        return state == "eligible" or (state == "unscreened" and was_screened)

    def _term(self, hit: Hit) -> date:
        """The last day of the term of a new possible match, which begins with the listing; for others it has passed."""
        listed_on = hit.entry.record.listed_on
        if listed_on and listed_on > self.today:
            return add_working_days(listed_on, self.term_working_days)
        if self._keeps_standing(hit.enterprise):
            return add_working_days(self.today, self.term_working_days)
        return self.today - ONE_DAY

    def _start_terms(self, hits: Iterable[Hit]) -> None:
        for hit in hits:
            listed_on = hit.entry.record.listed_on
            if self._keeps_standing(hit.enterprise) and not (listed_on and listed_on > self.today):
                hit.change(self.today, replace(hit.now, due_on=self._term(hit)))

    def decide(self, hit: Hit, decision: str) -> None:
        if self.needs_approval:
            hit.proposed = decision
        else:
            hit.change(self.today, replace(hit.now, decision=decision))
        self.settle()

    def approve(self, hit: Hit) -> None:
        hit.change(self.today, replace(hit.now, decision=hit.proposed))
        hit.proposed = ""
        self.settle()

    def reject(self, hit: Hit) -> None:
        hit.proposed = ""
        self.settle()

    def reopen(self, hit: Hit) -> None:
        hit.change(self.today, replace(hit.now, decision="undecided", due_on=self._term(hit)))
        self.settle()
