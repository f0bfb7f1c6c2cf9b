"""Signal of a confirmed roster, sent inside its transaction; `screening/receivers.py` is the only receiver."""

from django.dispatch import Signal

# Arguments: submission (RosterSubmission), and sets of enterprise primary keys: added, changed, removed, and
# reidentified (those of the changed whose name or numbers changed, so that they have to be compared again).
roster_confirmed = Signal()
