"""Two system administrators and the reorganisations that they agree to, by the forms of Django admin."""

from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import Department
from accounts.permissions import Role
from reorganisations.models import Reorganisation
from tests.factories import make_user
from tests.steps import SignedIn


class Administrators:
    """The first proposes, the second approves."""

    def __init__(self, signed_in: SignedIn) -> None:
        self.signed_in = signed_in
        self.proposer, self.second = make_user(Role.SYSTEM), make_user(Role.SYSTEM)

    @property
    def first(self) -> Client:
        """A new session of the first, because the clock of a test ends older ones."""
        return self.signed_in(self.proposer)

    def propose(self, act: str, code: str = "", /, **fields: Any) -> Any:
        """Post the form of the act on the department, from today on; return the page that follows."""
        of = [Department.objects.get(code=code).pk] if code else []
        address = reverse("admin:reorganisations_reorganisation_propose", args=[act, *of])
        typed = {"day": "2026-11-20", "document_number": "济编〔2026〕3号", "propose": "提交复核", **fields}
        return self.first.post(address, typed, follow=True)

    def preview(self, act: str, code: str = "", /, **fields: Any) -> str:
        page: str = self.propose(act, code, **{**fields, "propose": ""}).content.decode()
        return page

    def enact(self, act: str, code: str = "", /, **fields: Any) -> str:
        """Propose the act and approve it; return the page that follows."""
        proposed = self.propose(act, code, **fields).content.decode()
        newest = Reorganisation.objects.latest("pk")
        assert newest.is_proposed, proposed
        address = reverse("admin:reorganisations_reorganisation_approve", args=[newest.pk])
        page: str = (
            self.signed_in(self.second).post(address, {"version": newest.approval_id}, follow=True).content.decode()
        )
        return page
