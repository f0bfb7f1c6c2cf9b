"""Preview which certified enterprises an import blocks or frees, before it is confirmed.

Only equal numbers are looked at: they block without a decision. Entries that match by name are compared after the
confirmation.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from blacklists.actions.entries import EntryNumbers, ended_among, staged_with_number
from blacklists.models import BlacklistEntry, BlacklistImport
from roster.models import Certification, Enterprise
from screening.models import ImportImpact, ScreeningHit
from screening.models.hits import COUNTING
from screening.models.impacts import Change
from screening.states import Decision
from spreadsheets.identifiers import org_code_of


class Numbers(NamedTuple):
    """The numbers of the certified enterprises: number → primary keys of the enterprises that have it."""

    org_codes: dict[str, int]
    customs_codes: dict[str, int]
    registration_numbers: dict[str, int]


def preview_impact(blacklist_import: BlacklistImport) -> None:
    """Replace the stored impact of an import whose entries are staged."""
    numbers = _numbers_of_certified()
    named = _named(staged_with_number(*numbers), numbers)
    hits = _blocking_hits(blacklist_import)
    hit = {enterprise for enterprise, _ in hits}
    ended = ended_among({entry for _, entry in hits})
    staying = {enterprise for enterprise, entry in hits if entry not in ended}
    changes = dict.fromkeys(named - hit, Change.BLOCKED) | dict.fromkeys(hit - staying - named, Change.FREED)
    blacklist_import.impacts.all().delete()
    ImportImpact.objects.bulk_create(
        ImportImpact(blacklist_import=blacklist_import, enterprise_id=enterprise, change=change)
        for enterprise, change in sorted(changes.items())
    )


def _numbers_of_certified() -> Numbers:
    certified = Enterprise.objects.filter(pk__in=Certification.objects.open().values("enterprise_id"))
    numbers = Numbers({}, {}, {})
    for pk, uscc, customs_code, number in certified.values_list("pk", "uscc", "customs_code", "registration_number"):
        numbers.org_codes[org_code_of(uscc)] = pk
        if customs_code:
            numbers.customs_codes[customs_code] = pk
        if number:
            numbers.registration_numbers[number] = pk
    return numbers


def _named(entries: Iterable[EntryNumbers], numbers: Numbers) -> set[int]:
    """Return the enterprises that an entry names by number; another organisation code contradicts the other numbers."""
    found = set()
    for entry in entries:
        if entry.org_code:
            found.add(numbers.org_codes.get(entry.org_code))
        else:
            found.add(numbers.customs_codes.get(entry.customs_code))
            found.add(numbers.registration_numbers.get(entry.registration_number))
    return {pk for pk in found if pk is not None}


def _blocking_hits(blacklist_import: BlacklistImport) -> set[tuple[int, int]]:
    """Return the pairs of a certified enterprise and an entry of the blacklist that blocks it today."""
    live = BlacklistEntry.objects.filter(blacklist=blacklist_import.blacklist_id).not_ended(on=timezone.localdate())
    is_certain = Q(match_type__in=COUNTING) & ~Q(decision=Decision.DISMISSED) | Q(decision=Decision.CONFIRMED)
    hits = ScreeningHit.objects.filter(is_certain, is_current=True, entry__in=live)
    certified = Certification.objects.open().values("enterprise_id")
    return set(hits.filter(enterprise__in=certified).values_list("enterprise_id", "entry_id"))
