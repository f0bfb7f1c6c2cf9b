"""Signals, sent inside the transaction of the fact; `screening/receivers.py` is the only receiver."""

from django.dispatch import Signal

# Arguments: submission (RosterSubmission), and sets of enterprise primary keys: added, changed, removed, and
# reidentified (those of the changed whose name or numbers changed, so that they have to be compared again).
roster_confirmed = Signal()

# Arguments: submission (RosterSubmission), the roster of the receiving office whose rows name the enterprises, and sets
# of enterprise primary keys: enterprises, and reidentified (as above).
enterprises_transferred = Signal()
