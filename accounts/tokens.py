"""Tokens by which programs act for an account: how they look, and how the API recognises them (docs/api.md)."""

import re
import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.utils import timezone
from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.throttling import SimpleRateThrottle

from accounts.lock_out import Party, count_failure, counted, locked_until
from accounts.models import ApiToken, User
from foundation.counters import SharedCounters
from foundation.encryption import hash_of

# The session holds a new token until the next page shows it.
ISSUED = "issued_api"
PREFIX = "aeo_"
# A parameter that is meant for a token, or a token anywhere.
IN_ADDRESS = re.compile(rf"[?&;](?:access_)?token=|{PREFIX}[\w-]{{20,}}", re.IGNORECASE)
# The use of a token is noted once in this time.
NOTED_EVERY = timedelta(minutes=1)
IN_THE_ADDRESS = (
    "令牌不能写在地址中：地址会记入日志。请放在请求头 Authorization 中；写进过地址的令牌，请系统管理员撤销并换发。"
)


def new_token() -> str:
    """Return a random token of 256 bits."""
    return f"{PREFIX}{secrets.token_urlsafe(32)}"


class TokenAuthentication(authentication.TokenAuthentication):
    """Find the account of the token in the header `Authorization: Token …`; wrong ones wait as at signing in."""

    def authenticate(self, request: Any) -> Any:
        if IN_ADDRESS.search(unquote(request.get_full_path())):
            raise AuthenticationFailed(IN_THE_ADDRESS)
        self.request = request
        return super().authenticate(request)

    def authenticate_credentials(self, key: str) -> tuple[User, ApiToken]:
        sha256 = hash_of(key)
        token = ApiToken.objects.select_related("user__department").filter(sha256=sha256).first()
        if token is None or token.fault:
            self._refuse(sha256)
            raise AuthenticationFailed(token.fault if token else "令牌无效。")
        _note_use(token, counted(self.request))
        return token.user, token

    def _refuse(self, sha256: str) -> None:
        """Count a token that is not valid; raise Throttled while its sender has to wait."""
        party = Party.of(self.request, sha256)
        if until := locked_until(party):
            raise Throttled(wait=(until - timezone.now()).total_seconds())
        count_failure(party)


def _note_use(token: ApiToken, address: str | None) -> None:
    now = timezone.now()
    if token.used_at is None or abs(now - token.used_at) > NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(used_at=now, used_from=address)


class SharedThrottle(SimpleRateThrottle):
    """So many requests in a minute, counted by all processes of web together; where nothing counts, none is refused."""

    counters = SharedCounters(settings.RATE_LIMIT_URL)
    seconds_left = 0

    def allow_request(self, request: Any, view: Any) -> bool:
        key = self.get_cache_key(request, view)
        count = self.counters.count(f"rate-{key}", seconds=self.duration) if key else None
        if count is None or count.number <= self.num_requests:
            return True
        self.seconds_left = count.seconds_left
        return False

    def wait(self) -> float:
        return self.seconds_left


class TokenThrottle(SharedThrottle):
    """So many requests of a token."""

    scope = "token"

    def get_cache_key(self, request: Any, view: Any) -> str | None:
        return f"token-{request.auth.pk}" if request.auth else None


class AddressThrottle(SharedThrottle):
    """So many requests of an address, with whatever tokens."""

    scope = "address"

    def get_cache_key(self, request: Any, view: Any) -> str | None:
        return f"address-{counted(request)}"
