"""Actions whose result the page shows as a message."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, TypeVar

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest

from foundation.denials import ActionDenied, denial_of_duplicate
from foundation.postgres.conflicts import retry_once
from foundation.web.confirmations import CONFIRMATION, Confirmation

Result = TypeVar("Result")
Row = TypeVar("Row")
Answer = str | Confirmation


@dataclass(frozen=True)
class Done(Generic[Result]):
    """The result of an action that was not refused."""

    result: Result


def refuse(request: HttpRequest, message: str) -> None:
    """Add the message why the request does not do what it is for. What was typed is kept then (drafts.middleware)."""
    messages.error(request, message)
    request.is_refused = True  # type: ignore[attr-defined]


def is_refused(request: HttpRequest) -> bool:
    """Whether the request was refused."""
    return getattr(request, "is_refused", False)


def keep_unsent(request: HttpRequest, names: Collection[str]) -> None:
    """State which posted fields are no part of the act. They stay in the form after it (drafts.middleware)."""
    request.unsent_fields = set(names)  # type: ignore[attr-defined]


def unsent_fields(request: HttpRequest) -> Collection[str]:
    """Return the names of the posted fields that stay in the form after the act."""
    names: Collection[str] = getattr(request, "unsent_fields", ())
    return names


def run_each(
    request: HttpRequest, rows: Iterable[Row], act: Callable[[Row], object], done: Callable[[int], Confirmation]
) -> int:
    """Run the action on each row, refused or not; return on how many it ran.

    `done` makes the confirmation from the number of rows; each refused row is named with the reason.
    """
    count, refusals = 0, []
    for row in rows:
        try:
            retry_once(partial(act, row))
            count += 1
        except ActionDenied as denied:
            refusals.append(f"{row}：{denied.message}")
    return show_results(request, count, refusals, done)


def show_results(request: HttpRequest, count: int, refusals: Sequence[str], done: Callable[[int], Confirmation]) -> int:
    """Show on how many rows an action ran, with each refused row; return the number.

    `done` makes the confirmation from the number. Where all rows are refused, messages name them.
    """
    if count:
        show_answer(request, replace(done(count), refusals=refusals))
        return count
    for refusal in refusals:
        refuse(request, refusal)
    return 0


def run_action(
    request: HttpRequest, act: Callable[[], Result], done: Answer | Callable[[Result], Answer]
) -> Done[Result] | None:
    """Run the action and add the message `done`, or the reason of its refusal; None where it was refused.

    An action that PostgreSQL ends in favour of another transaction runs once more.

    `done` is the message or the confirmation, or makes it from the result; "" for no message.
    """
    try:
        result = retry_once(act)
    except ActionDenied as denied:
        refuse(request, denied.message)
        return None
    except IntegrityError as error:
        refuse(request, denial_of_duplicate(error).message)
        return None
    if answer := done(result) if callable(done) else done:
        show_answer(request, answer)
    return Done(result)


def show_answer(request: HttpRequest, answer: Answer) -> None:
    """Show the message or the confirmation on the next page."""
    if isinstance(answer, Confirmation):
        messages.success(request, answer.render(), extra_tags=CONFIRMATION)
    else:
        messages.success(request, answer)
