"""The people of a test of every POST."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from tests.factories import load_blacklists, load_reference, make_user
from tests.programs import program_of

Act = tuple[str, Callable[[], Any]]
"""Name of an address, and a POST to it."""


class City:
    """A user of each role, and methods that post as one of them."""

    def __init__(self) -> None:
        load_reference()
        load_blacklists()
        self.officer = make_user(Role.CUSTOMS)
        self.credit, self.second = make_user(Role.CREDIT), make_user(Role.CREDIT)
        self.clerk, self.system = make_user(Role.DEPARTMENT), make_user(Role.SYSTEM)

    def post(self, user: User, name: str, data: dict[str, Any], *arguments: object) -> Any:
        client = Client()
        client.force_login(user)
        return client.post(reverse(name, args=arguments), data)

    def push(self, user: User, name: str, data: Any, *arguments: object, **options: Any) -> Any:
        return program_of(user).post(reverse(name, args=arguments), data, **options)
