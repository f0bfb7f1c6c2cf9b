"""Signals sent inside the transaction of the change. Only `screening/receivers.py` receives them."""

from django.dispatch import Signal

# Arguments: blacklist_import (BlacklistImport), needs_screening (bool): whether it added or changed entries.
entries_changed = Signal()
# Sent while the entries of an import that waits for a person are staged (blacklists.actions.entries), so that its
# effect can be previewed. Arguments: blacklist_import (BlacklistImport).
entries_staged = Signal()
# Sent while the entries of an import that a person confirms are staged. The receiver returns why a second user has to
# approve the confirmation, "" where none has to. Arguments: blacklist_import (BlacklistImport).
confirmation_requested = Signal()
# Arguments: blacklist (Blacklist), fields (set of the names of changed fields), revived (set of primary keys of
# entries that are live again), by (User).
blacklist_changed = Signal()
