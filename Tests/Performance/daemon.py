"""The daemon under measurement: starting it, storing blobs, asking it, and reading its costs."""

import hashlib
import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import urllib.parse
import urllib.request

START_SECONDS = 60  # Under valgrind a start takes five seconds; later than this means never.


def start(command, **options):
    """Starts `cairnd serve`; returns the process, and its URL or None when it ended instead."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **options)
    # A line comes, or the end of the output: the timer makes sure of one of them.
    timer = threading.Timer(START_SECONDS, process.kill)
    timer.start()
    line = process.stdout.readline()
    timer.cancel()
    match = re.search(r"https?://\S+", line)
    return process, match[0] if match else None


class Daemon:
    """`cairnd serve` on a free port; a context that ends with its process."""

    def __init__(self, program, directory, *flags, wrapper=(), access_log="off"):
        command = [*wrapper, program, "serve", "--data", f"{directory}/data"]
        command += ["--listen", "127.0.0.1:0", "--anonymous-read", "--log-level", "warning"]
        command += ["--access-log", access_log]
        self.process, self.url = start([*command, *flags], stderr=subprocess.DEVNULL)
        if self.url is None:
            raise SystemExit("the daemon did not start")
        self.port = urllib.parse.urlsplit(self.url).port
        self.pid = self.process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=START_SECONDS)


def admin_token(directory):
    """The token that the first start of a daemon in `directory` has left there."""
    with open(f"{directory}/data/admin.token") as file:
        return file.read().strip()


def store(program, directory, *blobs):
    """Stores blobs through a daemon of its own and returns their paths."""
    paths = []
    with Daemon(program, directory) as daemon:
        token = admin_token(directory)
        for blob in blobs:
            path = f"/v1/blobs/sha256:{hashlib.sha256(blob).hexdigest()}"
            request = urllib.request.Request(
                daemon.url + path, blob, method="PUT", headers={
                    "Authorization": f"Bearer {token}",
                    "Content-Type": "application/octet-stream"})
            urllib.request.urlopen(request).read()
            paths.append(path)
    return paths


def cpu_seconds(pid, prefix=""):
    """User and system time so far of the threads whose names begin so, by name, in nanosecond
    steps: those of getrusage(2) and /proc/PID/stat are too coarse for sendfile(2)."""
    times = {}
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/comm") as file:
            name = file.read().strip()
        if name.startswith(prefix):
            with open(f"/proc/{pid}/task/{thread}/schedstat") as file:
                times[name] = int(file.read().split()[0]) / 1e9
    return times


def anonymous_bytes(pid):
    """Memory of a process that no file backs: its heap and stacks."""
    with open(f"/proc/{pid}/status") as file:
        return int(re.search(r"RssAnon:\s+(\d+) kB", file.read())[1]) * 1024


class Connection:
    """A keep-alive connection that sends given bytes and reads one answer at a time."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def ask(self, method, path, *fields):
        """Returns the status and the head of the answer; its content is read past."""
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *fields, "", ""]
        self.socket.sendall("\r\n".join(lines).encode())
        while b"\r\n\r\n" not in self.rest:
            self._receive()
        head, _, self.rest = self.rest.partition(b"\r\n\r\n")
        text = head.decode()
        status = int(text.split(" ", 2)[1])
        length = re.search(r"(?im)^content-length: (\d+)", text)
        if length and method != "HEAD" and status != 304:
            while len(self.rest) < int(length[1]):
                self._receive()
            self.rest = self.rest[int(length[1]):]
        return status, text

    def _receive(self):
        received = self.socket.recv(1 << 16)
        if not received:
            raise SystemExit("the server closed the connection")
        self.rest += received


def temporary_directory():
    return tempfile.TemporaryDirectory(prefix="cairn-performance-")
