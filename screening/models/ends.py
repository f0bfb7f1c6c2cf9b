"""The end of a sanction against an enterprise (a revocation or a suspension), that two officers may have to approve."""

from datetime import date
from typing import TypedDict

import pgtrigger

from approvals.triggers import approved


class EndProposal(TypedDict):
    """The `change` of an approval of the end: its day in ISO 8601 and its document."""

    ended_on: str
    document_number: str


def end_proposal(*, ended_on: date, document_number: str) -> EndProposal:
    """Return the change that a second officer approves."""
    return EndProposal(ended_on=ended_on.isoformat(), document_number=document_number)


def ended_by_two(
    subject: str, *, name: str, ended_on: str, ended_by: str, document: str, unless: str = "FALSE"
) -> pgtrigger.Trigger:
    """Return the trigger that refuses an end, also of a new row, without a second officer where a dismissal needs one.

    A proposed end takes effect exactly as it was approved. `ended_on`, `ended_by` and `document` are columns of the
    subject, a label of a model; `unless` is an SQL condition under which one officer suffices.
    """
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Q(**{f"new__{ended_on}__isnull": False}),
        func=f"""
    IF NOT ({unless})
        AND (NEW.approval_id IS NOT NULL OR EXISTS (SELECT FROM screening_matchpolicy WHERE approval_rule = 'all'))
        AND NOT EXISTS (
            {approved("NEW.approval_id", subject)} AND decided_by_id = NEW.{ended_by}_id
                AND change ->> 'ended_on' = to_char(NEW.{ended_on}, 'YYYY-MM-DD')
                AND change ->> 'document_number' = NEW.{document}
        )
    THEN
        RAISE EXCEPTION '{name}: another user approves the end'
            USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
    END IF;
    RETURN NEW;
""",
    )
