"""Downloads that a worker makes."""

from typing import Any

from django.test import Client

from uploads.kept_downloads import make_download


def download(client: Client, url: str) -> Any:
    """Ask for a download, have it made as a worker would where it is not there yet, and return it."""
    waiting = client.get(url)
    if waiting.status_code != 202:
        return waiting
    wanted = waiting.context["download"]
    make_download(wanted.submission._meta.label, wanted.submission.pk, wanted.kind)
    return client.get(url)
