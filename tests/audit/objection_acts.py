"""POSTs about objections."""

from collections.abc import Iterator

from django.utils import timezone

from publicity.models import Objection
from tests.audit.city import Act, City
from tests.factories import make_certified


def objection_acts(city: City) -> Iterator[Act]:
    """Take down an objection about a certification, which its office answers, and one about which it is asked."""
    stated = {
        "channel": "phone",
        "received_on": timezone.localdate().isoformat(),
        "subject": "certification",
        "enterprise_name": make_certified().uscc,
        "body": "认证日期有误。",
        "objector_kind": "enterprise",
        "objector_name": "企业办公室",
        "objector_contact": "0531-66600000",
    }
    create, answer = "publicity:objection_create", "publicity:objection_answer"
    yield create, lambda: city.post(city.credit, create, stated)
    answered = {"state": "kept", "answer": "经核实，认证日期无误。", "document_number": "泉关企管〔2026〕9号"}
    yield answer, lambda: city.post(city.officer, answer, answered, Objection.objects.latest("pk").pk)
    listed = {**stated, "subject": "publication"}
    yield create, lambda: city.post(city.credit, create, listed)
    for act in ("publicity:objection_mark", "publicity:objection_unmark"):
        yield act, lambda act=act: city.post(city.credit, act, {}, Objection.objects.latest("pk").pk)
    opinion, given = "publicity:objection_opinion", {"opinion": "名称无误。"}
    yield opinion, lambda: city.post(city.officer, opinion, given, Objection.objects.latest("pk").pk)
