"""The system of 市行政审批服务局 that webhooks are sent to; the last loss reaches it while it is out of order."""

from functools import partial

from accounts.models import Department
from demo.city.enterprises import CAST
from demo.year.city_year import CityYear
from foundation.outbound import RequestCode, RequestError
from webhooks.actions.deliveries import PAUSES, Outcome, end_attempt, start_attempt
from webhooks.actions.endpoints import create_endpoint, send_test
from webhooks.actions.events import record_events
from webhooks.models import Delivery, Endpoint
from webhooks.states import EventKind

TAKEN = Outcome(204)
OUT_OF_ORDER = Outcome(503, "系统维护中", RequestError(RequestCode.HTTP_STATUS, status=503).reason)


def plan_webhooks(year: CityYear) -> None:
    """Plan the endpoint. Nothing listens at its address: the outcomes of the year are made up."""
    year.plan(year.days.of_month(6, 3), partial(_add_endpoint, year))


def _add_endpoint(year: CityYear) -> None:
    endpoint = Endpoint(
        department=Department.objects.get(code="approval"),
        name="政务服务审批系统",
        address="http://127.0.0.1:9100/hooks/aeo",
        kinds=[EventKind.GAINED, EventKind.LOST],
    )
    create_endpoint(endpoint=endpoint, by=year.people["xitong"])
    send_test(endpoint=endpoint, by=year.people["xitong"])


def take_deliveries() -> None:
    """Record the events of the day, and end their deliveries."""
    record_events()
    for endpoint in Endpoint.objects.filter(pk__in=Delivery.objects.waiting().values("endpoint")):
        missed = endpoint.deliveries.filter(kind=EventKind.LOST, event__data__uscc=CAST.revoked.uscc, attempts=0)
        missed.update(attempts=len(PAUSES))
        while delivery := start_attempt(endpoint.pk):
            end_attempt(delivery, OUT_OF_ORDER if delivery.attempts > len(PAUSES) else TAKEN)
