"""Queries that are composed once: each run answers for its own values."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import Department
from foundation.postgres.composed import Parameter, Row, composed_once
from foundation.postgres.lookups import as_lines
from tests.factories import make_department


@composed_once
def names_in(keys: Parameter, code: Parameter) -> QuerySet[Department, Row]:
    return Department.objects.filter(pk__any_of=keys).exclude(code=code).values_list("name", "former_names")


def test_composed_query_answers_for_the_values_of_each_run(db: None) -> None:
    tax, customs = make_department("tax"), make_department("quancheng-customs")
    former: list[Any] = []

    assert names_in(as_lines([tax.pk]), customs.code) == [(tax.name, former)]
    assert names_in(as_lines([customs.pk]), tax.code) == [(customs.name, former)]
    assert len(names_in(as_lines([tax.pk, customs.pk]), "none")) == 2
    assert names_in(as_lines([]), tax.code) == []
    assert names_in(as_lines([tax.pk]), None) == []
