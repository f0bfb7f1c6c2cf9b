"""Sign the checkpoint of each day (检查点)."""

from django.db import transaction
from django.utils import timezone

from certificates.log import lock_log, signed_checkpoint, tree_size
from certificates.models import Checkpoint
from certificates.signing import signing_keys


@transaction.atomic
def sign_checkpoint_of_today() -> Checkpoint | None:
    """Sign the log as it is now; None where today has a checkpoint already, or the portal has no key."""
    lock_log()
    today = timezone.localdate()
    if not signing_keys() or Checkpoint.objects.filter(day=today).exists():
        return None
    size = tree_size()
    return Checkpoint.objects.create(day=today, size=size, note=str(signed_checkpoint(size)))
