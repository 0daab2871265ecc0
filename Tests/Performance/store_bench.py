"""Measures the store: ingest beside plain programs, and what a dataset of ten million costs.

Prints a table, then one JSON line per figure. Takes about nine minutes, and 21 GB of disk.
"""

import hashlib
import http.client
import io
import json
import os
import signal
import statistics
import subprocess
import sys
import tarfile
import time

import import_bench
from daemon import Daemon, admin_token, anonymous_bytes, cpu_seconds, temporary_directory

OBJECTS, OBJECT_BYTES, COMMITS = 100_000, 4096, 10
# As many as the daemon makes durable with one sync.
BATCH = 8192
# A file each takes long: so many, and their rate.
SINGLE_OBJECTS = 2_000
LARGE_COUNT, LARGE_BYTES = 64, 64 * 1024 * 1024
SAMPLES, SAMPLES_PER_COMMIT = 10_000_000, 1_000_000
APPENDED, CHANGED = 10_000, 100
ROUNDS = 5


class Report:
    def __init__(self):
        self.lines = []
        print(f"{'figure':62}{'cairnd':>11}{'other':>11}{'ratio':>8}  reach")

    def add(self, figure, value, other=None, reach="", ratio=None):
        if ratio is None and other is not None:
            ratio = value / other
        text = lambda number: "" if number is None else f"{number:.4g}"
        print(f"{figure:62}{text(value):>11}{text(other):>11}{text(ratio):>8}  {reach}", flush=True)
        self.lines.append(json.dumps({
            "figure": figure, "cairnd": value, "other": other, "ratio": ratio, "reach": reach}))


class Client:
    """One keep-alive connection of an admin."""

    def __init__(self, daemon, directory):
        self.connection = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=600)
        self.fields = {"Authorization": f"Bearer {admin_token(directory)}"}

    def ask(self, method, path, body=None, media_type="application/json", accept=None):
        fields = dict(self.fields)
        if body is not None:
            fields["Content-Type"] = media_type
        if accept:
            fields["Accept"] = accept
        self.connection.request(method, path, body, fields)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise SystemExit(f"{method} {path}: {answer.status} {content[:300]}")
        return content

    def json(self, *arguments):
        return json.loads(self.ask(*arguments))


def timed(body):
    start = time.monotonic()
    result = body()
    return time.monotonic() - start, result


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def pack(program, directory, kind, objects, byte_count, batch):
    os.makedirs(directory)
    seconds = float(run(program, directory, kind, *map(str, (objects, byte_count, batch))))
    run("rm", "-rf", directory)
    return seconds


def make_tars(directory):
    paths = []
    for number in range(COMMITS):
        paths.append(f"{directory}/{number}.tar")
        with tarfile.open(paths[-1], "w", format=tarfile.USTAR_FORMAT) as tar:
            for index in range(OBJECTS // COMMITS):
                member = tarfile.TarInfo(f"{number:02}{index:06}.bin")
                member.size = OBJECT_BYTES
                tar.addfile(member, io.BytesIO(os.urandom(OBJECT_BYTES)))
    return paths


def upload(daemon, directory, method, target, path):
    """By curl: a client that costs little."""
    run("curl", "-sS", "--fail", "-X", method, "-T", path, "-H", "Expect:",
        "-H", f"Authorization: Bearer {admin_token(directory)}",
        "-H", "Content-Type: " + ("application/x-tar" if path.endswith(".tar")
                                  else "application/octet-stream"), daemon.url + target)


def measure_small(program, plain, directory, report):
    tars = make_tars(directory)
    ours, theirs, single = [], [], []
    for number in range(3):
        place = f"{directory}/small{number}"
        os.mkdir(place)
        with Daemon(program, place) as daemon:
            client = Client(daemon, place)
            client.json("POST", "/v1/datasets", '{"namespace": "bench", "name": "small"}')

            def commit_all():
                for tar in tars:
                    upload(daemon, place, "POST", "/v1/datasets/bench/small/commits", tar)

            ours.append(OBJECTS / timed(commit_all)[0])
        run("rm", "-rf", place)
        theirs.append(
            OBJECTS / pack(plain, f"{directory}/pack", "pack", OBJECTS, OBJECT_BYTES, BATCH))
        single.append(SINGLE_OBJECTS / pack(
            plain, f"{directory}/files", "files", SINGLE_OBJECTS, OBJECT_BYTES, BATCH))
    for tar in tars:
        os.remove(tar)
    value = statistics.median(ours)
    report.add("100,000 × 4 KiB by commits of 10,000: objects/s, C pack", value,
               statistics.median(theirs), "≥ 0.6")
    report.add("the same, one file with fsync each", value, statistics.median(single), "≥ 50")


def measure_large(program, directory, report):
    paths = []
    for number in range(LARGE_COUNT):
        paths.append(f"{directory}/large{number}")
        run("dd", "if=/dev/urandom", f"of={paths[-1]}", "bs=1M", f"count={LARGE_BYTES >> 20}")
    place = f"{directory}/large"
    os.mkdir(place)
    total = LARGE_COUNT * LARGE_BYTES / 1e9
    digest_seconds, text = timed(lambda: run("openssl", "dgst", "-sha256", *paths))
    digests = [line.split()[-1] for line in text.splitlines()]

    # A file each, as the daemon writes: one that is written over and over keeps its place on the
    # disk, which on some disks is three times as fast as new places.
    copies = f"{directory}/copies"
    os.mkdir(copies)

    def copy():
        for number, path in enumerate(paths):
            run("dd", f"if={path}", f"of={copies}/{number}", "bs=1M", "conv=fsync")

    copy_seconds, _ = timed(copy)
    run("rm", "-rf", copies)
    with Daemon(program, place) as daemon:
        def send(numbers):
            return [subprocess.Popen(
                ["curl", "-sS", "--fail", "-X", "PUT", "-T", paths[number], "-H", "Expect:",
                 "-H", f"Authorization: Bearer {admin_token(place)}",
                 "-H", "Content-Type: application/octet-stream",
                 f"{daemon.url}/v1/blobs/sha256:{digests[number]}"],
                stdout=subprocess.DEVNULL) for number in numbers]

        def send_all():
            for first in range(0, LARGE_COUNT, 4):
                for process in send(range(first, first + 4)):
                    if process.wait() != 0:
                        raise SystemExit("an upload failed")

        seconds, _ = timed(send_all)
        report.add("64 × 64 MiB by 4 clients: GB/s, the slower of dgst and dd", total / seconds,
                   min(total / digest_seconds, total / copy_seconds), "≥ 0.8")
    run("rm", "-rf", place, *paths)


def lines(numbers, fields):
    return "".join(
        f'{{"put":{{"key":"{number:08}","fields":{fields}}}}}\n' for number in numbers).encode()


def written_bytes(pid):
    with open(f"/proc/{pid}/io") as file:
        return int(file.read().split("wchar: ")[1].split()[0])


def measure_ten_million(program, directory, report):
    place = f"{directory}/many"
    os.mkdir(place)
    dataset = "/v1/datasets/bench/many"
    commits, ndjson = dataset + "/commits", "application/x-ndjson"
    with Daemon(program, place, "--commit-limit-bytes", "1TiB") as daemon:
        client = Client(daemon, place)
        client.json("POST", "/v1/datasets", '{"namespace": "bench", "name": "many"}')
        start = time.monotonic()
        for first in range(0, SAMPLES, SAMPLES_PER_COMMIT):
            client.ask("POST", commits, lines(range(first, first + SAMPLES_PER_COMMIT), "{}"), ndjson)
        report.add("10,000,000 samples by lines: samples/s", SAMPLES / (time.monotonic() - start))
        report.add("memory of the daemon after it: MiB", anonymous_bytes(daemon.pid) / 2**20,
                   reach="≤ 512")
        seconds, written = [], []
        for number in range(ROUNDS):
            first = SAMPLES + number * APPENDED
            body = lines(range(first, first + APPENDED), "{}")
            before = written_bytes(daemon.pid)
            seconds.append(timed(lambda: client.ask("POST", commits, body, ndjson))[0])
            written.append(written_bytes(daemon.pid) - before)
        report.add("commit of 10,000 appended samples: ms", statistics.median(seconds) * 1000,
                   reach="≤ 50")
        report.add("the same: MiB written", statistics.median(written) / 2**20, reach="≤ 2")
        head = client.json("GET", dataset)["latest"]["number"]
        changed = lines(range(0, SAMPLES, SAMPLES // CHANGED), '{"x":1}')
        client.ask("POST", commits, changed, ndjson)
        found = []

        def difference(accept=None):
            path = f"{dataset}/diff?from={head}&to={head + 1}&limit=1000"
            found.append(client.ask("GET", path, None, None, accept))

        report.add("diff of two versions that differ in 100: ms", statistics.median(
            timed(difference)[0] for _ in range(ROUNDS)) * 1000, reach="≤ 50")
        if len(json.loads(found[-1])["differences"]) != CHANGED:
            raise SystemExit("the difference is another one")
        path = f"{dataset}/versions/latest/samples?limit=100"
        report.add("first page of a listing: ms", statistics.median(
            timed(lambda: client.ask("GET", path))[0] for _ in range(ROUNDS)) * 1000, reach="≤ 5")
        cursors = [f"{number:08}".encode().hex() for number in range(7, SAMPLES, SAMPLES // 50)]
        report.add("any page by cursor: ms, the slowest of 50", max(
            timed(lambda: client.ask("GET", f"{path}&cursor={cursor}"))[0]
            for cursor in cursors) * 1000, reach="≤ 5")
        keys = [f"{(number * 7_654_321) % SAMPLES:08}" for number in range(2000)]
        elapsed, _ = timed(lambda: [
            client.ask("GET", f"{dataset}/versions/{head}/samples/{key}") for key in keys])
        report.add("random sample by key over HTTP, one connection: samples/s",
                   len(keys) / elapsed)
        question = json.dumps({"keys": keys[:1000]})

        def ask_many():
            before = sum(cpu_seconds(daemon.pid).values())
            for _ in range(10):
                client.ask("QUERY", f"{dataset}/versions/{head}/samples", question)
            return sum(cpu_seconds(daemon.pid).values()) - before

        ask_many()
        report.add("random samples by key, 1,000 in a request: samples per CPU second",
                   10_000 / statistics.median(ask_many() for _ in range(ROUNDS)),
                   reach="≥ 100,000")
        os.kill(daemon.pid, signal.SIGKILL)
        daemon.process.wait()

    def start_again():
        with Daemon(program, place) as again:
            Client(again, place).ask("GET", "/readyz")
            return time.monotonic()

    begin = time.monotonic()
    report.add("start after kill -9, to /readyz: s", start_again() - begin, reach="≤ 2")


def main():
    program, client, plain = sys.argv[1:4]
    dvc = sys.argv[4] if len(sys.argv) > 4 else None
    report = Report()
    with temporary_directory() as directory:
        measure_small(program, plain, directory, report)
        measure_large(program, directory, report)
        measure_ten_million(program, directory, report)
        import_bench.measure(program, client, dvc, directory, report)
        import_bench.measure_memory(program, directory, report)
    print("\nOther programs use this machine too: compare ratios within this run only.\n")
    print("\n".join(report.lines))


if __name__ == "__main__":
    main()
