"""Whom to compare: the pairs that share a key, and what is known of each side (docs/crosscheck.md)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import QuerySet

from roster.crosscheck.index import Match, Party, entry_party, judge
from roster.crosscheck.names import parse_each
from roster.crosscheck.rules import Thresholds
from roster.intake.identifiers import org_code_of
from roster.models import BlacklistEntry, Enterprise

Pair = tuple[int, int]
# Up to so many keys the database is asked for those who share one; beyond, everybody is streamed past them.
FEW_KEYS = 20_000
STREAMED = 5_000
# So many pairs are judged at a time, and the parties of no more are in memory.
JUDGED = 50_000


def candidate_pairs(firms: QuerySet[Enterprise], entries: QuerySet[BlacklistEntry]) -> set[Pair]:
    """The pairs of a firm and an entry that share a key. The side with fewer parties is indexed, the other streamed."""
    if firms.count() <= entries.count():
        return set(_sharing(firms, entries))
    return {(firm, entry) for entry, firm in _sharing(entries, firms)}


def _sharing(indexed: QuerySet, streamed: QuerySet) -> Iterator[Pair]:
    by_key: dict[int, list[int]] = defaultdict(list)
    for pk, keys in _keys(indexed):
        for key in keys:
            by_key[key].append(pk)
    if len(by_key) <= FEW_KEYS:
        streamed = streamed.filter(match_keys__overlap=list(by_key))
    known = by_key.keys()
    for pk, keys in _keys(streamed):
        for key in known & keys:
            for found in by_key[key]:
                yield found, pk


def _keys(parties: QuerySet) -> Iterator[tuple[int, list[int]]]:
    return parties.order_by().values_list("pk", "match_keys").iterator(chunk_size=STREAMED)


def judge_pairs(pairs: Sequence[Pair], thresholds: Thresholds) -> Iterator[Match]:
    """The matches among the pairs, each side as the database has it now; sorted pairs are judged quickest."""
    for start in range(0, len(pairs), JUDGED):
        part = pairs[start : start + JUDGED]
        firms, entries = firm_parties({firm for firm, _ in part}), entry_parties({entry for _, entry in part})
        for firm, entry in part:
            if match := judge(firms[firm], entries[entry], thresholds):
                yield match


def firm_parties(pks: Iterable[int]) -> dict[int, Party]:
    """Primary key → the firm as one side of a comparison, with what it was called and numbered before."""
    pks = set(pks)
    fields = ("name", "customs_code", "registration_number")
    rows = list(Enterprise.objects.filter(pk__any_of=pks).values_list("pk", "uscc", *fields))
    former = _former(pks, fields)
    said = [
        [_distinct(now, *former.get(pk, {}).get(field, ())) for field, now in zip(fields, texts, strict=True)]
        for pk, _, *texts in rows
    ]
    names = parse_each([texts[0] for texts in said])
    return {
        pk: Party(
            pk=pk,
            uscc=uscc,
            org_code=org_code_of(uscc),
            customs_codes=codes,
            registration_numbers=numbers,
            names=parsed,
        )
        for (pk, uscc, *_), (_, codes, numbers), parsed in zip(rows, said, names, strict=True)
    }


def _former(pks: set[int], fields: tuple[str, ...]) -> dict[int, dict[str, list[str]]]:
    """Firm → field → what it was, the newest first, of those that ever changed."""
    events = Enterprise._meta.get_field("events").related_model._default_manager
    changed = events.filter(pgh_label="update", pgh_obj_id__any_of=pks).values("pgh_obj_id")
    former: dict[int, dict[str, list[str]]] = {}
    for pk, *texts in events.filter(pgh_obj_id__in=changed).order_by("-pgh_id").values_list("pgh_obj_id", *fields):
        kept = former.setdefault(pk, {field: [] for field in fields})
        for field, text in zip(fields, texts, strict=True):
            kept[field].append(text)
    return former


def _distinct(*texts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))


def entry_parties(pks: Iterable[int]) -> dict[int, Party]:
    """Primary key → the entry as one side of a comparison."""
    fields = ("pk", "uscc", "org_code", "customs_code", "registration_number", "name")
    rows = list(BlacklistEntry.objects.filter(pk__any_of=set(pks)).values_list(*fields))
    names = parse_each([[row[-1]] for row in rows])
    return {
        pk: entry_party(pk, uscc, org_code, customs_code, number, parsed)
        for (pk, uscc, org_code, customs_code, number, _), parsed in zip(rows, names, strict=True)
    }
