"""Measures delivery: composed shards beside files, orders of ten million, loaders, labels.

Prints a table, then one JSON line per figure. Takes about ten minutes, and 4 GB of disk.
"""

import hashlib
import io
import json
import os
import random
import statistics
import subprocess
import sys
import tarfile
import time

import cold
from bench import Nginx, load, make_certificate
from daemon import Connection, Daemon, temporary_directory
from store_bench import Client, Report, run, timed

# Bytes of a member, how many there are, and the least share of what nginx sends.
MEMBERS = (
    (4 << 10, 10_000, "≥ 0.5"), (10 << 10, 10_000, "≥ 0.6"), (100 << 10, 1_000, "≥ 0.9"),
    (1 << 20, 200, "≥ 1.0"))
SINGLE_BYTES = 10 << 10
SAMPLES, SAMPLES_PER_COMMIT, BLOBS = 10_000_000, 500_000, 10_000
LABELED, RELABELED = 1_000_000, 10_000
IMAGES, TEXTS = 2_000, 50_000
ROUNDS = 5
FIRSTS = 30


def post(client, path, value):
    return client.json("POST", path, json.dumps(value))


def make_dataset(client, name, samples):
    """Samples of (key, part name, content) by tars of a hundred megabytes."""
    post(client, "/v1/datasets", {"namespace": "bench", "name": name})
    archive = io.BytesIO()
    tar = tarfile.open(fileobj=archive, mode="w", format=tarfile.USTAR_FORMAT)

    def send():
        tar.close()
        client.ask("POST", f"/v1/datasets/bench/{name}/commits", archive.getvalue(),
                   "application/x-tar")

    for key, part, content in samples:
        member = tarfile.TarInfo(f"{key}.{part}")
        member.size = len(content)
        tar.addfile(member, io.BytesIO(content))
        if archive.tell() > 100_000_000:
            send()
            archive = io.BytesIO()
            tar = tarfile.open(fileobj=archive, mode="w", format=tarfile.USTAR_FORMAT)
    send()
    return f"/v1/datasets/bench/{name}/versions/latest"


# Composed shards beside files

def speed(server, path, connections):
    """Gigabytes a second."""
    _, size, _, seconds = load(server, path, connections)
    return size / seconds / 1e9


def cost(server, path, connections):
    """Gigabytes for each second of the server's CPU."""
    _, size, cpu, _ = load(server, path, connections)
    return size / cpu / 1e9


def compare(ours, theirs, path, their_path, connections, figure):
    """Medians of a figure over alternating rounds, after one that warms."""
    pairs = [(figure(ours, path, connections), figure(theirs, their_path, connections))
             for _ in range(ROUNDS + 1)][1:]
    return tuple(statistics.median(pair[side] for pair in pairs) for side in (0, 1))


def cold_speed(url, files):
    """Gigabytes a second of one reader, of files that were taken out of memory."""
    for name in files:
        cold.evict(name)
    seconds, size = timed(lambda: run(
        "curl", "-sS", "--fail", "-o", "/dev/null", "-w", "%{size_download}", url))
    return int(size) / seconds / 1e9


def store_files(place):
    return [os.path.join(folder, name) for folder, _, names in os.walk(f"{place}/data/blobs")
            for name in names]


def measure_shards(program, directory, report):
    place = f"{directory}/shards"
    os.mkdir(place)
    with Daemon(program, place, "--loops", "1", "--commit-limit-bytes", "1GiB") as ours:
        client = Client(ours, place)
        shards = {}
        for size, count, _ in MEMBERS:
            root = make_dataset(client, f"m{size}", (
                (f"{number:06}", "bin", os.urandom(size)) for number in range(count)))
            shards[size] = f"{root}/shards/000000.tar"
            with open(f"{directory}/files/m{size}.tar", "wb") as file:
                file.write(client.ask("GET", shards[size]))
                os.fsync(file.fileno())
        with open(f"{directory}/files/single", "wb") as file:
            file.write(os.urandom(SINGLE_BYTES))
        with Nginx(directory) as theirs:
            for size, _, reach in MEMBERS:
                name, file = f"shard, members of {size >> 10} KiB", f"/m{size}.tar"
                pair = compare(ours, theirs, shards[size], file, 2, speed)
                report.add(f"{name}: GB/s, nginx with the file", *pair, reach)
                pair = compare(ours, theirs, shards[size], file, 2, cost)
                report.add(f"{name}: GB for each CPU second", *pair)
                pairs = [(cold_speed(ours.url + shards[size], store_files(place)),
                          cold_speed(theirs.url + file, [f"{directory}/files{file}"]))
                         for _ in range(3)]
                report.add(f"{name}, cold: GB/s", *(
                    statistics.median(pair[side] for pair in pairs) for side in (0, 1)))

            def samples(server, path, connections):
                count, _, _, seconds = load(server, path, connections)
                return count / seconds * (1000 if server is ours else 1)

            report.add("10 KiB, one connection: samples/s, a GET each on nginx", *compare(
                ours, theirs, shards[SINGLE_BYTES], "/single", 1, samples), "≥ 10")


# Ten million samples

class Probe(Connection):
    """Tells when the first byte of an answer comes."""

    def first_byte(self, path):
        """Milliseconds; the rest is left unread, and the connection closed."""
        start = time.perf_counter()
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        head = self.socket.recv(4096)
        elapsed = time.perf_counter() - start
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"{path}: {head[:200]!r}")
        self.socket.close()
        return elapsed * 1000


def measure_ten_million(program, directory, report):
    place = f"{directory}/many"
    os.mkdir(place)
    with Daemon(program, place, "--commit-limit-bytes", "1TiB") as daemon:
        client = Client(daemon, place)
        make_dataset(client, "many", (
            (f"blob{number}", "bin", number.to_bytes(1000)) for number in range(BLOBS)))
        digests = ["sha256:" + hashlib.sha256(number.to_bytes(1000)).hexdigest()
                   for number in range(BLOBS)]
        for first in range(0, SAMPLES, SAMPLES_PER_COMMIT):
            lines = "".join(
                f'{{"put":{{"key":"{number:08}","fields":{{"n":{number % 100}}},"parts":{{"bin":'
                f'{{"digest":"{digests[number * 7919 % BLOBS]}","bytes":1000}}}}}}}}\n'
                for number in range(first, first + SAMPLES_PER_COMMIT))
            client.ask("POST", "/v1/datasets/bench/many/commits", lines.encode(),
                       "application/x-ndjson")
        recipe = {"dataset": "bench/many", "seed": 3, "filter": "n < 99"}
        seconds, view = timed(lambda: post(client, "/v1/views", recipe))
        report.add("a view of 10,000,000 by a filter: samples/s", SAMPLES / seconds)
        root = f"/v1/views/{view['digest']}"
        paths = [f"{root}/epochs/{epoch}/ranks/3-of-64.tar?from={epoch * 12345}"
                 for epoch in range(FIRSTS)]
        # The pages of the tree are in memory after the view was made, or come now.
        fresh = [Probe(daemon.port).first_byte(path) for path in paths]
        again = [Probe(daemon.port).first_byte(path) for path in paths for _ in range(3)]
        report.add("first byte of a shuffled shard, plan not cached: ms",
                   statistics.median(fresh[FIRSTS // 3:]), reach="≤ 15")
        report.add("the same, plan cached: ms", statistics.median(again), reach="≤ 1")
        measure_first_sample(daemon, directory, view["digest"], report)


def measure_first_sample(daemon, directory, digest, report):
    """From the start of a process to its first sample, beside a Python that does nothing."""
    run("curl", "-sS", "-o", f"{directory}/cairn.py", f"{daemon.url}/cairn.py")
    script = ("import cairn\n"
              f"stream = iter(cairn.View({daemon.url!r}, {digest!r}).stream(epoch=EPOCH))\n"
              "next(stream)\nimport os\nos._exit(0)")
    environment = {**os.environ, "PYTHONPATH": directory}

    def start(text):
        return timed(lambda: subprocess.run(
            [sys.executable, "-c", text], env=environment, check=True))[0] * 1000

    pairs = [(start(script.replace("EPOCH", str(100 + number))), start("pass"))
             for number in range(FIRSTS + 1)][1:]
    report.add("process start to the first sample: ms, Python alone", *(
        statistics.median(pair[side] for pair in pairs) for side in (0, 1)), reach="≤ 50 ms")


# Loaders

CAIRN_READER = """
import cairn
data = cairn.Dataset({url!r}, {name!r}, order="sequential")
count = total = 0
for sample in data.stream({options}):
    count += 1
    total += len(sample[{part!r}])
"""
WEBDATASET_READER = """
import webdataset
urls = ["pipe:curl -s " + url for url in {urls!r}]
count = total = 0
for sample in webdataset.WebDataset(urls, shardshuffle=False):
    count += 1
    total += len(sample[{part!r}])
"""
AROUND = """
import json, resource, time
start = time.perf_counter()
{body}
seconds = time.perf_counter() - start
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps([count, total, seconds, sum(one.ru_utime + one.ru_stime for one in used)]))
"""


def read(python, directory, body):
    """Samples, bytes, seconds without the start, and CPU seconds with it."""
    return json.loads(run(
        "env", f"PYTHONPATH={directory}", python, "-c", AROUND.format(body=body)))


def measure_loaders(program, peer, directory, report):
    place = f"{directory}/loaders"
    os.mkdir(place)
    chance = random.Random(4)
    with Daemon(program, place, "--commit-limit-bytes", "1GiB") as daemon:
        client = Client(daemon, place)
        make_dataset(client, "images", (
            (f"{number:06}", "jpg", chance.randbytes(chance.randint(20_000, 200_000)))
            for number in range(IMAGES)))
        words = ("the label of a sample is what somebody said of it " * 8)[:330]
        make_dataset(client, "texts", (
            (f"{number:06}", "txt", f"{words} {number:018}".encode())
            for number in range(TEXTS)))
        for name, part, options, reach, cost_reach in (
                ("images", "jpg", "", "≥ 5", "≤ 0.2"),
                ("texts", "txt", 'form="lines", parts=("txt",), steps=10000', "≥ 10", "")):
            root = f"/v1/datasets/bench/{name}/versions/latest/shards"
            shards = client.json("GET", root + "?limit=1000")["shards"]
            urls = [daemon.url + shard["url"] for shard in shards]
            ours = CAIRN_READER.format(
                url=daemon.url, name=f"bench/{name}", options=options, part=part)
            theirs = WEBDATASET_READER.format(urls=urls, part=part)
            pairs = [(read(sys.executable, directory, ours), read(peer, directory, theirs))
                     for _ in range(4)][1:]
            for mine, other in pairs:
                if mine[:2] != other[:2]:
                    raise SystemExit(f"{name}: {mine} and {other} are not the same samples")
            form = "tar" if not options else "lines"
            report.add(f"{name} by cairn.py ({form}): samples/s, webdataset", *(
                statistics.median(pair[side][0] / pair[side][2] for pair in pairs)
                for side in (0, 1)), reach)
            report.add("the same: client CPU µs a sample", *(
                statistics.median(pair[side][3] / pair[side][0] * 1e6 for pair in pairs)
                for side in (0, 1)), cost_reach)


# Labels

def measure_relabel(program, directory, report):
    place = f"{directory}/labels"
    os.mkdir(place)
    with Daemon(program, place, "--commit-limit-bytes", "1TiB") as daemon:
        client = Client(daemon, place)
        dataset = "/v1/datasets/bench/labels"
        make_dataset(client, "labels", [("blob", "bin", bytes(10_000))])
        digest = "sha256:" + hashlib.sha256(bytes(10_000)).hexdigest()
        lines = "".join(
            f'{{"put":{{"key":"{number:08}","parts":{{"bin":{{"digest":"{digest}",'
            f'"bytes":10000}}}}}}}}\n' for number in range(LABELED))
        client.ask("POST", f"{dataset}/commits", lines.encode(), "application/x-ndjson")
        post(client, f"{dataset}/labelsets", {"name": "gt"})

        def label(keys, value, revision):
            text = "".join(
                f'{{"sample":"{key:08}","value":{{"class":{value}}},"id":"{revision}:{key}"}}\n'
                for key in keys)
            client.ask("POST", f"{dataset}/labelsets/gt/annotations?source=human:anna",
                       text.encode(), "application/x-ndjson")

        seconds, _ = timed(lambda: [
            label(range(first, first + 100_000), 1, "a") for first in range(0, LABELED, 100_000)])
        report.add("1,000,000 labels by lines: labels/s", LABELED / seconds)
        recipe = {"dataset": "bench/labels", "labels": [{"labelset": "gt", "as": "cls"}]}
        post(client, "/v1/views", recipe)
        before = used(place)
        label(range(0, LABELED, LABELED // RELABELED), 2, "b")
        recipe["filter"] = "has @label.class"
        seconds, view = timed(lambda: post(client, "/v1/views", recipe))
        report.add("a view of 1,000,000 by a label: samples/s", LABELED / seconds)
        root = f"/v1/views/{view['digest']}"
        shard = client.json("GET", f"{root}/shards?limit=1")["shards"][0]
        elapsed, _ = timed(lambda: client.ask("GET", shard["url"]))
        report.add("a shard of 1,000 with labels, not cached: ms", elapsed * 1000)
        extra, whole = used(place) - before, shard["bytes"] * (LABELED // shard["samples"])
        report.add("1 % relabeled, MiB stored: beside the shards", extra / 2**20, whole / 2**20,
                   "≤ 0.01")


def used(place):
    return sum(os.stat(os.path.join(folder, name)).st_blocks * 512
               for folder, _, names in os.walk(f"{place}/data") for name in names)


def main():
    program = sys.argv[1]
    peer = sys.argv[2] if len(sys.argv) > 2 else None
    report = Report()
    with temporary_directory() as directory:
        os.chmod(directory, 0o755)
        os.mkdir(f"{directory}/files")
        with open(f"{directory}/files/small.json", "wb") as file:
            file.write(b"{}")
        make_certificate(directory)
        measure_shards(program, directory, report)
        run("rm", "-rf", f"{directory}/shards")
        measure_ten_million(program, directory, report)
        run("rm", "-rf", f"{directory}/many")
        if peer:
            measure_loaders(program, peer, directory, report)
        measure_relabel(program, directory, report)
    print("\nOther programs use this machine too: compare ratios within this run only.\n")
    print("\n".join(report.lines))


if __name__ == "__main__":
    main()
