"""Enterprises, their certifications, and the rosters that customs offices submit (plan §2, §3).

A roster is received and read by `actions/submissions.py`, and put into force by `actions/confirmations.py`, which
announces `roster_confirmed` (`signals.py`).
"""
