"""What gunicorn logs has the form of the other lines (credit_portal/logs.py); the command has the other settings.

Its limits of a header are above those of the proxy (deploy/nginx), which refuses a request first, in Chinese.
"""

from credit_portal.settings import LOGGING

logconfig_dict = LOGGING
# Characters of the first line and of each field, and fields: the proxy takes 32,000 bytes in all.
limit_request_line = 8_190
limit_request_field_size = 8_190
limit_request_fields = 10_000
