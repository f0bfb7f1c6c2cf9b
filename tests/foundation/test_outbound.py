"""Addresses that are requested: which are valid, which networks are refused, and the wording of every failure."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from django.conf import settings

from foundation.outbound import RequestCode, RequestError, check_reachable, split_address
from foundation.outbound_wording import REQUEST_TEXTS, request_text

EVERYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))


@contextmanager
def refused_because(pattern: str) -> Iterator[None]:
    """Check that the block raises RequestError with a message that matches the pattern."""
    with pytest.raises(RequestError) as caught:
        yield
    assert re.search(pattern, request_text(caught.value.reason, party="对方"))


def test_wording_has_exactly_the_codes_that_can_be_stored() -> None:
    assert set(REQUEST_TEXTS) == set(RequestCode)


@pytest.mark.parametrize(
    "address",
    ["", "court.csv", "file:///etc/passwd", "ftp://a.example/x", "http://", "http://a.example:99999/", "http://[::1",
     "http://user:pass@a.example/", "http://a.example/a b", "http://a.example/\n"],
)  # fmt: skip
def test_invalid_address_is_refused(address: str) -> None:
    with refused_because("形如 https://域名/路径"):
        split_address(address)


def in_ipv6(ipv4: str) -> list[str]:
    """Return the IPv6 addresses that embed the IPv4 address: mapped, IPv4-compatible, NAT64, 6to4."""
    number = int(IPv4Address(ipv4))
    return [f"::ffff:{ipv4}", f"::{ipv4}", f"64:ff9b::{ipv4}", str(IPv6Address((0x2002 << 112) | (number << 80)))]


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", *in_ipv6("169.254.169.254"), "fe80::1%eth0", "0.0.0.0", *in_ipv6("0.0.0.0"), "::",
     "224.0.0.1", *in_ipv6("224.0.0.1"), "ff02::1", "127.0.0.1", *in_ipv6("127.0.0.1"), "::1"],
)  # fmt: skip
def test_loopback_link_local_and_multicast_addresses_are_always_refused(address: str) -> None:
    """The setting allows every network in this test."""
    with refused_because("不允许访问"):
        check_reachable(address, networks=EVERYWHERE)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.1.2.3", "10.1.0.0/16"),
        *((address, "10.1.0.0/16") for address in in_ipv6("10.1.2.3")),
        ("192.168.0.9", "192.168.0.9/32"),
        ("100.100.100.200", "100.64.0.0/10"),
        ("192.0.0.192", "192.0.0.0/24"),
        ("fd00::1", "fd00::/8"),
        ("fec0::1", "fec0::/10"),
        ("3fff::1", "3fff::/20"),
        ("168.63.129.16", "168.63.129.16/32"),
        ("64:ff9b:1::a00:1", "64:ff9b:1::/48"),
        ("127.0.0.1", "127.0.0.0/8"),
        ("::1", "::1/128"),
    ],
)
def test_private_address_is_allowed_in_the_configured_networks_only(address: str, network: str) -> None:
    for others in ([], [ip_network("172.16.0.0/12"), ip_network("fd12::/16")]):
        with refused_because(r"内部网络|本机"):
            check_reachable(address, networks=others)
    check_reachable(address, networks=[ip_network(network)])


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860::8888", *in_ipv6("8.8.8.8")])
def test_public_address_is_allowed(address: str) -> None:
    check_reachable(address, networks=[])


def test_setting_without_a_network_is_rejected() -> None:
    environment = {**os.environ, "SECRET_KEY": "x", "DATABASE_URL": "postgresql://nowhere/x"}
    for wrong in ("true", "10.0.0.1/8"):
        environment["FEED_ALLOWED_NETWORKS"] = wrong
        command = [sys.executable, "-c", "import credit_portal.settings"]
        ended = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True)
        assert "FEED_ALLOWED_NETWORKS 应为以逗号分隔的网段" in ended.stderr
