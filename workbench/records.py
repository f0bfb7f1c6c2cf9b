"""The latest acts, approvals and downloads, for the auditor."""

from dataclasses import dataclass

from django.apps import apps

from approvals.models import Approval
from audit.models import AuditEvent
from audit.types import EventType

SHOWN = 8
# Downloads are shown by themselves; signing in and out would leave no room for anything else.
NO_ACTS = (EventType.LIST_DOWNLOADED, EventType.SIGNED_IN, EventType.SIGNED_OUT)


@dataclass(frozen=True)
class Records:
    """The newest rows of each kind, the newest first."""

    acts: list[AuditEvent]
    approvals: list[tuple[str, Approval]]
    downloads: list[AuditEvent]


def latest_records() -> Records:
    """Return the newest records; an approval with the kind of its subject."""
    approvals = Approval.objects.select_related("proposed_by", "decided_by")[:SHOWN]
    return Records(
        acts=list(AuditEvent.objects.exclude(type__in=NO_ACTS)[:SHOWN]),
        approvals=[(_kind(approval), approval) for approval in approvals],
        downloads=list(AuditEvent.objects.filter(type=EventType.LIST_DOWNLOADED)[:SHOWN]),
    )


def _kind(approval: Approval) -> str:
    """The kind of the subject, such as 比对命中."""
    return str(apps.get_model(approval.subject_type)._meta.verbose_name)
