"""How long signing in is refused after failures: the handler of django-axes (docs/security.md, «Guessing»).

Failures are counted for the typed name and the address together, for the name alone and for the address alone, whether
or not an account has the name. A name is stored as a keyed hash, because people type passwords into its field.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, NamedTuple

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt, AccessLog
from django.db.models import Case, F, Max, Q, Sum, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import User
from audit.requests import client_address
from foundation.web.dates import chinese_date


class Rule(NamedTuple):
    """The wait after failures of the same `fields`: the first after `first_at` of them, doubled by each further one."""

    name: str
    fields: tuple[str, ...]
    first_at: int
    first_wait: timedelta

    def wait(self, failures: int) -> timedelta:
        """Return how long after the last of so many failures signing in is refused."""
        doublings = failures - self.first_at
        return timedelta() if doublings < 0 else min(self.first_wait * 2 ** min(doublings, 10), LONGEST_WAIT)


PAIR = Rule("pair", ("username", "ip_address"), 5, timedelta(minutes=1))
# Not for addresses from which the account was used before, so that no stranger locks its owner out.
ACCOUNT = Rule("account", ("username",), 30, timedelta(minutes=5))
ADDRESS = Rule("address", ("ip_address",), 50, timedelta(minutes=5))
RULES = (PAIR, ACCOUNT, ADDRESS)
LONGEST_WAIT = timedelta(hours=1)
COUNTED_FOR = timedelta(days=1)
KNOWN_FOR = timedelta(days=90)
# The provider of an IPv6 client gives it a network of this size.
IPV6_PREFIX = 64


class Party(NamedTuple):
    """Who tries to sign in: the hash of the typed name, and the address or the IPv6 network."""

    username: str
    ip_address: str | None

    @classmethod
    def of(cls, request: HttpRequest, username: str) -> "Party":
        return cls(salted_hmac("accounts.lock_out", username, algorithm="sha256").hexdigest(), counted(request))


def counted(request: HttpRequest) -> str | None:
    """Return the address of the client; for IPv6 that of its network, of which a client may use every address."""
    address = client_address(request)
    if address is None or not isinstance(ip := ip_address(address), IPv6Address):
        return address
    return str(ip.ipv4_mapped or ip_network((ip, IPV6_PREFIX), strict=False).network_address)


def locked_until(party: Party) -> datetime | None:
    """Return until when signing in is refused; None while it is not.

    A failure of later than now was counted before the clock was set back, and is left out.
    """
    now = timezone.now()
    found = AccessAttempt.objects.filter(
        Q(username=party.username) | Q(ip_address=party.ip_address), attempt_time__range=(now - COUNTED_FOR, now)
    ).aggregate(**_figures(party))
    ends = {rule: (found[f"last_{rule.name}"] or now) + rule.wait(found[f"failures_{rule.name}"]) for rule in RULES}
    if ends[ACCOUNT] > now and _is_known(party):
        ends.pop(ACCOUNT)
    until: datetime = max(ends.values())
    return until if until > now else None


def _figures(party: Party) -> dict[str, Any]:
    """The aggregates of each rule: how many failures, and when the last one was."""
    figures: dict[str, Any] = {}
    for rule in RULES:
        same = Q(**{field: getattr(party, field) for field in rule.fields})
        figures[f"failures_{rule.name}"] = Sum("failures_since_start", filter=same, default=0)
        figures[f"last_{rule.name}"] = Max("attempt_time", filter=same)
    return figures


def _is_known(party: Party) -> bool:
    """Whether somebody signed in to the account from the address within the last 90 days."""
    since = timezone.now() - KNOWN_FOR
    return AccessLog.objects.filter(**party._asdict(), attempt_time__gt=since).exists()


def count_failure(party: Party) -> None:
    """Count one more failure."""
    now = timezone.now()
    attempt, is_first = AccessAttempt.objects.get_or_create(
        **party._asdict(), user_agent="", defaults={"failures_since_start": 1}
    )
    if not is_first:
        is_over = When(attempt_time__lte=now - COUNTED_FOR, then=Value(1))
        failures = Case(is_over, default=F("failures_since_start") + 1)
        AccessAttempt.objects.filter(pk=attempt.pk).update(failures_since_start=failures, attempt_time=now)


def forget_failures(party: Party) -> None:
    """Forget the failures of the account at the address."""
    AccessAttempt.objects.filter(**party._asdict()).delete()


def erase_outdated() -> None:
    """Erase the failures that are no longer counted, and the addresses that are no longer known."""
    now = timezone.now()
    AccessAttempt.objects.filter(attempt_time__lte=now - COUNTED_FOR).delete()
    AccessLog.objects.filter(attempt_time__lte=now - KNOWN_FOR).delete()


def wait_text(until: datetime) -> str:
    """Return the time from which on another attempt is possible; with its day unless that is today."""
    moment = timezone.localtime(until) + timedelta(minutes=1)
    day = "" if moment.date() == timezone.localdate() else chinese_date(moment.date())
    return f"{day}{moment:%H:%M}"


def lock_out_message(until: datetime) -> str:
    """Return the sentence that states from when on signing in is possible again; the same for every name."""
    return f"登录失败的次数过多，请于{wait_text(until)}以后再试。忘记密码的，请联系系统管理员重设。"


class LockOutHandler(AxesDatabaseHandler):
    """Counts what Django announces about attempts to sign in; an attempt that is refused unchecked does not count."""

    def is_locked(self, request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> bool:
        return locked_until(Party.of(request, (credentials or {})["username"])) is not None

    def user_login_failed(
        self, sender: Any, credentials: Mapping[str, Any], request: Any = None, **kwargs: Any
    ) -> None:
        if request is not None and not request.axes_locked_out:
            count_failure(Party.of(request, credentials["username"]))

    def user_logged_in(self, sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        party = Party.of(request, user.username)
        forget_failures(party)
        if not AccessLog.objects.filter(**party._asdict()).update(attempt_time=timezone.now()):
            AccessLog.objects.create(**party._asdict())

    def user_logged_out(self, sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
        """Count nothing."""
