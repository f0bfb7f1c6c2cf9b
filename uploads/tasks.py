"""Tasks of uploaded files of every kind."""

from celery import shared_task

from uploads.kept_downloads import make_download as make


@shared_task
def make_download(label: str, pk: int, kind: str) -> None:
    """Make a download that somebody asked for."""
    make(label, pk, kind)
