"""Find the pairs of an enterprise and an entry that share a blocking key, and score them (docs/screening.md)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection
from django.db.models import Max, Min, QuerySet

from blacklists.models import BlacklistEntry
from foundation.postgres.copy import fetch_arrays
from matching.blocking import BlockingIndex, Packed, number_keys, pack
from matching.names import parse_each
from matching.rules import Thresholds
from matching.scoring import Match, Party, entry_party, score_pair
from roster.models import Enterprise
from spreadsheets.identifiers import org_code_of
from spreadsheets.written_names import further_names_in, other_names_in

Pair = tuple[int, int]
# The texts by which a party is compared.
Texts = tuple[Any, ...]
FIND_PAIRS = """
    SELECT few.pk, many.pk FROM ({few}) AS few (pk, keys) CROSS JOIN LATERAL
        (SELECT pk FROM ({many}) AS many (pk, keys) WHERE many.keys && few.keys) AS many
"""
# Rows of a primary key and one key, from two arrays.
ONE_KEY_A_ROW = "SELECT pk, ARRAY[key] FROM unnest(%s::bigint[], %s::integer[]) AS one (pk, key)"
# The fields of an entry by which it is compared.
PARTY_FIELDS = ("name", "other_names", "uscc", "org_code", "customs_code", "registration_number")
# The match type without an equal number.
NAME = "name"
# Range of primary keys whose blocking keys are read at a time.
KEYS_AT_ONCE = 100_000
# Pairs that are scored at a time; only their parties are in memory.
SCORED_AT_ONCE = 50_000


def candidate_pairs(enterprises: QuerySet[Enterprise], entries: QuerySet[BlacklistEntry]) -> set[Pair]:
    """Find the pairs of an enterprise and an entry that share a blocking key, as primary keys.

    If one side has at most settings.SCREENING_FEW_ENTERPRISES rows, it is looked up in the database's index of the
    other side's keys. Otherwise the enterprises' keys are held in memory, and the entries' keys are read in parts and
    looked up in them.
    """
    if _are_few(enterprises):
        return set(_look_up(enterprises, entries))
    if _are_few(entries):
        return {(enterprise, entry) for entry, enterprise in _look_up(entries, enterprises)}
    index = BlockingIndex(np.concatenate(list(_streamed_keys(enterprises))))
    return set().union(*map(index.pairs_with, _streamed_keys(entries)))


def number_matches_of_entries(
    entries: QuerySet[BlacklistEntry], enterprises: QuerySet[Enterprise], thresholds: Thresholds
) -> set[Pair]:
    """Find the pairs of one of these entries, new or changed, and an enterprise that match by a number."""
    fields = ("pk", "uscc", "org_code", "customs_code", "registration_number")
    pairs = pairs_with_number(list(entries.order_by().values_list(*fields)), enterprises)
    return _matching_by_number(pairs, thresholds)


def pairs_with_number(
    entries: Sequence[tuple[int, str, str, str, str]], enterprises: QuerySet[Enterprise]
) -> set[Pair]:
    """Find the pairs of an enterprise and an entry that share the key of a number.

    `entries` are rows of primary key, USCC, organisation code, customs code and registration number.
    """
    numbers = [(pk, org_code_of(uscc) or org_code, code, number) for pk, uscc, org_code, code, number in entries]
    return {(enterprise, entry) for entry, enterprise in _pairs_by_number(numbers, enterprises)}


def number_matches_of_enterprises(
    enterprises: QuerySet[Enterprise], entries: QuerySet[BlacklistEntry], thresholds: Thresholds
) -> set[Pair]:
    """Find the pairs of one of these enterprises and an entry that match by a number, former numbers included."""
    rows = list(enterprises.order_by().values_list("pk", "uscc", "customs_code", "registration_number"))
    numbers = [(pk, org_code_of(uscc), code, number) for pk, uscc, code, number in rows]
    fields = ("customs_code", "registration_number")
    for pk, former in _former({pk for pk, *_ in rows}, fields).items():
        numbers += ((pk, "", code, number) for code, number in zip(*(former[field] for field in fields), strict=True))
    return _matching_by_number(_pairs_by_number(numbers, entries), thresholds)


def _pairs_by_number(numbers: list[tuple[int, str, str, str]], others: QuerySet) -> set[Pair]:
    """Find the pairs that share the key of a number.

    `numbers` are rows of primary key, organisation code, customs code and registration number. The keys of the other
    side are the stored ones: looked up in their index for a few rows, streamed otherwise.
    """
    if not numbers:
        return set()
    pks, *columns = zip(*numbers, strict=True)
    keys = number_keys(*columns)
    packed = pack(np.array(pks, np.int64)[keys.rows], keys.values.astype(np.int64))
    if len(numbers) > settings.SCREENING_FEW_ENTERPRISES:
        return set().union(*map(BlockingIndex(packed).pairs_with, _streamed_keys(others)))
    others_sql, params = _sql_of_keys(others)
    owners = [pks[row] for row in keys.rows.tolist()]
    with connection.cursor() as cursor:
        cursor.execute(FIND_PAIRS.format(few=ONE_KEY_A_ROW, many=others_sql), [owners, keys.values.tolist(), *params])
        return set(cursor.fetchall())


def _matching_by_number(pairs: set[Pair], thresholds: Thresholds) -> set[Pair]:
    matches = score_pairs(sorted(pairs), thresholds)
    return {(match.left, match.right) for match in matches if match.match_type != NAME}


def _are_few(parties: QuerySet) -> bool:
    """Whether there are at most settings.SCREENING_FEW_ENTERPRISES parties."""
    few: int = settings.SCREENING_FEW_ENTERPRISES
    return parties.order_by()[: few + 1].count() <= few


def _look_up(few: QuerySet, many: QuerySet) -> list[Pair]:
    """Find the pairs of one of the few and one of the many that share a key, by the index of the many."""
    few_sql, few_params = _sql_of_keys(few)
    many_sql, many_params = _sql_of_keys(many)
    with connection.cursor() as cursor:
        cursor.execute(FIND_PAIRS.format(few=few_sql, many=many_sql), [*few_params, *many_params])
        return list(cursor.fetchall())


def _stored_keys(parties: QuerySet) -> Packed:
    """Read the blocking keys of these parties into memory."""
    pks, counts, keys = fetch_arrays(*_sql_of_keys(parties))
    return pack(np.repeat(pks, counts), keys)


def _streamed_keys(parties: QuerySet) -> Iterator[Packed]:
    """Yield the blocking keys of these parties, KEYS_AT_ONCE primary keys at a time."""
    ends = parties.aggregate(low=Min("pk"), high=Max("pk"))
    for low in range(ends["low"] or 0, (ends["high"] or 0) + 1, KEYS_AT_ONCE):
        yield _stored_keys(parties.filter(pk__range=(low, low + KEYS_AT_ONCE - 1)))


def _sql_of_keys(parties: QuerySet) -> tuple[str, Sequence[Any]]:
    """Return the SQL that selects primary keys and arrays of blocking keys, and its parameters."""
    query: tuple[str, Sequence[Any]] = parties.order_by().values_list("pk", "blocking_keys").query.sql_with_params()
    return query


class PairScores:
    """Scores pairs with both sides as they are in the database.

    A match is kept with the texts of both sides: a pair that is scored again, under the locks of a transaction, keeps
    its match while the texts are the same.
    """

    def __init__(self, thresholds: Thresholds) -> None:
        self._thresholds = thresholds
        self._known: dict[Pair, tuple[Match, tuple[Texts, Texts]]] = {}

    def score(self, pairs: Sequence[Pair]) -> Iterator[Match]:
        """Yield the match of each pair that matches; sorted pairs are scored fastest."""
        for start in range(0, len(pairs), SCORED_AT_ONCE):
            part = pairs[start : start + SCORED_AT_ONCE]
            left, right = enterprise_texts({pk for pk, _ in part}), entry_texts({pk for _, pk in part})
            texts = {(enterprise, entry): (left[enterprise], right[entry]) for enterprise, entry in part}
            same = {pair for pair in part if pair in self._known and self._known[pair][1] == texts[pair]}
            matches = {pair: self._known[pair][0] for pair in same}
            matches |= self._scored([pair for pair in part if pair not in same], left, right)
            self._known |= {pair: (match, texts[pair]) for pair, match in matches.items()}
            yield from (matches[pair] for pair in part if pair in matches)

    def _scored(
        self, pairs: Sequence[Pair], left: Mapping[int, Texts], right: Mapping[int, Texts]
    ) -> dict[Pair, Match]:
        enterprises = enterprise_parties({pk: left[pk] for pk in {pk for pk, _ in pairs}})
        entries = entry_parties({pk: right[pk] for pk in {pk for _, pk in pairs}})
        scored = ((pair, score_pair(enterprises[pair[0]], entries[pair[1]], self._thresholds)) for pair in pairs)
        return {pair: match for pair, match in scored if match}


def score_pairs(pairs: Sequence[Pair], thresholds: Thresholds) -> Iterator[Match]:
    """Score the pairs once, with both sides as they are in the database."""
    return PairScores(thresholds).score(pairs)


def enterprise_texts(pks: Collection[int]) -> dict[int, Texts]:
    """Return primary key → USCC, and the names, customs codes and registration numbers, former ones last."""
    fields = ("name", "customs_code", "registration_number")
    rows = Enterprise.objects.filter(pk__any_of=pks).values_list("pk", "uscc", *fields)
    former = _former(pks, fields)
    return {
        pk: (
            uscc,
            *(_distinct(now, *former.get(pk, {}).get(field, ())) for field, now in zip(fields, texts, strict=True)),
        )
        for pk, uscc, *texts in rows
    }


def enterprise_parties(texts: Mapping[int, Texts]) -> dict[int, Party]:
    """Return primary key → the enterprise as a party, of texts as enterprise_texts gives them."""
    names = parse_each([_names_of(written) for _, written, *_ in texts.values()])
    return {
        pk: Party(
            pk=pk,
            uscc=uscc,
            org_code=org_code_of(uscc),
            customs_codes=codes,
            registration_numbers=numbers,
            names=parsed,
        )
        for (pk, (uscc, _, codes, numbers)), parsed in zip(texts.items(), names, strict=True)
    }


def _former(pks: Collection[int], fields: tuple[str, ...]) -> dict[int, dict[str, list[str]]]:
    """Return enterprise → field → former values, the newest first; only for enterprises that changed."""
    events = Enterprise._meta.get_field("events").related_model._default_manager
    changed = events.filter(pgh_label="update", pgh_obj_id__any_of=pks).values("pgh_obj_id")
    former: dict[int, dict[str, list[str]]] = {}
    for pk, *texts in events.filter(pgh_obj_id__in=changed).order_by("-pgh_id").values_list("pgh_obj_id", *fields):
        values = former.setdefault(pk, {field: [] for field in fields})
        for field, text in zip(fields, texts, strict=True):
            values[field].append(text)
    return former


def _distinct(*texts: str) -> tuple[str, ...]:
    """Return the texts in order, without empty ones and duplicates."""
    return tuple(dict.fromkeys(filter(None, texts)))


def _names_of(texts: Sequence[str], others: str = "") -> Sequence[str]:
    """Return the texts, the further names in them and those in the cell of other names, the texts first."""
    further = [name for text in texts for name in further_names_in(text)]
    if others:
        further += other_names_in(others)
    return _distinct(*texts, *further) if further else texts


def entry_texts(pks: Collection[int]) -> dict[int, Texts]:
    """Return primary key → the texts of the entry in PARTY_FIELDS."""
    rows = BlacklistEntry.objects.filter(pk__any_of=pks).values_list("pk", *PARTY_FIELDS)
    return {pk: tuple(texts) for pk, *texts in rows}


def entry_parties(texts: Mapping[int, Texts]) -> dict[int, Party]:
    """Return primary key → the entry as a party, of its texts in PARTY_FIELDS."""
    names = parse_each([_names_of([name], others) for name, others, *_ in texts.values()])
    return {
        pk: entry_party(pk, uscc, org_code, customs_code, number, parsed)
        for (pk, (_, _, uscc, org_code, customs_code, number)), parsed in zip(texts.items(), names, strict=True)
    }
