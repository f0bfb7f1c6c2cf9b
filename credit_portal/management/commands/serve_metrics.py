"""`manage.py serve_metrics`: the metrics of this machine's web and workers, for Prometheus (docs/ops.md)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector

from credit_portal.metrics.state import StateCollector


class Command(BaseCommand):
    help = "Serve metrics for Prometheus until it is ended."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:9464", help="address and port")

    def handle(self, *args: Any, **options: Any) -> None:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
        registry.register(StateCollector())
        address, _, port = options["bind"].rpartition(":")
        _, thread = start_http_server(int(port), address, registry)
        thread.join()
