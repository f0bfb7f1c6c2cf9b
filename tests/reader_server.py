"""Start the process that reads a file by a fork of one that has imported what it needs.

The portal starts a new process for each file, which imports for longer than it reads. The tests read some 1,600 files.
Here one process imports once and forks for each file; the fork runs the same program, with its own limits.
"""

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any, Self

from spreadsheets.file_reading import PROJECT, READER_ENVIRONMENT

SERVER = """
import os, resource, runpy, socket, sys
import spreadsheets.reader_process, spreadsheets.text_files, spreadsheets.workbooks
requests = socket.socket(fileno=int(sys.argv[1]))
while True:
    request, descriptors, _, _ = socket.recv_fds(requests, 65536, 1)
    if not request:
        break
    ended, program, *arguments = request.decode().split("\\0")
    for pid in ended.split():
        os.waitpid(int(pid), 0)
    highest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    if os.fork() == 0:
        os.setsid()
        os.dup2(descriptors[0], 1)
        requests.send(f"{os.getpid()} {highest}".encode())
        sys.argv[1:] = arguments
        runpy.run_module(program, run_name="__main__")
    os.close(descriptors[0])
"""


class Reader:
    """The part of subprocess.Popen that the parent of a reader uses, for a process of the server."""

    def __init__(self, pid: int, stdout: IO[bytes], ended: list[int]) -> None:
        self.pid = pid
        self.stdout = stdout
        self.ended = ended

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.stdout.close()
        self.ended.append(self.pid)

    def poll(self) -> None:
        """Return None, which lets the parent kill the process; one that has ended keeps its pid until then."""

    def wait(self) -> None:
        """Wait until the process has closed its output, which it does by its end."""
        self.stdout.read()


class ReaderServer:
    """The process that has imported the reader; it ends with the process that started it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        # Processes that the server may forget.
        self.ended: list[int] = []
        # The highest memory of a process that has ended, but for the last one.
        self.peak_mb = 0
        self.requests, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with other:
            self.process = subprocess.Popen(
                [sys.executable, "-c", SERVER, str(other.fileno())],
                cwd=PROJECT,
                env=READER_ENVIRONMENT,
                pass_fds=[other.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

    def start_reader(self, program: str, path: Path, memory_bytes: int, cpu_seconds: int) -> Any:
        """Return the started process that reads the file."""
        reading, writing = os.pipe()
        with self.lock:
            ended = " ".join(map(str, self.ended))
            request = "\0".join((ended, program, str(path), str(memory_bytes), str(cpu_seconds)))
            self.ended.clear()
            socket.send_fds(self.requests, [request.encode()], [writing])
            pid, highest = map(int, self.requests.recv(40).split())
            self.peak_mb = highest // 1024
        os.close(writing)
        return Reader(pid, os.fdopen(reading, "rb", buffering=1 << 20), self.ended)

    def stop(self) -> None:
        self.requests.close()
        self.process.wait()
