"""The public list as a file."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from roster.models import Enterprise


@pytest.mark.django_db(transaction=True)
def test_reader_that_stops_reading_holds_no_connection_to_the_database(published: Enterprise, client: Client) -> None:
    response = client.get(reverse("publicity:enterprise_list"), {"format": "csv"})
    content = iter(response.streaming_content)
    begun = next(content)
    assert connection.connection is None
    assert published.name in (begun + b"".join(content)).decode()
