"""Reads virtual shards with the clients that people have, unmodified, and compares every byte.

  clients.py CAIRND [PYTHON]     PYTHON is one that has webdataset; without it that is skipped

Prints a line for each client: ok, skipped with the reason, or FAILED; the exit status is 1 when
one has failed.
"""

import hashlib
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request

sys.path.append(os.path.join(os.path.dirname(__file__), "../Performance"))
from daemon import Daemon, admin_token  # noqa: E402: beside us, not among us

SAMPLES, SAMPLES_PER_SHARD = 2500, 1000
SHARDS = -(-SAMPLES // SAMPLES_PER_SHARD)
DATASET = "/v1/datasets/clients/images"
SECONDS = 120


class Skipped(Exception):
    """The client is not here."""


def run(*command, directory=None):
    if shutil.which(command[0]) is None:
        raise Skipped(f"{command[0]} is not here")
    done = subprocess.run(
        command, capture_output=True, cwd=directory, timeout=SECONDS, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{command[0]} ended with {done.returncode}: {done.stderr[-500:]!r}")
    return done.stdout


def make_samples():
    """A few kilobytes each, so that a shard is some megabytes."""
    source = random.Random(5)
    return {
        f"{number:06}": {"jpg": source.randbytes(source.randint(2_000, 20_000)),
                         "cls": str(number % 10).encode()}
        for number in range(SAMPLES)}


def commit(url, token, samples):
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for key, parts in samples.items():
            for name, content in parts.items():
                member = tarfile.TarInfo(f"{key}.{name}")
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))
    request = urllib.request.Request(
        f"{url}{DATASET}/commits?create=true", archive.getvalue(), method="POST",
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/x-tar"})
    urllib.request.urlopen(request, timeout=SECONDS).read()


def samples_in(tar):
    """The samples of a tar, by key; a member that comes twice is a failure."""
    found = {}
    for member in tar:
        key, _, name = member.name.partition(".")
        parts = found.setdefault(key, {})
        assert name not in parts, f"{member.name} comes twice"
        parts[name] = tar.extractfile(member).read()
    return found


def equal(found, wanted, what):
    assert found.keys() == wanted.keys(), f"{what} has other samples"
    for key, parts in wanted.items():
        assert found[key] == parts, f"{what} has other bytes for {key}"


class Clients:
    def __init__(self, url, token, samples, place, python):
        self.url, self.token, self.samples = url, token, samples
        self.place, self.python = place, python
        self.shards = f"{url}{DATASET}/versions/1/shards"
        self.first = urllib.request.urlopen(f"{self.shards}/000000.tar", timeout=SECONDS).read()

    def path(self, name):
        return f"{self.place}/{name}"

    def is_whole(self, name):
        with open(self.path(name), "rb") as file:
            digest = hashlib.sha256(file.read()).digest()
        assert digest == hashlib.sha256(self.first).digest(), f"{name} is not the shard"

    def begin(self, name):
        """Part of the shard, as a client that was cut off has left it."""
        with open(self.path(name), "wb") as file:
            file.write(self.first[:len(self.first) // 3])

    # MARK: - The clients

    def python_tarfile(self):
        found = {}
        for number in range(SHARDS):
            with urllib.request.urlopen(f"{self.shards}/{number:06}.tar", timeout=SECONDS) as body:
                with tarfile.open(fileobj=body, mode="r|") as tar:
                    found.update(samples_in(tar))
        equal(found, self.samples, "tarfile")

    def tar(self):
        os.mkdir(self.path("tar"))
        with open(self.path("whole.tar"), "wb") as file:
            file.write(run("curl", "-sSf", f"{self.shards}/000001.tar"))
        run("tar", "xf", self.path("whole.tar"), "-C", self.path("tar"))
        keys = sorted(self.samples)[SAMPLES_PER_SHARD:2 * SAMPLES_PER_SHARD]
        for key in keys:
            for name, content in self.samples[key].items():
                with open(self.path(f"tar/{key}.{name}"), "rb") as file:
                    assert file.read() == content, f"tar has other bytes for {key}.{name}"
        assert len(os.listdir(self.path("tar"))) == 2 * len(keys)

    def curl_that_resumes(self):
        self.begin("curl.tar")
        run("curl", "-sSf", "-C", "-", "-o", self.path("curl.tar"), f"{self.shards}/000000.tar")
        self.is_whole("curl.tar")

    def curl_that_has_it(self):
        etag, url = self.path("etag"), f"{self.shards}/000000.tar"
        run("curl", "-sSf", "--etag-save", etag, "-o", self.path("known.tar"), url)
        status = run("curl", "-sSf", "--etag-compare", etag, "-o", "/dev/null", "-w",
                     "%{http_code}", url)
        assert status == b"304", f"curl was answered {status}"

    def wget_that_resumes(self):
        self.begin("000000.tar")
        run("wget", "-q", "-c", f"{self.shards}/000000.tar", directory=self.place)
        self.is_whole("000000.tar")

    def aria2_with_four_connections(self):
        output = run(
            "aria2c", "-x4", "-s4", "-k1M", "--console-log-level=notice", "-o", "aria2.tar", "-d",
            self.place, f"{self.shards}/000000.tar")
        assert b"(OK):download completed" in output, output[-300:]
        self.is_whole("aria2.tar")

    def webdataset(self):
        self.read_by_webdataset(
            self.shards + "/{000000..%06d}.tar" % (SHARDS - 1), workers=0)

    def webdataset_with_two_workers(self):
        self.need_module("torch")
        self.read_by_webdataset(
            self.shards + "/{000000..%06d}.tar" % (SHARDS - 1), workers=2)

    def webdataset_of_an_epoch(self):
        urls = [f"{self.url}{DATASET}/versions/1/epochs/3/ranks/{rank}-of-2.tar?seed=7&steps={SAMPLES}"
                for rank in (0, 1)]
        self.read_by_webdataset(urls, workers=0)

    def webdataset_of_a_view(self):
        recipe = {"dataset": "clients/images", "parts": [{"name": "cls", "as": "txt"}]}
        request = urllib.request.Request(
            f"{self.url}/v1/views", json.dumps(recipe).encode(), method="POST",
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        view = json.load(urllib.request.urlopen(request, timeout=SECONDS))
        shards = f"{self.url}/v1/views/{view['digest']}/shards"
        self.read_by_webdataset(
            shards + "/{000000..%06d}.tar" % (SHARDS - 1), workers=0,
            samples={key: {"txt": parts["cls"]} for key, parts in self.samples.items()})

    def need_module(self, name):
        if self.python is None:
            raise Skipped("there is no Python with webdataset")
        known = subprocess.run(
            [self.python, "-c", f"import {name}"], capture_output=True, check=False)
        if known.returncode != 0:
            raise Skipped(f"{name} is not here")

    def read_by_webdataset(self, urls, workers, samples=None):
        self.need_module("webdataset")
        text = run(self.python, __file__, "--webdataset", json.dumps(urls), str(workers))
        found = {}
        for line in text.splitlines():
            entry = json.loads(line)
            assert entry["key"] not in found, f"{entry['key']} comes twice"
            found[entry["key"]] = entry["parts"]
        wanted = {
            key: {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()}
            for key, parts in (samples or self.samples).items()}
        equal(found, wanted, "webdataset")


def print_samples(urls, workers):
    """In the Python that has webdataset: a line for each sample."""
    import webdataset
    dataset = webdataset.WebDataset(urls, shardshuffle=False)
    if workers:
        import torch
        dataset = torch.utils.data.DataLoader(dataset, batch_size=None, num_workers=workers)
    for sample in dataset:
        parts = {name: hashlib.sha256(content).hexdigest() for name, content in sample.items()
                 if not name.startswith("__")}
        print(json.dumps({"key": sample["__key__"], "parts": parts}))


def main():
    if sys.argv[1] == "--webdataset":
        print_samples(json.loads(sys.argv[2]), int(sys.argv[3]))
        return 0
    program, python = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    samples = make_samples()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="cairn-clients-") as place:
        with Daemon(program, place, "--samples-per-shard", str(SAMPLES_PER_SHARD)) as daemon:
            commit(daemon.url, admin_token(place), samples)
            clients = Clients(daemon.url, admin_token(place), samples, place, python)
            for client in (
                    clients.python_tarfile, clients.tar, clients.curl_that_resumes,
                    clients.curl_that_has_it, clients.wget_that_resumes,
                    clients.aria2_with_four_connections, clients.webdataset,
                    clients.webdataset_with_two_workers, clients.webdataset_of_an_epoch,
                    clients.webdataset_of_a_view):
                name = client.__name__.replace("_", " ")
                try:
                    client()
                    print(f"ok       {name}", flush=True)
                except Skipped as reason:
                    print(f"skipped  {name}: {reason}", flush=True)
                except Exception as failure:  # noqa: BLE001: told, and the others go on
                    failed += 1
                    print(f"FAILED   {name}: {failure}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
