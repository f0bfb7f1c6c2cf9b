"""Forms of the changes of accounts."""

from datetime import date
from functools import partial
from typing import Any

from accounts.forms import UserChangeForm
from accounts.models import User
from accounts.policies import check_administration_kept
from foundation.denials import denial_of
from staffing.policies import check_may_propose, fields_to_propose


class AccountChangeForm(UserChangeForm):
    """The fields of an account; what a second person has to approve stays in the account as it is, and in `change`."""

    # The administrator who changes the account.
    by: User
    change: dict[str, Any]

    def _post_clean(self) -> None:
        super()._post_clean()
        stored = User.objects.select_related("department").get(pk=self.instance.pk)
        fields = fields_to_propose(stored, self.instance, self.changed_data)
        self.change = {field: _plain(getattr(self.instance, field)) for field in fields}
        if self.errors:
            return
        denial = denial_of(partial(check_administration_kept, stored, self.instance, by=self.by))
        if self.change and not denial:
            denial = denial_of(partial(check_may_propose, stored, self.change, by=self.by))
        if denial:
            self.add_error(None, denial)
        for field in fields:
            setattr(self.instance, field, getattr(stored, field))


def _plain(value: Any) -> Any:
    """Return the value as a proposal stores it: a department by its code, a day as in ISO 8601."""
    return value.isoformat() if isinstance(value, date) else getattr(value, "code", value)
