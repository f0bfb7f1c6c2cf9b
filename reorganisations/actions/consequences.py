"""What a reorganisation would do, counted before it is proposed and before it is approved."""

from django.utils import timezone

from accounts.models import Department
from feedback.models import MeasureApplication
from foundation.consequences import Consequence
from incentives.models import MeasureVersion
from reorganisations.models import Reorganisation


def consequences_of(reorganisation: Reorganisation) -> list[Consequence]:
    """Return whom and what the reorganisation touches."""
    department = reorganisation.department
    return [
        *_holdings(department),
        Consequence(1, f"此前的记录仍显示{department}，页面在更名后一年内注明“（原{department}）”"),
    ]


def _holdings(department: Department) -> list[Consequence]:
    """Return what belongs to the department now: its accounts, its measures and what runs of them."""
    accounts = department.users.filter(is_active=True).count()
    measures = MeasureVersion.objects.on(timezone.localdate()).filter(departments=department).count()
    running = MeasureApplication.objects.running().filter(department=department).count()
    return [
        Consequence(accounts, f"启用的账号{accounts}个"),
        Consequence(measures, f"现为责任单位的措施{measures}项"),
        Consequence(running, f"正在适用的措施实施{running}项"),
    ]
