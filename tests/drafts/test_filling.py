"""A draft is written into the form of the page that posted it."""

import re

import pytest
from django.core import signing
from django.utils import timezone

from drafts.filling import fill
from drafts.keys import SALT
from drafts.models import Cause, Draft
from tests.drafts.forms import read, values_of

pytestmark = pytest.mark.django_db
PAGE = "/desk/page/"


def form(name: str) -> str:
    key = signing.dumps([1, PAGE, name, "opening"], salt=SALT)
    return (
        f'<form method="post"><input type="hidden" name="form_key" value="{key}">'
        '<details><summary>理由</summary><input name="reason" value=""></details></form>'
    )


def test_two_forms_with_one_address_get_a_draft_each() -> None:
    typed = {"first": "查无实据", "second": "属实"}
    drafts = [
        Draft(pk=pk, page=PAGE, path=PAGE, form=name, action=PAGE, fields=[["reason", [text]]], cause=Cause.REFUSED)
        for pk, (name, text) in enumerate(typed.items(), start=1)
    ]
    for draft in drafts:
        draft.kept_at = timezone.now()
    html = fill("<main></main>" + "".join(map(form, typed)), PAGE, drafts, {"csrf_token": "x"})
    forms = [found for found in read(html, PAGE).forms if found.name in typed]
    assert {found.name: values_of(found, "reason") for found in forms} == {name: [text] for name, text in typed.items()}
    # What is folded around a filled field is opened.
    assert html.count("<details open>") == 2


def test_cell_that_the_page_has_no_more_comes_back_with_its_row_and_column() -> None:
    fields = [["cell-12-certified_on", ["2020-03-02"]], ["cell-7-name", ["济南泺岬有限公司"]], ["note", ["见附件"]]]
    draft = Draft(pk=1, page=PAGE, path=PAGE, form="one", action=PAGE, fields=fields, cause=Cause.REFUSED)
    draft.kept_at = timezone.now()
    html = fill("<main></main>" + form("one"), PAGE, [draft], {"csrf_token": "x"})
    texts = re.findall(r'<blockquote class="prose">(.*?)</blockquote>', html)
    assert texts == ["第12行认证日期：2020-03-02", "第7行名称：济南泺岬有限公司", "见附件"]
