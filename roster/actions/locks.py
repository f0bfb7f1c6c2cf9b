"""The lock that a confirmation or a transfer takes before all others (their order: screening/actions/locks.py)."""

from accounts.models import Department


def lock_offices() -> None:
    """Lock the customs offices, because an enterprise is on one roster only: one confirmation or transfer at a time.

    The weaker lock does not wait for inserts that refer to an office.
    """
    list(Department.objects.filter(is_customs=True).order_by("pk").select_for_update(of=("self",), no_key=True))
