"""What gunicorn logs has the form of the other lines (credit_portal/logs.py); the command has the other settings."""

from credit_portal.settings import LOGGING

logconfig_dict = LOGGING
