"""Departments, users, roles and grants; sign-in; the pages over `audit`.

Start with `permissions.py` (the table of grants) and `access.py` (default deny; docs/adr/0003).
"""
