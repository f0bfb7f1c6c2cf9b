"""What the triggers of subjects ask of an approval."""

import pgtrigger


def approved(approval: str, subject: str, key: str = "NEW.id") -> str:
    """Return the SQL of the approval of a change of the subject; another user than the proposer gave it.

    `approval` and `key` are expressions of the trigger: the key of the approval, and that of the row. `subject` is the
    label of the model. Conditions about the change may follow.
    """
    return (
        f"SELECT FROM approvals_approval WHERE id = {approval} AND state = 'approved'"
        f" AND subject_type = '{subject}' AND subject_key = ({key})::text"
    )


def approved_by_another_user(
    subject: str,
    *,
    approval: str,
    operation: pgtrigger.core.Operation | pgtrigger.core.Operations,
    condition: pgtrigger.Condition,
    name: str = "approved_by_another_user",
) -> pgtrigger.Trigger:
    """Return a trigger that refuses a write under the condition without an approval; its parameters are those above."""
    return pgtrigger.Trigger(
        name=name,
        operation=operation,
        when=pgtrigger.Before,
        condition=condition,
        func=f"""
            IF NOT EXISTS ({approved(approval, subject)}) THEN
                RAISE EXCEPTION 'a change of {subject} is approved by another user';
            END IF;
            RETURN NEW;
        """,
    )
