"""The endpoints whose deliveries do not arrive, for the department and for the system administrator."""

from accounts.models import User
from foundation.web.work_items import Kind, list_url
from webhooks.models import Endpoint


def waiting(user: User) -> list[Kind]:
    """Return the endpoints with dead letters or failing deliveries, for their department and for who may send again."""
    if not (user.department_id or user.has_perm("webhooks.change_endpoint")):
        return []
    endpoints = Endpoint.objects.for_user(user)
    url = list_url("webhooks:endpoint_list", failing="true")
    return [Kind("推送未能送达的接口", url, endpoints.failing(), since="failing_since")]
