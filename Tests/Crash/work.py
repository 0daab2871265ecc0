"""What clients do while the daemon is cut off, and what of it must be there afterwards."""

import hashlib
import http.client
import io
import json
import tarfile
import threading
import urllib.parse

NAMESPACE = "/v1/datasets/crash/data"
# Above the setting that the daemons here are started with: these blobs get files of their own.
LARGE_BYTES = 40_000
PACK_LIMIT = "8 KiB"
SEGMENT = "1 MiB"
# In which some writes are done on any machine.
PATIENCE_SECONDS = 60
# Samples of one tar: all of them are there or none.
GROUP = 6
# Everything that nothing refers to goes as soon as it can, and segments are compacted eagerly.
COLLECTING = ("--collection-grace-seconds", "1", "--compaction-percent", "90")
# Blobs that a collector brings for the next collection.
GARBAGE = 10


class Gone(Exception):
    """The daemon is not there any more."""


class Refused(Exception):
    """The daemon has said that it did not do it."""

    def __init__(self, status, body):
        super().__init__(f"{status}: {body[:300]!r}")
        self.status = status


class Client:
    """One keep-alive connection with the token of the daemon's first start."""

    def __init__(self, url, token):
        address = urllib.parse.urlsplit(url)
        self.connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
        self.token = token

    def ask(self, method, path, body=None, media_type=None, accept=None):
        fields = {"Authorization": f"Bearer {self.token}"}
        if media_type:
            fields["Content-Type"] = media_type
        if accept:
            fields["Accept"] = accept
        try:
            self.connection.request(method, path, body, fields)
            answer = self.connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.connection.close()
            raise Gone from error
        if answer.status >= 400:
            raise Refused(answer.status, content)
        return content

    def json(self, method, path, value=None):
        body = None if value is None else json.dumps(value)
        return json.loads(self.ask(method, path, body, "application/json") or b"null")

    def lines(self, path):
        """All lines of a listing."""
        text = self.ask("GET", path, accept="application/x-ndjson")
        return [json.loads(line) for line in text.splitlines()]

    def pages(self, path, member):
        """All entries of a listing that comes in pages."""
        target = path + "?limit=1000"
        while target:
            page = self.json("GET", target)
            yield from page[member]
            target = page.get("next")

    def close(self):
        self.connection.close()


class Oracle:
    """What was acknowledged, each with the moment at which it was known."""

    def __init__(self, moment=lambda: 0):
        self.moment = moment
        self.lock = threading.Condition()
        self.done = []  # (kind, name, moment)

    def note(self, kind, name):
        moment = self.moment()
        with self.lock:
            self.done.append((kind, name, moment))
            self.lock.notify_all()

    def wait_for_more(self, count):
        """Until so many more are known: the moment of a blow, by the seed and not by the clock."""
        with self.lock:
            wanted = len(self.done) + count
            if not self.lock.wait_for(lambda: len(self.done) >= wanted, PATIENCE_SECONDS):
                raise TimeoutError(f"{count} writes took more than {PATIENCE_SECONDS} s")

    def until(self, moment):
        """Names by kind of what was known then."""
        names = {"dataset": set(), "blob": set(), "sample": set(), "group": set(), "label": set()}
        with self.lock:
            for kind, name, known in self.done:
                if known <= moment:
                    names[kind].add(name)
        return names

    def forget(self, kind):
        """What was known of this kind need not be there any more."""
        with self.lock:
            self.done = [entry for entry in self.done if entry[0] != kind]

    def __len__(self):
        with self.lock:
            return len(self.done)


def content(name, byte_count):
    """Bytes that belong to a name, so that nothing must be remembered."""
    return hashlib.shake_128(name.encode()).digest(byte_count)


def blob_bytes(name):
    number = int(name.rsplit("-", 1)[1])
    return content(name, LARGE_BYTES + number if number % 5 == 2 else 100 + number)


def blob_path(name):
    return f"/v1/blobs/sha256:{hashlib.sha256(blob_bytes(name)).hexdigest()}"


def group_tar(name):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for number in range(GROUP):
            data = group_part(name, number)
            member = tarfile.TarInfo(f"{name}-{number}.bin")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return file.getvalue()


def group_part(name, number):
    return content(f"{name}-{number}", LARGE_BYTES if number == 3 else 700)


def begin(client, oracle):
    """What all writers need; what is there from an earlier round stays."""
    for path, value in [
        ("/v1/datasets", {"namespace": "crash", "name": "data"}),
        (NAMESPACE + "/labelsets", {"name": "truth"}),
    ]:
        try:
            client.json("POST", path, value)
        except Refused as refusal:
            if refusal.status != 409:
                raise
    oracle.note("dataset", "crash/data")


def commit(client, body, media_type):
    # 409: the commits of others were faster.
    for _ in range(50):
        try:
            return client.ask("POST", NAMESPACE + "/commits", body, media_type)
        except Refused as refusal:
            if refusal.status != 409:
                raise
    raise Refused(409, b"never taken")


def step(client, oracle, writer, number):
    """One write of each kind."""
    name = f"{writer}-{number}"
    client.ask("PUT", blob_path(name), blob_bytes(name), "application/octet-stream")
    oracle.note("blob", name)
    line = json.dumps({"put": {"key": f"sample-{name}", "fields": {"number": number}}})
    commit(client, line, "application/x-ndjson")
    oracle.note("sample", name)
    line = json.dumps({"sample": f"sample-{name}", "value": {"number": number}})
    client.ask(
        "POST", NAMESPACE + "/labelsets/truth/annotations?source=rule:crash", line,
        "application/x-ndjson")
    oracle.note("label", name)
    commit(client, group_tar(f"group-{name}"), "application/x-tar")
    oracle.note("group", name)


def write(url, token, oracle, writer, steps, after_failure=None):
    """Writes until the daemon is gone or `steps` are done. What is refused is given up."""
    client = Client(url, token)
    for number in range(steps):
        try:
            step(client, oracle, writer, number)
        except Gone:
            break
        except Refused as refusal:
            if after_failure is None:
                raise
            after_failure(refusal)
    client.close()


def write_at_once(url, token, oracle, writers, steps):
    """Starts threads that write; their failures are what `join` raises."""
    failures = []

    def run(writer):
        try:
            write(url, token, oracle, writer, steps)
        except Exception as failure:  # noqa: BLE001: told by join
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(writer,)) for writer in writers]
    for thread in threads:
        thread.start()

    def join():
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]

    return join


class Collector:
    """Brings garbage and asks for collections, again and again, until the daemon is gone."""

    def __init__(self, url, token, name):
        self.client, self.name = Client(url, token), name
        self.removed, self.failure = 0, None
        self.has_removed = threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        number = 0
        try:
            while True:
                for _ in range(GARBAGE):
                    name = f"garbage-{self.name}-{number}"
                    self.client.ask(
                        "PUT", blob_path(name), blob_bytes(name), "application/octet-stream")
                    number += 1
                self.client.json("POST", "/v1/upkeep/collections", {"dryRun": False})
                self.wait()
        except Gone:
            pass
        except Exception as failure:  # noqa: BLE001: told by join
            self.failure = failure
        finally:
            # Nobody waits for a collector that has ended.
            self.has_removed.set()
            self.client.close()

    def wait(self):
        # Asking again and again is load as well, and so part of the proof.
        while True:
            collection = self.client.json("GET", "/v1/upkeep")["collection"]
            if collection["state"] != "running":
                break
        if collection["state"] == "failed":
            raise AssertionError(f"a collection failed: {collection['failure']}")
        report = collection["report"]
        self.removed += sum(
            report[kind]["count"] for kind in ("removed", "removedFiles", "removedSegments"))
        if self.removed:
            self.has_removed.set()

    def wait_for_removals(self):
        self.has_removed.wait(PATIENCE_SECONDS)

    def join(self):
        self.thread.join()
        if self.failure:
            raise self.failure
        return self.removed


def verify(url, token, known):
    """Reads back what must be there; returns what is wrong, a sentence each."""
    client = Client(url, token)
    wrong = []
    if known["dataset"] and client.json("GET", NAMESPACE)["name"] != "data":
        wrong.append("the dataset is another")
    for name in known["blob"]:
        if client.ask("GET", blob_path(name)) != blob_bytes(name):
            wrong.append(f"blob {name} has other bytes")
    wrong += wrong_samples(client, known)
    client.close()
    return wrong


def wrong_samples(client, known):
    try:
        versions = list(client.pages(NAMESPACE + "/versions", "versions"))
    except Refused as refusal:
        return [] if refusal.status == 404 and not known["dataset"] else [str(refusal)]
    numbers = [version["number"] for version in versions]
    wrong = []
    if numbers != list(range(len(numbers), 0, -1)):
        wrong.append(f"the versions are numbered {numbers}")
    keys = set()
    if versions:
        keys = {entry["key"] for entry in client.lines(NAMESPACE + "/versions/latest/samples")}
    wrong += [f"sample {name} is lost" for name in known["sample"] if f"sample-{name}" not in keys]
    groups = {key.rsplit("-", 1)[0] for key in keys if key.startswith("group-")}
    groups |= {f"group-{name}" for name in known["group"]}
    for group in groups:
        there = sum(f"{group}-{number}" in keys for number in range(GROUP))
        if there != GROUP:
            wrong.append(f"{group} has {there} of {GROUP} samples")
    for name in sorted(known["group"])[-2:]:
        for number in (0, 3):
            part = client.ask(
                "GET", f"{NAMESPACE}/versions/latest/samples/group-{name}-{number}/parts/bin")
            if part != group_part(f"group-{name}", number):
                wrong.append(f"group-{name}-{number} has other bytes")
    try:
        labelled = {
            entry["sample"]
            for entry in client.pages(NAMESPACE + "/labelsets/truth/annotations", "annotations")}
    except Refused:
        labelled = set()
    wrong += [f"the label of {name} is lost" for name in known["label"]
              if f"sample-{name}" not in labelled]
    return wrong

