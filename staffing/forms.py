"""Forms of the changes of accounts."""

from functools import partial
from typing import Any

from accounts.forms import UserChangeForm
from accounts.models import User
from foundation.denials import denial_of
from staffing.policies import check_may_propose, fields_to_propose


class AccountChangeForm(UserChangeForm):
    """The fields of an account; what a second person has to approve stays in the account as it is, and in `change`."""

    change: dict[str, Any]

    def _post_clean(self) -> None:
        super()._post_clean()
        stored = User.objects.select_related("department").get(pk=self.instance.pk)
        fields = fields_to_propose(stored, self.instance, self.changed_data)
        self.change = {field: _plain(getattr(self.instance, field)) for field in fields}
        if self.errors or not self.change:
            return
        if denial := denial_of(partial(check_may_propose, stored, self.change, by=self.by)):
            self.add_error(None, denial)
        for field in fields:
            setattr(self.instance, field, getattr(stored, field))


def _plain(value: Any) -> Any:
    """Return the value as a proposal stores it: a department by its code."""
    return getattr(value, "code", value)
