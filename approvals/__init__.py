"""Four-eyes approval: one user proposes a change, another approves or rejects it.

An `Approval` names its subject by model label and primary key, so that this package imports no app of a subject. The
app that owns the subject

1. calls `propose` with the change as JSON (a TypedDict of its own) and the version that the proposer saw;
2. keeps a foreign key to the pending approval on the subject, which queries, pages and triggers use;
3. checks with its own policies that the subject still has the version that the approver sees;
4. calls `approve` and applies the change in the same transaction, or calls `reject` or `withdraw`;
5. calls `supersede` when the subject changed, so that the change no longer fits it;
6. records the audit events, because only it can describe the change.

The database guarantees what does not depend on the subject: at most one pending approval for a subject, approval by
another user than the proposer, a reason for each proposal, and approvals that are never edited or deleted.
"""
