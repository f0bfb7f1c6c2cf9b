"""比对规则: shown, changed with its basis, and its versions kept."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from roster.models import MatchPolicy
from tests.factories import make_user

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


def test_the_credit_administrator_changes_it_with_a_basis(credit: User, signed_in: SignedIn) -> None:
    client, url = signed_in(credit), reverse("roster:match_policy")
    assert "尚未修改" in client.get(url).content.decode()
    said = {"second_person": "all", "term_working_days": "3", "reason": ""}
    assert "请写明修改依据" in client.post(url, said).content.decode()
    assert not MatchPolicy.objects.exists()
    page = client.post(url, {**said, "reason": "会议纪要〔2026〕3号"}, follow=True).content.decode()
    assert "会议纪要〔2026〕3号" in page
    policy = MatchPolicy.current()
    assert (policy.second_person, policy.term_working_days, policy.changed_by) == ("all", 3, credit)


@pytest.mark.parametrize("term", ["0", "61", "-1", "x", ""])
def test_a_term_out_of_bounds_is_refused(credit: User, signed_in: SignedIn, term: str) -> None:
    said = {"second_person": "none", "term_working_days": term, "reason": "规程"}
    response = signed_in(credit).post(reverse("roster:match_policy"), said)
    assert response.context["form"].errors["term_working_days"]
    assert not MatchPolicy.objects.exists()


def test_the_thresholds_are_not_changed_here(credit: User, signed_in: SignedIn) -> None:
    said = {"second_person": "none", "term_working_days": "5", "reason": "规程", "ask_from": "1", "ignore_below": "1"}
    signed_in(credit).post(reverse("roster:match_policy"), said)
    assert MatchPolicy.current().ask_from == MatchPolicy().ask_from


def test_an_auditor_only_reads(signed_in: SignedIn) -> None:
    client = signed_in(make_user(Role.AUDITOR))
    assert "保存" not in client.get(reverse("roster:match_policy")).content.decode()
