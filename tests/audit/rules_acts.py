"""POSTs about rules of a customs office (名单管理办法)."""

from collections.abc import Iterator

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.audit.city import Act, City
from tests.feedback.application_acts import PDF
from tests.steps import make_rules


def rules_acts(city: City) -> Iterator[Act]:
    """Upload rules of the officer's office, and withdraw others."""
    stated = {
        "title": "泉城海关联合激励对象名单管理办法",
        "document_number": "泉关企管〔2026〕3号",
        "issued_on": "2026-06-01",
        "in_force_from": "2026-07-01",
        "file": SimpleUploadedFile("办法.PDF", PDF),
    }
    create, withdraw = "roster:rules_create", "roster:rules_withdraw"
    yield create, lambda: city.post(city.officer, create, stated)
    rules = make_rules(city.officer)
    yield withdraw, lambda: city.post(city.officer, withdraw, {"reason": "文号有误。"}, rules.pk)
