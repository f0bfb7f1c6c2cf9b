"""交叉比对: run what is waiting, keep what was found, determine what follows (plan §3; domain ladder)."""

import hashlib
from collections import Counter
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.models import User
from roster.actions.claims import GIVEN_UP, row_lock
from roster.actions.standings import reassess
from roster.crosscheck.index import Match, Party, match_sides
from roster.crosscheck.rules import RUNGS
from roster.models import BlacklistEntry, Certification, Enterprise, MatchPolicy, Screening, ScreeningHit, Standing
from roster.models.files import MAX_ATTEMPTS
from roster.models.screenings import ANSWER, Trigger
from roster.policies import add_working_days, check_may_retry
from roster.states import ScreeningState

HIT_FIELDS = (
    "screening",
    "holds",
    "rung",
    "score",
    "reasons",
    "asked",
    "fingerprint",
    "due_on",
    *ANSWER,
)


def run_screening(pk: int) -> None:
    """Compare what one waiting run is about and write hits and standings, once; a worker's job.

    A run whose worker died three times is given up: firms it should have compared read as 待比对, never as clear.
    """
    with row_lock(f"{Screening._meta.label}:{pk}") as held:
        if not held:
            return
        screening = Screening.objects.get(pk=pk)
        if not screening.is_unfinished:
            return
        screening.attempts += 1
        screening.state = ScreeningState.RUNNING
        screening.save(update_fields=["attempts", "state"])
        if screening.attempts > MAX_ATTEMPTS:
            _give_up(screening)
            return
        _compare(screening)


@transaction.atomic
def _give_up(screening: Screening) -> None:
    screening.state = ScreeningState.FAILED
    screening.failure = GIVEN_UP
    screening.finished_at = timezone.now()
    screening.save(update_fields=["state", "failure", "finished_at"])
    reassess(enterprise_ids=Certification.objects.open().values_list("enterprise_id", flat=True))


def _firms(screening: Screening) -> list[Enterprise]:
    """A new roster: the certified firms not compared yet. A new list: every certified firm."""
    certified = Certification.objects.open()
    if screening.trigger == Trigger.ROSTER:
        certified = certified.filter(screened_by__isnull=True)
    return list(Enterprise.objects.filter(pk__in=certified.values("enterprise_id")))


def _entries(screening: Screening) -> Iterator[BlacklistEntry]:
    """A new roster: every entry that has not ended. A new list: the entries it brought or changed."""
    entries = BlacklistEntry.objects.not_ended(on=timezone.localdate())
    if screening.trigger == Trigger.BLACKLIST:
        entries = BlacklistEntry.objects.filter(touched_by=screening.blacklist_import)
    return entries.iterator(chunk_size=5000)


def _firm_party(firm: Enterprise) -> Party:
    return Party(pk=firm.pk, uscc=firm.uscc, org_code=firm.org_code, name_key=firm.name_key)


def _entry_party(entry: BlacklistEntry) -> Party:
    return Party(pk=entry.pk, uscc=entry.uscc, org_code=entry.org_code, name_key=entry.name_key)


def _fingerprint(firm: Enterprise, entry: BlacklistEntry) -> str:
    """What a decision was made on: who the two are and what the entry says."""
    said = (
        firm.uscc,
        firm.name,
        entry.name,
        entry.uscc,
        entry.org_code,
        entry.document_number,
        entry.authority,
        entry.basis,
        str(entry.listed_on),
    )
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _compare(screening: Screening) -> None:
    firms = {firm.pk: firm for firm in _firms(screening)}
    counted = Counter[str]()

    def entry_parties() -> Iterator[Party]:
        for entry in _entries(screening):
            counted["entries"] += 1
            yield _entry_party(entry)

    matches = list(match_sides([_firm_party(firm) for firm in firms.values()], entry_parties()))
    with transaction.atomic():
        locked = Screening.objects.select_for_update(of=("self",)).get(pk=screening.pk)
        if locked.state != ScreeningState.RUNNING or locked.attempts != screening.attempts:
            return
        locked.enterprise_count = len(firms)
        locked.entry_count = counted["entries"]
        locked.hit_count = len(matches)
        _finish(locked, firms, matches)


def _finish(screening: Screening, firms: dict[int, Enterprise], matches: list[Match]) -> None:
    """Write hits, coverage and standings of a finished comparison, in the caller's transaction."""
    firms = _unchanged(firms)
    touched = _save_hits(screening, firms, matches)
    if screening.trigger == Trigger.ROSTER:
        Certification.objects.unscreened().filter(enterprise__in=firms).update(screened_by=screening)
        touched |= set(firms)
    else:
        ended = ScreeningHit.objects.filter(holds=True, entry__ended_by=screening.blacklist_import)
        touched |= set(ended.values_list("enterprise_id", flat=True))
    if screening.failure:
        touched |= set(Certification.objects.open().values_list("enterprise_id", flat=True))
    screening.failure = ""
    screening.state = ScreeningState.DONE
    screening.finished_at = timezone.now()
    screening.save()
    reassess(enterprise_ids=touched)


def _unchanged(firms: dict[int, Enterprise]) -> dict[int, Enterprise]:
    """The firms that are still what was compared, locked; a firm renamed meanwhile has a run of its own to come."""
    now = Enterprise.objects.filter(pk__in=firms).order_by("pk").select_for_update()
    return {firm.pk: firm for firm in now if _firm_party(firm) == _firm_party(firms[firm.pk])}


def _compared_hits(screening: Screening, firms: dict[int, Enterprise]) -> dict[tuple[int, int], ScreeningHit]:
    """Hits already known between the two sides of this run."""
    hits = ScreeningHit.objects.filter(enterprise__in=firms).select_related("entry")
    if screening.trigger == Trigger.BLACKLIST:
        hits = hits.filter(entry__touched_by=screening.blacklist_import)
    today = timezone.localdate()
    return {
        (hit.enterprise_id, hit.entry_id): hit
        for hit in hits
        if screening.trigger == Trigger.BLACKLIST or not hit.entry.has_ended(on=today)
    }


def _save_hits(screening: Screening, firms: dict[int, Enterprise], matches: list[Match]) -> set[int]:
    """Write what was found and mark what no longer matches; returns the firms whose hits changed."""
    known = _compared_hits(screening, firms)
    entries = BlacklistEntry.objects.in_bulk({match.right for match in matches})
    eligible = set(
        Standing.objects.current().eligible().filter(enterprise__in=firms).values_list("enterprise_id", flat=True)
    )
    term = MatchPolicy.current().term_working_days
    new: list[ScreeningHit] = []
    changed: list[ScreeningHit] = []
    for match in matches:
        if match.left not in firms:
            continue
        pair = (match.left, match.right)
        hit = known.pop(pair, None) or ScreeningHit(enterprise_id=match.left, entry_id=match.right)
        fingerprint = _fingerprint(firms[match.left], entries[match.right])
        if hit.pk and hit.holds and (hit.fingerprint, hit.rung) == (fingerprint, match.rung):
            continue
        (changed if hit.pk else new).append(hit)
        hit.screening, hit.holds = screening, True
        hit.rung, hit.score, hit.reasons = match.rung, match.score, _reasons(match)
        hit.asked = not RUNGS[match.rung].counts or RUNGS[match.rung].asks_review
        if hit.fingerprint != fingerprint:
            _reopen(hit, fingerprint, term=term if match.left in eligible else 0)
    gone = [hit for hit in known.values() if hit.holds]
    for hit in gone:
        hit.holds = False
    ScreeningHit.objects.bulk_create(new, batch_size=1000)
    ScreeningHit.objects.bulk_update([*changed, *gone], HIT_FIELDS, batch_size=1000)
    return {hit.enterprise_id for hit in [*new, *changed, *gone]}


def _reasons(match: Match) -> list[dict[str, object]]:
    return [{"rule": match.rung, "text": text, "weight": match.score} for text in match.reasons]


def _reopen(hit: ScreeningHit, fingerprint: str, *, term: int) -> None:
    """A new question, or an old one whose sides changed; `term` in working days, of an eligible firm, which keeps
    its standing meanwhile."""
    hit.fingerprint = fingerprint
    hit.due_on = add_working_days(timezone.localdate(), term)
    hit.ask_again(by=None, reason="双方资料已变化" if hit.pk else "")


@transaction.atomic
def retry_screening(*, screening: Screening, by: User) -> Screening:
    """Run a failed comparison again; until it is done, firms go on reading as 待比对."""
    screening = Screening.objects.select_for_update(of=("self",)).get(pk=screening.pk)
    check_may_retry(screening)
    screening.state = ScreeningState.WAITING
    screening.attempts = 0
    screening.save(update_fields=["state", "attempts"])
    record("重新比对", target=screening, by=by)
    return screening
