"""Confirm a roster: exactly what was shown comes into force, all or nothing (domain loop, 2; plan §2)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Department, User
from audit.recording import record
from audit.types import EventType
from foundation.collector import without_collector
from foundation.postgres.copy import NULL, array, check_keys_at_once, copy_into, whole_numbers
from foundation.postgres.sql import SQL
from matching.blocking import blocking_keys
from matching.names import normalise, pairs, parse_all
from roster.models import Certification, Enterprise, RosterSubmission
from roster.policies import RosterChanged, RosterConfirmation, check_may_confirm_roster
from roster.signals import roster_confirmed
from spreadsheets.identifiers import org_code_of
from uploads.actions import wait_again
from uploads.states import SubmissionState

# From this number of rows on, nested loops are disabled, because the statistics are outdated.
MANY = 1_000
# Column → type of the temporary table with the added and changed enterprises; each statement below handles all of them.
STAGED = {
    "row_id": "bigint",
    "kind": "text",
    "uscc": "text",
    "name": "text",
    "name_key": "text",
    "bigrams": "varchar[]",
    "customs_code": "text",
    "address": "text",
    "registration_number": "text",
    "blocking_keys": "integer[]",
    "certified_on": "date",
    "was_known_as": "text",
}
# Keys are only added, because former names are screened as well.
SAVE_ENTERPRISES = """
    INSERT INTO roster_enterprise AS known
        (uscc, name, name_key, bigrams, customs_code, address, registration_number, blocking_keys)
    SELECT uscc, name, name_key, bigrams, customs_code, address, registration_number, blocking_keys
    FROM staged_changes AS staged ORDER BY uscc
    ON CONFLICT (uscc) DO UPDATE
    SET name = EXCLUDED.name, name_key = EXCLUDED.name_key, bigrams = EXCLUDED.bigrams,
        customs_code = EXCLUDED.customs_code, address = EXCLUDED.address,
        registration_number = EXCLUDED.registration_number,
        blocking_keys = ARRAY(SELECT DISTINCT unnest(known.blocking_keys || EXCLUDED.blocking_keys) ORDER BY 1)
    WHERE (known.name, known.customs_code, known.address, known.registration_number)
        IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.customs_code, EXCLUDED.address, EXCLUDED.registration_number)
"""
OPEN_CERTIFICATIONS = """
    INSERT INTO roster_certification
        (enterprise_id, office_id, certified_on, row_id, opened_by_id, identified_by_id)
    SELECT enterprise.id, %(office)s, staged.certified_on, staged.row_id, %(submission)s, %(submission)s
    FROM staged_changes AS staged JOIN roster_enterprise enterprise ON enterprise.uscc = staged.uscc
    WHERE staged.kind = 'added'
    ORDER BY enterprise.id
    RETURNING enterprise_id
"""
# Whether the name or a number changed, so that the enterprise has to be compared again. Names that differ only in
# width, blanks or brackets are the same.
IS_OTHER = SQL(
    "staged.was_known_as <> concat_ws('|', staged.name_key, staged.customs_code, staged.registration_number)"
)
CHANGE_CERTIFICATIONS = SQL("""
    UPDATE roster_certification certification
    SET certified_on = staged.certified_on, row_id = staged.row_id,
        identified_by_id = CASE WHEN {is_other} THEN %(submission)s ELSE certification.identified_by_id END
    FROM staged_changes AS staged JOIN roster_enterprise enterprise ON enterprise.uscc = staged.uscc
    WHERE staged.kind = 'changed' AND certification.enterprise_id = enterprise.id AND certification.until IS NULL
    RETURNING certification.enterprise_id, {is_other}
""").format(is_other=IS_OTHER)


def confirm_roster(*, submission: RosterSubmission, confirmation: RosterConfirmation, by: User) -> RosterSubmission:
    """Put into force exactly what was shown, all or nothing, and announce it (roster_confirmed).

    Raises ActionDenied; RosterMoved when another roster was confirmed since the preview: then the file waits to be
    checked and compared once more, for the next look.
    """
    try:
        with without_collector():
            return _confirm(submission.pk, confirmation, by)
    except RosterChanged:
        with transaction.atomic():
            wait_again(RosterSubmission.objects.select_for_update(of=("self",)).get(pk=submission.pk))
        raise


@transaction.atomic
def _confirm(pk: int, confirmation: RosterConfirmation, by: User) -> RosterSubmission:
    # One confirmation at a time for all offices, because an enterprise is on one roster only. The weaker lock does not
    # wait for inserts that refer to an office.
    list(Department.objects.filter(is_customs=True).order_by("pk").select_for_update(of=("self",), no_key=True))
    submission: RosterSubmission = RosterSubmission.objects.select_for_update(of=("self",)).get(pk=pk)
    removals = list(submission.removals.all())
    check_may_confirm_roster(
        submission,
        newest=RosterSubmission.objects.newest_confirmed(),
        removals=removals,
        in_force=Certification.objects.open().filter(office=submission.office).count(),
        confirmation=confirmation,
    )
    for removal in removals:
        removal.reason = confirmation.reasons[removal.uscc]
    submission.removals.bulk_update(removals, ["reason"], batch_size=1000)
    # Locked in the order of primary keys, as reassessment and screening do.
    moving = submission.rows.filter(kind__in=["added", "changed"])
    going = [removal.uscc for removal in removals]
    enterprises = Enterprise.objects.filter(uscc__in=moving.values("uscc")) | Enterprise.objects.filter(uscc__in=going)
    list(enterprises.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    check_keys_at_once()
    with _staged_changes(submission), connection.cursor() as cursor:
        cursor.execute(SAVE_ENTERPRISES)
        parameters = {"office": submission.office_id, "submission": submission.pk}
        cursor.execute(OPEN_CERTIFICATIONS, parameters)
        added = {pk for (pk,) in cursor.fetchall()}
        cursor.execute(CHANGE_CERTIFICATIONS, parameters)
        changed = dict(cursor.fetchall())
    removed = _close_certifications(submission, going)
    submission.status = SubmissionState.CONFIRMED
    submission.confirmed_by = by
    submission.confirmed_at = timezone.now()
    submission.save(update_fields=["status", "confirmed_by", "confirmed_at"])
    roster_confirmed.send(
        sender=RosterSubmission,
        submission=submission,
        added=added,
        changed=set(changed),
        removed=set(removed),
        reidentified={pk for pk, is_reidentified in changed.items() if is_reidentified},
    )
    record(
        EventType.ROSTER_CONFIRMED,
        target=submission,
        data={"added": len(added), "changed": len(changed), "removed": len(removed)},
        by=by,
    )
    return submission


@contextmanager
def _staged_changes(submission: RosterSubmission) -> Iterator[None]:
    """The temporary table `staged_changes`: the added and changed rows, with the keys derived from their names."""
    fields = ("pk", "kind", "before", "certified_on", "uscc", "name", "customs_code", "address", "registration_number")
    rows = list(submission.rows.filter(kind__in=["added", "changed"]).values_list(*fields))
    pks, kinds, before, days, usccs, names, codes, addresses, numbers = zip(*rows, strict=True) if rows else [()] * 9
    parsed = parse_all(names)
    keys = blocking_keys(parsed, list(map(org_code_of, usccs)), codes, numbers)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE staged_changes ({', '.join(f'{name} {kind}' for name, kind in STAGED.items())})"
        )
        columns = (
            map(str, pks),
            kinds,
            usccs,
            names,
            (name.key for name in parsed),
            (array(pairs(name.key)) for name in parsed),
            codes,
            addresses,
            numbers,
            map(whole_numbers, keys.lists()),
            days,
            (_known_as(enterprise) if enterprise else NULL for enterprise in before),
        )
        copy_into("staged_changes", dict(zip(STAGED, columns, strict=True)))
        if len(rows) > MANY:
            # The statistics do not know the rows of this transaction: nested loops seem cheap and take minutes.
            cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")
        cursor.execute("DROP TABLE staged_changes")


def _known_as(enterprise: Mapping[str, str]) -> str:
    """Return name, customs code and registration number of the enterprise before, joined by |."""
    return "|".join(
        (normalise(enterprise["name"]), enterprise["customs_code"], enterprise.get("registration_number", ""))
    )


def _close_certifications(submission: RosterSubmission, usccs: list[str]) -> list[int]:
    removal = Certification.objects.open().filter(office=submission.office, enterprise__uscc__in=usccs)
    ids = list(removal.values_list("enterprise_id", flat=True))
    removal.update(until=submission.as_of, closed_by=submission)
    return ids
