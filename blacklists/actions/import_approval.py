"""The confirmation of an import that two users make: one proposes it with a reason, a second one approves it.

It is required if the confirmation would end hits and the match policy requires a second user for a dismissal;
`screening` returns the reason (signals.confirmation_requested). A file that is confirmed automatically needs no
approval.
"""

import hashlib

from django.db import transaction

from accounts.models import User
from approvals.actions import approve, close_proposal, propose
from audit.recording import record
from audit.types import EventType
from blacklists.actions.entries import Effect
from blacklists.models import BlacklistImport
from blacklists.models.imports import ConfirmationProposal
from blacklists.policies import (
    check_may_approve_import,
    check_may_propose_confirmation,
    check_may_reject_import,
)
from blacklists.signals import entries_staged
from foundation.denials import ActionDenied
from uploads.actions import supersede_approval


def propose_confirmation(
    submission: BlacklistImport, effect: Effect, *, approval_reason: str, reason: str, by: User
) -> None:
    """Propose to confirm the locked import, whose entries are staged and whose impact is stored.

    `approval_reason` states why a second user has to approve. Raises ActionDenied without a reason.
    """
    check_may_propose_confirmation(approval_reason, reason)
    change = ConfirmationProposal(approval_reason=approval_reason, ended_count=effect.ended)
    version = _version(submission, effect)
    submission.approval = propose(subject=submission, change=change, expected_version=version, reason=reason, by=by)
    submission.save(update_fields=["approval"])
    record(
        EventType.IMPORT_CONFIRMATION_PROPOSED,
        target=submission,
        data={"basis": reason, "note": approval_reason},
        by=by,
    )


def approve_confirmation(submission: BlacklistImport, effect: Effect, *, expected_version: str, by: User) -> bool:
    """Approve the proposed confirmation of the locked import, whose entries are staged; return True, as Check requires.

    `expected_version` is the key of the approval that the page showed. If the import would change anything else than
    when it was proposed, the approval is superseded. Raises ActionDenied.
    """
    approval = check_may_approve_import(submission, expected_version=expected_version, user=by)
    entries_staged.send(sender=BlacklistImport, blacklist_import=submission)
    if _version(submission, effect) != approval.expected_version:
        supersede_approval(submission)
        raise ActionDenied(
            "提请之后，现行名单、在册企业或日期有了变化，这份文件将造成的改变与提请时不同，原提请已失效。请核对后重新提请。"
        )
    submission.approval = approve(approval=approval, by=by)
    return True


@transaction.atomic
def reject_import(*, submission: BlacklistImport, expected_version: str, reason: str, by: User) -> BlacklistImport:
    """Reject the proposed confirmation, or withdraw one's own; the import waits for a confirmation again.

    `expected_version` as in approve_confirmation. Raises ActionDenied.
    """
    imports = BlacklistImport.objects.select_related("approval__proposed_by").select_for_update(of=("self",))
    locked: BlacklistImport = imports.get(pk=submission.pk)
    approval = check_may_reject_import(locked, expected_version=expected_version)
    close_proposal(approval=approval, reason=reason, by=by)
    locked.approval = None
    locked.save(update_fields=["approval"])
    data = {"proposed_by": approval.proposed_by, "reason": reason}
    record(EventType.IMPORT_CONFIRMATION_REJECTED, target=locked, data=data, by=by)
    return locked


def _version(submission: BlacklistImport, effect: Effect) -> str:
    """A digest of what the import changes: its effect on the blacklist, and its impact on each enterprise."""
    impacts = submission.impacts.order_by("enterprise_id").values_list("enterprise_id", "change")
    return hashlib.sha256(repr((tuple(effect), list(impacts))).encode()).hexdigest()
