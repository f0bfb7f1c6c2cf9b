"""Pages are compressed for a browser that takes that; downloads are sent as they are."""

import gzip

import pytest
from django.test import Client
from django.urls import reverse

from roster.models import Enterprise

LIST = reverse("publicity:enterprise_list")


@pytest.mark.django_db
def test_page_is_compressed_for_a_browser_that_takes_it() -> None:
    packed, plain = Client(headers={"Accept-Encoding": "gzip, br"}).get(LIST), Client().get(LIST)
    assert gzip.decompress(packed.content).decode() == plain.content.decode()
    assert (packed["Content-Encoding"], plain.has_header("Content-Encoding")) == ("gzip", False)
    assert "Accept-Encoding" in packed["Vary"]
    assert "Accept-Encoding" in plain["Vary"]


@pytest.mark.django_db
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_download_states_its_length_and_is_one_for_all_browsers(enterprise: Enterprise, format: str) -> None:
    file = Client(headers={"Accept-Encoding": "gzip"}).get(LIST, {"format": format})
    assert not file.has_header("Content-Encoding")
    assert file["Content-Length"] == str(len(file.getvalue()))
    assert "Accept-Encoding" not in file.get("Vary", "")
