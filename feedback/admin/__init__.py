"""Django admin for plans and measures. It stands here and not in `incentives` because of what the departments apply."""

from feedback.admin import measures, plans

__all__ = ["measures", "plans"]
