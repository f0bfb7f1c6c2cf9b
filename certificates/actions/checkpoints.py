"""Sign the checkpoint of each day (检查点)."""

from django.db import transaction
from django.utils import timezone

from audit.chain import NO_HEAD
from audit.models import AuditBatch
from certificates.log import lock_log, signed_checkpoint, tree_size
from certificates.models import Checkpoint
from certificates.proofs.checkpoints import day_line
from certificates.signing import signing_keys


@transaction.atomic
def sign_checkpoint_of_today() -> Checkpoint | None:
    """Sign the log as it is now; None where today has a checkpoint already, or the portal has no key."""
    lock_log()
    today = timezone.localdate()
    if not signing_keys() or Checkpoint.objects.filter(day=today).exists():
        return None
    size, last = tree_size(), AuditBatch.objects.last()
    audit_head = last.head if last else NO_HEAD
    note = str(signed_checkpoint(size, day_line(today, audit_head)))
    return Checkpoint.objects.create(day=today, size=size, audit_head=audit_head, note=note)
