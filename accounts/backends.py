"""Finding the account of a name and a password."""

from django.contrib.auth.backends import ModelBackend

from accounts.models import User


class AccountBackend(ModelBackend):
    """Refuses accounts that are off, but for those that have ended: the form for signing in tells their owners so."""

    def user_can_authenticate(self, user: User) -> bool:
        return super().user_can_authenticate(user) or user.has_ended
