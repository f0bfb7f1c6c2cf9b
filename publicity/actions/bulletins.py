"""名单公布: prepare a bulletin, approve or return it, and publish it now or at its time (plan §2)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.models import User
from approvals.actions import approve, close_proposal, propose
from audit.recording import record, record_each
from audit.types import EventType
from foundation.denials import ActionDenied
from foundation.postgres.clock import read_clock
from publicity.models import Bulletin, Publication, PublishedChange
from publicity.models.bulletins import COUNTS, OF_PUBLISHED
from publicity.models.publications import public_fields, publishable_standings
from publicity.policies import (
    check_may_approve,
    check_may_close,
    check_may_prepare,
    check_publish_at,
    check_publishable_still,
    check_something_changed,
)
from publicity.states import BulletinState
from roster.models import Enterprise
from workdays.site_settings import site_settings

# Held until the transaction ends: bulletins are prepared and numbered one after the other.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('publicity.bulletins', 0))"
RETURNED_NOTE = "按站点设置自动公布。"
NOTHING_TO_PUBLISH = "到定时公布的时间，名单没有可以公布的变化。"


@transaction.atomic
def prepare_bulletin(
    *, enterprises: Collection[int], note: str, publish_at: datetime | None = None, by: User
) -> Bulletin:
    """Prepare the publication of these enterprises, and of what left and changed. Raises ActionDenied.

    It is published at once, or waits for `publish_at`. Where the site settings ask for a second person, it first waits
    for the approval.
    """
    _lock()
    check_may_prepare()
    check_publish_at(publish_at)
    check_publishable_still(enterprises, _publishable_among(enterprises))
    check_something_changed(enterprises)
    bulletin = Bulletin(note=note, publish_at=publish_at, prepared_by=by)
    if site_settings().publication_approval:
        _save_chosen(bulletin, BulletinState.WAITING, enterprises)
        change = {"enterprises": len(enterprises), "publish_at": publish_at.isoformat() if publish_at else ""}
        bulletin.approval = propose(subject=bulletin, change=change, expected_version="", reason=note, by=by)
        bulletin.save(update_fields=["approval"])
        record(EventType.LIST_PROPOSED, target=bulletin, data=_described(bulletin, enterprises), by=by)
    elif publish_at:
        _save_chosen(bulletin, BulletinState.SCHEDULED, enterprises)
        record(EventType.LIST_SCHEDULED, target=bulletin, data=_described(bulletin, enterprises), by=by)
    else:
        _publish(bulletin, enterprises, by)
    return bulletin


@transaction.atomic
def approve_bulletin(*, bulletin: Bulletin, expected_version: str, by: User) -> Bulletin:
    """Approve a bulletin as the second person; it is published at once or at its time. Raises ActionDenied.

    `expected_version` is the key of the approval that the page showed. A time that has passed counts as at once.
    """
    bulletin = _locked(bulletin)
    approval = check_may_approve(bulletin, expected_version=expected_version, user=by)
    chosen = _chosen(bulletin)
    bulletin.approval = approve(approval=approval, by=by)
    if bulletin.publish_at and bulletin.publish_at > timezone.now():
        bulletin.state = BulletinState.SCHEDULED
        bulletin.save(update_fields=["state"])
        record(EventType.LIST_SCHEDULED, target=bulletin, data=_described(bulletin, chosen), by=by)
        return bulletin
    _publish(bulletin, chosen, by)
    return bulletin


@transaction.atomic
def close_bulletin(*, bulletin: Bulletin, expected_version: str, reason: str, by: User) -> Bulletin:
    """Return a bulletin that waits for approval, take one's own back, or cancel a scheduled one. Raises ActionDenied.

    `expected_version` as in approve_bulletin; "" for one without an approval.
    """
    bulletin = _locked(bulletin)
    state = BulletinState.CANCELLED
    if approval := check_may_close(bulletin, expected_version=expected_version):
        close_proposal(approval=approval, reason=reason, by=by)
        state = BulletinState.CANCELLED if approval.proposed_by_id == by.pk else BulletinState.RETURNED
    _close(bulletin, state, reason, by)
    return bulletin


def publish_due() -> None:
    """Publish the bulletin whose time has come, once; cancel it where there is nothing to publish."""
    for bulletin in Bulletin.objects.due():
        _publish_scheduled(bulletin)


@transaction.atomic
def _publish_scheduled(bulletin: Bulletin) -> None:
    bulletin = _locked(bulletin)
    if bulletin.state != BulletinState.SCHEDULED:
        return
    try:
        _publish(bulletin, _chosen(bulletin), bulletin.prepared_by)
    except ActionDenied:
        _close(bulletin, BulletinState.CANCELLED, NOTHING_TO_PUBLISH, None)


@transaction.atomic
def publish_returned() -> None:
    """Publish the enterprises that lost their standing and have it back, where the site settings say so. Idempotent."""
    if not site_settings().publish_returned:
        return
    _lock()
    last = Publication.objects.filter(enterprise=OuterRef("enterprise")).order_by("-pk")
    returned = publishable_standings().annotate(lost_at=Subquery(last.values("ended_at")[:1]))
    if enterprises := list(returned.exclude(lost_at=None).values_list("enterprise_id", flat=True)):
        _publish(Bulletin(note=RETURNED_NOTE), enterprises, None)


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute(LOCK)


def _locked(bulletin: Bulletin) -> Bulletin:
    _lock()
    rows = Bulletin.objects.select_related("approval__proposed_by__department", "prepared_by")
    return rows.select_for_update(of=("self",)).get(pk=bulletin.pk)


def _chosen(bulletin: Bulletin) -> list[int]:
    return list(bulletin.chosen.order_by().values_list("pk", flat=True))


def _save_chosen(bulletin: Bulletin, state: BulletinState, enterprises: Collection[int]) -> None:
    bulletin.state = state
    bulletin.save()
    bulletin.chosen.set(enterprises)


def _publishable_among(enterprises: Collection[int]) -> dict[Enterprise, dict[str, str]]:
    """Lock these enterprises; return those that can be published, each with its public fields."""
    keys = set(enterprises)
    locked = Enterprise.objects.filter(pk__any_of=keys).order_by("pk").select_for_update(of=("self",), no_key=True)
    list(locked.values_list("pk"))
    publishable = publishable_standings().filter(enterprise_id__any_of=keys).values("enterprise_id")
    rows: QuerySet[Any] = Enterprise.objects.filter(pk__in=publishable).annotate(fields=public_fields())
    return {enterprise: enterprise.fields for enterprise in rows}


def _publish(bulletin: Bulletin, enterprises: Collection[int], by: User | None) -> None:
    """Number and publish the bulletin with those of the enterprises that can be published. Raises ActionDenied."""
    joining = _publishable_among(enterprises)
    changed = list(Publication.objects.changed().select_for_update(of=("self",)))
    left = list(Publication.objects.left().order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    check_something_changed(joining, changed)
    bulletin.joined_count, bulletin.changed_count, bulletin.left_count = len(joining), len(changed), len(left)
    bulletin.public_count = Publication.objects.visible().count() + len(joining)
    published_at = _number(bulletin)
    new = Publication.objects.bulk_create(
        Publication(enterprise=enterprise, bulletin=bulletin, published_at=published_at, fields=fields)
        for enterprise, fields in joining.items()
    )
    PublishedChange.objects.bulk_create(
        PublishedChange(bulletin=bulletin, publication=publication, changes=publication.differences)
        for publication in changed
    )
    for publication in changed:
        publication.fields = publication.fields_now  # type: ignore[attr-defined]
    Publication.objects.bulk_update(changed, ["fields"], batch_size=1000)
    Publication.objects.filter(pk__any_of=set(left)).update(left_with=bulletin)
    figures = {field: getattr(bulletin, field) for field in COUNTS}
    record(EventType.LIST_PUBLISHED, target=bulletin, data={**figures, "note": bulletin.note}, by=by)
    record_each(EventType.ENTERPRISE_PUBLISHED, targets=((publication, {}) for publication in new), by=by)


def _number(bulletin: Bulletin) -> datetime:
    """Save the bulletin as published now, with the next number of the year; return that moment."""
    now = read_clock()
    year = timezone.localdate(now).year
    last = Bulletin.objects.filter(year=year).order_by("-number").values_list("number", flat=True).first()
    bulletin.state, bulletin.published_at = BulletinState.PUBLISHED, now
    bulletin.year, bulletin.number = year, (last or 0) + 1
    bulletin.save(update_fields=["state", *OF_PUBLISHED] if bulletin.pk else None)
    return now


def _close(bulletin: Bulletin, state: BulletinState, reason: str, by: User | None) -> None:
    bulletin.state, bulletin.closed_by, bulletin.closed_at, bulletin.close_reason = state, by, timezone.now(), reason
    bulletin.save(update_fields=["state", "closed_by", "closed_at", "close_reason"])
    record(EventType.LIST_CLOSED, target=bulletin, data={"reason": reason}, by=by)


def _described(bulletin: Bulletin, enterprises: Collection[int]) -> dict[str, object]:
    return {"joined_count": len(enterprises), "note": bulletin.note, "publish_at": bulletin.publish_at}
