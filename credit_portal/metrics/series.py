"""What the processes of web and of the workers measure."""

import os
import socket

from prometheus_client import Counter, Histogram, values


def _process() -> str:
    """Name the process: those of two containers may have the same number, and share the folder."""
    return f"{socket.gethostname()}-{os.getpid()}"


values.ValueClass = values.MultiProcessValue(_process)

REQUESTS = Histogram(
    "portal_request_seconds",
    "Seconds until the response of a view began.",
    ["view", "method", "status"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
TASKS = Histogram(
    "portal_task_seconds",
    "Seconds that a task ran; one that its time limit ended is not counted.",
    ["task", "outcome"],
    buckets=(0.1, 1, 5, 30, 60, 300, 600),
)
SIGN_IN_FAILURES = Counter("portal_sign_in_failures", "Failed attempts to sign in.")
