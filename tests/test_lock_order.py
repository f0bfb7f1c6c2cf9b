"""The check of the order of locks notices a transaction that leaves it (tests/audit/test_every_post.py uses it)."""

import pytest
from django.db import transaction

from accounts.models import User
from blacklists.models import Blacklist
from roster.models import Enterprise
from screening.models import Screening, ScreeningHit
from screening.models.screenings import Trigger
from tests.lock_order import out_of_order, recorded_locks, unordered

HITS, ENTERPRISES = ScreeningHit.objects.order_by("pk"), Enterprise.objects.order_by("pk")


@pytest.mark.django_db
def test_enterprise_locked_after_a_hit_is_out_of_order() -> None:
    with recorded_locks() as transactions, transaction.atomic():
        list(HITS.select_for_update())
        list(ENTERPRISES.select_for_update())
    assert [text.split(":")[0] for text in out_of_order(transactions)] == [
        "roster_enterprise after screening_screeninghit"
    ]


@pytest.mark.django_db
def test_updated_blacklist_after_an_enterprise_is_out_of_order() -> None:
    with recorded_locks() as transactions, transaction.atomic():
        list(ENTERPRISES.select_for_update())
        Blacklist.objects.update(update_days=9)
    assert len(out_of_order(transactions)) == 1


@pytest.mark.django_db
def test_row_of_the_transactions_own_and_the_common_order_are_in_order(credit: User) -> None:
    with recorded_locks() as transactions:
        with transaction.atomic():
            list(ENTERPRISES.select_for_update())
            screening = Screening.objects.create(trigger=Trigger.EVERYTHING, requested_by=credit)
            screening.save()
        with transaction.atomic():
            list(ENTERPRISES.select_for_update())
            list(HITS.select_for_update())
    assert len(transactions) == 2
    assert (out_of_order(transactions), unordered(transactions)) == ([], [])


@pytest.mark.django_db
def test_rows_locked_without_an_order_are_named() -> None:
    with recorded_locks() as transactions, transaction.atomic():
        list(ENTERPRISES.order_by().select_for_update())
    assert len(unordered(transactions)) == 1
