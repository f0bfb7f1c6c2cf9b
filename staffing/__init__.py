"""Who gets which account: changes of roles by two people, and Django admin of the accounts.

It stands above `approvals`, because it proposes; `accounts` has the accounts themselves (docs/security.md, «Accounts»).
"""
