"""The tail of small requests while others read what is not in memory."""

import glob
import hashlib
import http.client
import os
import statistics
import subprocess
import threading
import time

from daemon import Connection

READERS = 8
BLOB_BYTES = 1 << 30
PIECE = os.urandom(1 << 20)
PROBES = 1500
# Between two probes: an open question every two milliseconds, on as many connections in turn.
PAUSE_SECONDS, CONNECTIONS = 0.002, 4
WARM_SECONDS = 0.5


def pieces(number):
    """The content of one large blob: no two are equal."""
    yield number.to_bytes(8, "big") + PIECE[8:]
    for _ in range(BLOB_BYTES // len(PIECE) - 1):
        yield PIECE


def store_large(daemon, token):
    """Stores the large blobs, piece by piece; returns their paths."""
    paths = []
    for number in range(READERS):
        digest = hashlib.sha256()
        for piece in pieces(number):
            digest.update(piece)
        path = f"/v1/blobs/sha256:{digest.hexdigest()}"
        client = http.client.HTTPConnection("127.0.0.1", daemon.port)
        client.request("PUT", path, pieces(number), {
            "Authorization": f"Bearer {token}", "Content-Length": str(BLOB_BYTES),
            "Content-Type": "application/octet-stream"})
        assert client.getresponse().status in (200, 201), path
        client.close()
        paths.append(path)
    return paths


def large_files(directory):
    """Where the daemon keeps them, in their order."""
    files = {}
    for name in glob.glob(f"{directory}/data/**", recursive=True):
        if os.path.isfile(name) and os.path.getsize(name) == BLOB_BYTES:
            with open(name, "rb") as file:
                files[int.from_bytes(file.read(8), "big")] = name
    return [files[number] for number in range(READERS)]


def evict(name):
    """Takes a file out of memory; it has been synced, so all of it goes."""
    descriptor = os.open(name, os.O_RDONLY)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(descriptor)


class Readers:
    """Clients that read the files again and again, each time from the disk.

    They yield to the server and the probe (nice), so that what is measured is not the lack of a
    third core.
    """

    def __init__(self, urls, files):
        self.isStopped = threading.Event()
        self.byteCount = 0
        self.threads = [
            threading.Thread(target=self._read, args=pair) for pair in zip(urls, files)]

    def _read(self, url, name):
        while not self.isStopped.is_set():
            evict(name)
            client = subprocess.Popen(
                ["nice", "-n", "19", "curl", "-sS", "-o", "/dev/null", "-w", "%{size_download}",
                 url], stdout=subprocess.PIPE)
            while client.poll() is None and not self.isStopped.wait(0.05):
                pass
            client.kill()
            self.byteCount += int(client.communicate()[0] or 0)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        time.sleep(WARM_SECONDS)
        return self

    def __exit__(self, *_):
        self.isStopped.set()
        for thread in self.threads:
            thread.join()


def tail(port, path):
    """The 99th percentile of the time of a small request, in microseconds."""
    connections = [Connection(port) for _ in range(CONNECTIONS)]
    for connection in connections:
        connection.ask("GET", path)
    times = []
    for index in range(PROBES):
        start = time.perf_counter()
        connections[index % CONNECTIONS].ask("GET", path)
        times.append(time.perf_counter() - start)
        time.sleep(PAUSE_SECONDS)
    return statistics.quantiles(times, n=100)[98] * 1e6


def tails(server, path, urls, files, rounds):
    """Medians of the tail beside readers and alone, in alternating rounds."""
    pairs = []
    for _ in range(rounds):
        alone = tail(server.port, path)
        with Readers(urls, files):
            pairs.append((tail(server.port, path), alone))
    return tuple(statistics.median(pair[side] for pair in pairs) for side in (0, 1))
