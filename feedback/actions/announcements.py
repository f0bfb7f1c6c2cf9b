"""Announcing changes of standings to every department (plan §3 «及时通报各单位»).

Changes of one kind that are processed together are one announcement, and each department gets one notice of it, with a
list. A first roster of several hundred enterprises would otherwise put as many notices into every inbox, and those that
must be answered would be lost among them. The changes are stored once for all departments, by COPY.
"""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from accounts.models import Department
from feedback.models import Announcement, Notice, StandingChange
from feedback.notice_params import ChangeParams, RestorationParams
from feedback.states import LOST, NoticeKind
from foundation.postgres.copy import copy_new
from roster.models import Certification
from screening.models import Revocation, ScreeningHit, Standing
from screening.reasons import ReasonCode


def announce(kind: NoticeKind, standings: Sequence[Standing]) -> None:
    """Announce these standings, at most one of each enterprise, in a fixed number of queries."""
    announcement = Announcement.objects.create(
        kind=kind, first_enterprise=standings[0].enterprise.name, enterprise_count=len(standings)
    )
    offices = _offices(standings)
    params = _params(kind, standings)
    changes = [
        StandingChange(
            announcement=announcement,
            number=number,
            enterprise_id=standing.enterprise_id,
            standing=standing,
            office_id=offices[standing.enterprise_id],
            params=params[standing.pk],
        )
        for number, standing in enumerate(standings, start=1)
    ]
    copy_new(StandingChange, changes)
    Notice.objects.bulk_create(
        Notice(department=department, kind=kind, announcement=announcement)
        for department in recipients_of_announcement()
    )


def recipients_of_announcement() -> QuerySet[Department]:
    """The departments that get a notice of each announcement: all of them."""
    return Department.objects.active()


def _enterprises(standings: Iterable[Standing]) -> set[int]:
    return {standing.enterprise_id for standing in standings}


def _offices(standings: Iterable[Standing]) -> dict[int, int]:
    """Return enterprise → the customs office that certified it last."""
    certifications = Certification.objects.filter(enterprise_id__any_of=_enterprises(standings)).order_by("pk")
    return dict(certifications.values_list("enterprise_id", "office_id"))


def _params(kind: NoticeKind, standings: Iterable[Standing]) -> dict[int, ChangeParams]:
    """Return standing → the parameters of its change."""
    params = {
        standing.pk: ChangeParams(enterprise=standing.enterprise.name, uscc=standing.enterprise.uscc)
        for standing in standings
    }
    if kind == NoticeKind.RESTORED:
        _add_ended_losses(params, standings)
    elif kind == NoticeKind.PENDING:
        _add_deadlines(params, standings)
    return params


def _evidence(standing: Standing, code: ReasonCode, key: str) -> list[int]:
    """Return the rows of this kind that the reasons with this code rest on."""
    return [reason["evidence"][key] for reason in standing.reasons if reason["code"] == code]  # type: ignore[literal-required]


def _add_ended_losses(params: dict[int, ChangeParams], standings: Iterable[Standing]) -> None:
    """Add what the loss was that has ended, and the restoration where it was a revocation."""
    losses = _last_losses(standings)
    revocations = {
        pk: revocation
        for pk, loss in losses.items()
        for revocation in _evidence(loss, ReasonCode.REVOKED, "revocation")
    }
    restored = Revocation.objects.filter(restored_on__isnull=False).select_related("office")
    found = restored.in_bulk(list(revocations.values()))
    for pk, loss in losses.items():
        params[pk]["ended_loss"] = loss.state
        revocation = found.get(revocations.get(pk, 0))
        if revocation and revocation.restored_on:
            params[pk]["restoration"] = RestorationParams(
                office=revocation.office.name,
                reason=revocation.restore_reason,
                document_number=revocation.restore_document,
                restored_on=revocation.restored_on.isoformat(),
            )


def _last_losses(standings: Iterable[Standing]) -> dict[int, Standing]:
    """Return standing → the last lost standing that the enterprise had before it."""
    by_enterprise = {standing.enterprise_id: standing.pk for standing in standings}
    lost = Standing.objects.were_current().filter(enterprise_id__any_of=set(by_enterprise), state__in=LOST)
    return {
        by_enterprise[loss.enterprise_id]: loss
        for loss in lost.order_by("pk")
        if loss.pk < by_enterprise[loss.enterprise_id]
    }


def _add_deadlines(params: dict[int, ChangeParams], standings: Iterable[Standing]) -> None:
    """Add the deadline of the decision: the first one where several possible matches wait."""
    hits = {standing.pk: _evidence(standing, ReasonCode.POSSIBLE_MATCH, "hit") for standing in standings}
    deadlines = ScreeningHit.objects.filter(pk__any_of={pk for pks in hits.values() for pk in pks})
    due_on = dict(deadlines.values_list("pk", "due_on"))
    for pk, pks in hits.items():
        if pks:
            params[pk]["due_on"] = min(due_on[hit] for hit in pks).isoformat()
