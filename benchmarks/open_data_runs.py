"""The steps of benchmarks/open_data.py, each in a process of its own."""

import json
import sys
from tempfile import TemporaryFile

from django.db import connection, transaction

from benchmarks.engine import median, peak_megabytes, seconds
from benchmarks.public_runs import load
from publicity.actions.open_data import make_files
from publicity.open_data.datasets import DATASETS, read_rows
from publicity.open_data.formats import write_csv
from publicity.open_data.rows import enterprise_rows

ROUNDS = 5


def copy_rows() -> None:
    """Let PostgreSQL write the rows of the list as CSV."""
    statement, parameters = enterprise_rows().query.sql_with_params()
    with TemporaryFile() as stream, connection.cursor() as cursor:
        query = cursor.mogrify(statement, parameters).decode()
        cursor.copy_expert(f"COPY ({query}) TO STDOUT (FORMAT csv)", stream)


@transaction.atomic
def write_rows(most: int | None = None) -> None:
    """Write the rows of the list as the file of open data."""
    dataset = DATASETS["enterprises"]
    with TemporaryFile() as stream:
        write_csv(dataset, read_rows(enterprise_rows()[:most]), dataset.as_of(), stream)


def measure_csv() -> list[float]:
    """Return the median seconds of COPY and of the file, taken in turns."""
    times = [(seconds(copy_rows), seconds(write_rows)) for _ in range(ROUNDS)]
    return [median([copy for copy, _ in times]), median([csv for _, csv in times])]


def measure_memory(most: str) -> float:
    """Return the peak of the process in megabytes after it wrote so many rows."""
    write_rows(int(most))
    return peak_megabytes()


def main() -> None:
    """Run the step that the first argument names."""
    steps = {"load": load, "csv": measure_csv, "memory": measure_memory, "task": lambda: seconds(make_files)}
    print(json.dumps(steps[sys.argv[1]](*sys.argv[2:])))
