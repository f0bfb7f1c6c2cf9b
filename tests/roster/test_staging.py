"""A roster is put in force in parts; the result does not depend on their size."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from roster.actions import staging
from roster.models import Certification, Enterprise
from tests.factories import make_certified
from tests.spreadsheet_files import roster_line, uscc_of
from tests.steps import put_in_force

ENTERPRISES = [(uscc_of(number), f"济南泺岬{number:04}进出口有限公司") for number in range(1, 6)]


@pytest.mark.django_db
@pytest.mark.usefixtures("blacklists")
@pytest.mark.parametrize("size", [1, 2, 5])
def test_every_part_of_a_roster_is_put_in_force(officer: User, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(staging, "PART", size)
    put_in_force(officer, [roster_line(number) for number in range(1, 6)])
    assert list(Enterprise.objects.values_list("uscc", "name")) == ENTERPRISES
    assert Certification.objects.open().count() == 5
    assert [len(certification.events.all()) for certification in Certification.objects.all()] == [1] * 5
    assert all(enterprise.blocking_keys and enterprise.search_keys for enterprise in Enterprise.objects.all())


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["office_id", "opened_by_id", "identified_by_id"])
def test_certification_references_no_office_or_submission_that_does_not_exist(field: str) -> None:
    """The database refuses it, although these columns have no foreign keys."""
    certification = make_certified().certifications.get()
    with pytest.raises(IntegrityError, match="references nothing"), transaction.atomic():
        Certification.objects.update(**{field: 10**6})
    certification.pk, certification.enterprise = (
        None,
        Enterprise.objects.create(uscc=uscc_of(900), name="甲", sort_key="jia3甲", search_keys=[]),
    )
    setattr(certification, field, 10**6)
    with pytest.raises(IntegrityError, match="references nothing"), transaction.atomic():
        certification.save()
