"""The checkpoint that waits for a cosigner."""

from accounts.models import User
from certificates.models import Checkpoint
from foundation.web.work_items import Kind, list_url


def waiting(user: User) -> list[Kind]:
    """Return the newest checkpoint, where the user's office has a key and has not cosigned it."""
    if not user.has_perm("certificates.cosign_checkpoint"):
        return []
    rows = Checkpoint.objects.waiting_for(user)
    return [Kind("待会签的证明日志", list_url("certificates:checkpoint_list"), rows, since="made_at")]
