"""Names of tasks and receivers of signals, which Python resolves only when they are used."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.dispatch import Signal

import blacklists.signals
import roster.signals
from credit_portal.celery import app
from tests.source import calls, modules, packages

SIGNALS = [
    pytest.param(signal, id=f"{module.__name__}.{name}")
    for module in (roster.signals, blacklists.signals)
    for name, signal in vars(module).items()
    if isinstance(signal, Signal)
]


@pytest.fixture(scope="module")
def registered() -> set[str]:
    """The names of all tasks, as a worker registers them."""
    app.loader.import_default_modules()
    return set(app.tasks)


def loop_values(tree: ast.Module, name: str) -> Iterator[str]:
    """The values of a loop variable over a list of the settings."""
    for node in ast.walk(tree):
        match node:
            case ast.For(
                target=ast.Name(id=target), iter=ast.Attribute(value=ast.Name(id="settings"), attr=setting)
            ) if target == name:
                yield from getattr(settings, setting)


def task_names(path: Path, tree: ast.Module, argument: ast.expr) -> list[str]:
    """The values that the argument of an enqueue() call can have; empty if they are not known."""
    match argument:
        case ast.Constant(value=str(name)):
            return [name]
        case ast.Name(id=variable):
            module = import_module(".".join(path.with_suffix("").parts))
            return [getattr(module, variable)] if hasattr(module, variable) else list(loop_values(tree, variable))
        case ast.Attribute(attr=attribute):
            return [getattr(model, attribute) for model in apps.get_models() if hasattr(model, attribute)]
    return []


def test_enqueued_names_are_registered_tasks(registered: set[str]) -> None:
    found = 0
    for path, tree in modules(*packages()).items():
        for call in calls(tree, "enqueue"):
            names = task_names(path, tree, call.args[0])
            assert names, f"{path}:{call.lineno}: the task's name is not a constant"
            unknown = set(names) - registered
            assert not unknown, f"{path}:{call.lineno}: no such task: {unknown}"
            found += 1
    assert found


def test_tasks_named_in_settings_are_registered(registered: set[str]) -> None:
    named = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} | {
        *settings.STANDING_FOLLOWERS,
        *settings.CALENDAR_FOLLOWERS,
    }
    assert named <= registered


@pytest.mark.parametrize("signal", SIGNALS)
def test_signal_has_exactly_one_receiver_in_screening(signal: Signal) -> None:
    receivers = [receiver for _, receiver, *_ in signal.receivers]
    assert len(receivers) == 1
    assert receivers[0]().__module__ == "screening.receivers"
