"""Who gets which account, by changes of roles by two people and Django admin, and who is absent with who stands in.

It stands above `approvals`, because it proposes; `accounts` has the accounts themselves (docs/security.md, «Accounts»).
"""
