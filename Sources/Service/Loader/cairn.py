"""Reads datasets and views of a Cairn daemon: one file, no dependencies, Python 3.9 or later.

    import cairn
    data = cairn.Dataset("http://127.0.0.1:8080", "demo/digits", seed=7)
    for sample in data.stream(epoch=0, rank=0, world=1):
        sample["__key__"], sample["png"]        # parts are memoryviews of what was received

The daemon decides the order (Docs/ORDER.md): a function of seed and epoch, cut among the ranks of
a world. Where a stream stands is one integer, the same for every rank in step:

    state = stream.state_dict()                 # {"at": 123456, …}
    data.stream(rank=3, world=16).load_state_dict(state)

A connection that breaks is opened again, and the tar goes on at the byte where it broke off. With
torch, a stream is an IterableDataset: import torch first, and see Stream.

A View is read in the same way. With cache=Cache("/var/tmp/cairn", 50 << 30) parts are read once
from the daemon and then from the disk, in whichever epoch, view or process they come again. What a
model has found goes back as labels, and a benchmark scores it:

    data.label("my-model", {"train/1": 3}, source="model:my-model")
    data.evaluate("bench", "my-model", labelset="my-model")["metrics"]
"""
import base64
import contextlib
import hashlib
import http.client
import itertools
import json
import os
import queue
import random
import struct
import sys
import tempfile
import threading
import time
import urllib.parse

try:
    import fcntl
except ImportError:  # where there is none, every process trims its caches by itself
    fcntl = None

__all__ = ["Cache", "Client", "Dataset", "Error", "Mixture", "Order", "Stream", "View"]

BLOCK_BYTES = 1 << 20  # received at once, fits a cache; samples inside one block are not copied
FIRST_BYTES = 64 << 10  # of the first block, each being twice the one before: samples come at once
FIRST_STEPS = 32       # samples of the first request, which the daemon looks up in little time
PREFETCH_BLOCKS = 8    # received ahead of the reader
TRIES = 8              # of a request without a byte of progress between them
LONGEST_PAUSE = 10.0   # seconds between two tries
GROUP_BYTES = 8 << 20  # of samples that are looked for in a cache at once, but at most
GROUP_SAMPLES = 200
LABEL_LINES = 10_000   # annotations of one request

_torch = sys.modules.get("torch")
_Base = _torch.utils.data.IterableDataset if _torch else object


class Error(Exception):
    """What the daemon refused, or data that is not what was asked for."""

    def __init__(self, message, status=None, problem=None):
        super().__init__(message)
        self.status, self.problem = status, problem


class _Broken(Exception):
    """A connection or an answer that broke off: worth another try."""

    def __init__(self, message, pause=None):
        super().__init__(message)
        self.pause = pause


class Client:
    """One connection to a daemon, kept open. For one thread at a time."""

    def __init__(self, url, token=None, timeout=60.0):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is no http URL")
        self.url, self.token, self.timeout = url, token, timeout
        self._parts, self._connection = parts, None

    def copy(self):
        return Client(self.url, self.token, self.timeout)

    def close(self):
        if self._connection:
            self._connection.close()
        self._connection = None

    def open(self, target, fields=None, method="GET", body=None):
        """The answer to one request: an open http.client.HTTPResponse of a status of success."""
        fields = dict(fields or {})
        if self.token:
            fields["Authorization"] = "Bearer " + self.token
        try:
            if not self._connection:
                secure = self._parts.scheme == "https"
                kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
                self._connection = kind(
                    self._parts.hostname, self._parts.port, timeout=self.timeout)
            self._connection.request(
                method, self._parts.path.rstrip("/") + target, body, fields)
            answer = self._connection.getresponse()
            if answer.status in (200, 201, 206):
                return answer
            body = answer.read(65536)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise _Broken(f"{type(error).__name__}: {error}") from error
        self.close()
        if answer.status in (408, 429, 500, 502, 503, 504):
            pause = answer.getheader("Retry-After", "")
            raise _Broken(f"status {answer.status}", float(pause) if pause.isdigit() else None)
        try:
            problem = json.loads(body)
            message = f"{problem['title']} {problem['detail']}"
        except (ValueError, KeyError, TypeError):
            problem, message = None, body[:200].decode("utf-8", "replace")
        raise Error(f"{target}: {answer.status} {message}", answer.status, problem)

    def json(self, target, method="GET", body=None, kind="application/json"):
        """The document at a target, or the answer to a request that may be sent twice."""
        fields = {} if body is None else {"Content-Type": kind}
        for pause in _pauses():
            try:
                answer = self.open(target, fields, method, body)
                return json.loads(self.read(answer))
            except _Broken as error:
                pause(error)

    def read(self, answer):
        try:
            return answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise _Broken(f"{type(error).__name__}: {error}") from error


def _pauses():
    """Yields, for each try, what to call when it broke; the last call raises Error."""
    for number in range(TRIES):
        def pause(broken, number=number):
            if number + 1 == TRIES:
                raise Error(f"gave up after {TRIES} tries: {broken}") from broken
            seconds = min(LONGEST_PAUSE, 0.05 * 2**number) * random.uniform(0.5, 1.0)
            time.sleep(seconds if broken.pause is None else min(broken.pause, LONGEST_PAUSE))
        yield pause


class _Source:
    """Samples that epochs are made of; `found` is the document that the daemon has of them."""

    def __init__(self, client, name, found, root, order, training, cache):
        self.client, self.name, self.root = client, name, root
        self.digest, self.length = found["digest"], found["samples"]
        self.order = {key: value for key, value in order.items() if value is not None}
        self.training, self.cache = training, cache
        self.label_parts = _label_parts(found.get("recipe", {}))

    def __len__(self):
        return self.length

    def stream(self, epoch=0, rank=0, world=1, **options):
        """What one rank of a world reads of an epoch; see Stream."""
        return Stream(self, epoch, rank, world, **options)

    def label(self, labelset, labels, source, field="class"):
        """Appends annotations to a labelset, which is made when there is none; returns the newest
        sequence number.

        labels    values by key, or an iterable of (key, value) or (key, value, confidence); a
                  value is a class by its number or name, or a dict like {"text": "…"}
        source    who says so: "model:NAME", "human:NAME", "import:NAME", …

        What already stands is left alone, so that all of it may be sent again after an error.
        """
        root = f"/v1/datasets/{self.name}/labelsets"
        try:
            self.client.json(root, "POST", json.dumps({"name": labelset}))
        except Error as error:
            if error.status != 409:  # it is there already
                raise
        target = f"{root}/{labelset}/annotations?" + urllib.parse.urlencode({"source": source})
        entries = iter(labels.items() if hasattr(labels, "items") else labels)
        sequence = None
        while lines := [
                _annotation(field, *entry) for entry in itertools.islice(entries, LABEL_LINES)]:
            sequence = self.client.json(
                target, "POST", "".join(lines).encode(), "application/x-ndjson")["sequence"]
        return sequence

    def evaluate(self, benchmark, model, labelset, field=None):
        """Scores what a labelset says, as a model's predictions, by a benchmark; returns the run
        with its metrics."""
        predictions = {"labelset": labelset}
        if field is not None:
            predictions["field"] = field
        return self.client.json("/v1/runs", "POST", json.dumps(
            {"benchmark": benchmark, "model": model, "predictions": predictions}))


def _annotation(field, key, value, confidence=None):
    line = {"sample": key, "field": field,
            "value": value if isinstance(value, dict) else {"class": value}}
    if confidence is not None:
        line["confidence"] = confidence
    return json.dumps(line) + "\n"


def _label_parts(recipe):
    """The parts as which a view sends labels."""
    return [label["as"] for label in recipe.get("labels", ()) if "as" in label]


class Dataset(_Source):
    """The samples of a version, in the order of a seed.

    training    what the training run calls itself: the server then keeps what it was given
    cache       a Cache, to read parts from the disk that were read before
    """

    def __init__(self, url, name, version="latest", token=None, seed=0, order="shuffled",
                 block=None, window=None, timeout=60.0, training=None, cache=None):
        client = Client(url, token, timeout)
        found = client.json(f"/v1/datasets/{name}/versions/{version}")
        # Named by digest: what is read later is what was found now.
        root = f"/v1/datasets/{name}/versions/{found['digest']}"
        order = {"order": order, "seed": seed, "block": block, "window": window}
        super().__init__(client, name, found, root, order, training, cache)


class View(_Source):
    """A view: by its digest, or by a recipe, which is then kept and needs a token that may write.

    Its own order holds unless `order` or `seed` asks for another; for the rest see Dataset.
    """

    def __init__(self, url, view, token=None, seed=None, order=None, block=None, window=None,
                 timeout=60.0, training=None, cache=None):
        client = Client(url, token, timeout)
        if isinstance(view, dict):
            found = client.json("/v1/views", "POST", json.dumps(view))
        else:
            found = client.json(f"/v1/views/{view}")
        order = {"order": order, "seed": seed, "block": block, "window": window}
        super().__init__(client, found["recipe"]["dataset"], found,
                         f"/v1/views/{found['digest']}", order, training, cache)


class Mixture(_Source):
    """A mixture of views: by its digest, or by a recipe, as View takes one.

    Keys have in front which view a sample came from, and from which epoch of it: "0/12/KEY".
    """

    def __init__(self, url, mixture, token=None, seed=None, order=None, block=None, window=None,
                 timeout=60.0, training=None, cache=None):
        client = Client(url, token, timeout)
        if isinstance(mixture, dict):
            found = client.json("/v1/mixtures", "POST", json.dumps(mixture))
        else:
            found = client.json(f"/v1/mixtures/{mixture}")
        order = {"order": order, "seed": seed, "block": block, "window": window}
        super().__init__(client, None, found, f"/v1/mixtures/{found['digest']}", order, training,
                         cache)
        if cache is not None:
            for component in found["recipe"]["mixture"]:
                recipe = client.json(f"/v1/views/{component['view']}")["recipe"]
                self.label_parts += _label_parts(recipe)


class Cache:
    """Parts on a disk, by the digests of their bytes: safe between processes.

    What is read is checked against its digest; what is damaged is fetched again. Within a
    sixty-fourth of the limit for each process that writes, no more than the limit is kept: what
    was not read for the longest time goes first.
    """

    SHARE = 64  # of the limit is written between two looks at what there is

    def __init__(self, directory, limit_bytes):
        self.directory, self.limit = os.fspath(directory), limit_bytes
        os.makedirs(self.directory, exist_ok=True)
        self._written = limit_bytes  # looks when it first writes

    def get(self, parts):
        """The contents of some parts, {"digest": …, "bytes": …} each; None if not all are here."""
        path = self._path(parts)
        try:
            with open(path, "rb") as file:
                data = memoryview(file.read())
                if time.time() - os.fstat(file.fileno()).st_mtime > 60:
                    os.utime(path)
        except OSError:
            return None
        contents, offset = [], 0
        for part in parts:
            contents.append(data[offset:offset + part["bytes"]])
            offset += part["bytes"]
        if offset != len(data) or not all(map(_is, contents, parts)):
            with contextlib.suppress(OSError):
                os.unlink(path)
            return None
        return contents

    def put(self, parts, contents):
        """Keeps the contents of some parts; a disk that is full is no error."""
        size = sum(part["bytes"] for part in parts)
        if size > self.limit // self.SHARE:
            return
        path = self._path(parts)
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with tempfile.NamedTemporaryFile(
                    dir=os.path.dirname(path), prefix="new-", delete=False) as file:
                try:
                    for content in contents:
                        file.write(content)
                    file.flush()
                    os.replace(file.name, path)
                except BaseException:
                    os.unlink(file.name)
                    raise
        except OSError:
            return
        self._written += size
        if self._written > self.limit // self.SHARE:
            self._written = 0
            self._trim()

    def _path(self, parts):
        name = hashlib.sha256("".join(part["digest"] for part in parts).encode()).hexdigest()
        return os.path.join(self.directory, name[:2], name)

    def _trim(self):
        with open(os.path.join(self.directory, "lock"), "wb") as lock:
            if fcntl:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    return  # another process is at it
            self._remove_oldest()

    def _remove_oldest(self):
        entries, total, now = [], 0, time.time()
        for folder in os.scandir(self.directory):
            if not folder.is_dir():
                continue
            for entry in os.scandir(folder.path):
                with contextlib.suppress(OSError):
                    found = entry.stat()
                    # What a process that has ended was about to write.
                    left = entry.name.startswith("new-") and now - found.st_mtime > 3600
                    entries.append((0 if left else found.st_mtime, found.st_size, entry.path))
                    total += found.st_size
        entries.sort()
        for modified, size, path in entries:
            if modified and total <= self.limit:
                break
            with contextlib.suppress(OSError):
                os.unlink(path)
            total -= size


def _is(content, part):
    return "sha256:" + hashlib.sha256(content).hexdigest() == part["digest"]


class Stream(_Base):
    """One rank's samples of an epoch: dicts of parts by name, with the key as "__key__".

    tail    what becomes of samples that do not divide among the ranks: keep, repeat or drop
    steps   samples of one request
    form    "tar", or "lines": parts are then read as JSON lines, which suits small texts
    parts   with "lines": the names of the parts that are wanted, as str, or bytes if no UTF-8
    verify  with "tar": checks each part against its SHA-256, which costs 1 KiB and 0.5 ns a byte

    A sample of lines has also "__index__", "__fields__" and, in a view with labels, "__labels__".
    With a cache, only the parts that are not in it are asked for.

    In a torch DataLoader, `steps` must be its batch_size: workers take runs of so many samples in
    turn, as the loader takes batches from them, so the order does not depend on their number. The
    state is then that of the main process: state_after(samples that were taken).
    """

    def __init__(self, data, epoch=0, rank=0, world=1, tail="keep", steps=1000, form="tar",
                 parts=(), prefetch=PREFETCH_BLOCKS, verify=False):
        if not 0 <= rank < world:
            raise ValueError(f"rank {rank} of {world}")
        if tail not in ("keep", "repeat", "drop") or form not in ("tar", "lines"):
            raise ValueError(f"tail {tail!r}, form {form!r}")
        self.data, self.rank, self.world, self.tail = data, rank, world, tail
        self.steps, self.form, self.parts, self.prefetch = steps, form, tuple(parts), prefetch
        self.verify = verify
        self._epoch, self._index = epoch, 0
        self._owed = []  # what ranks of an earlier world left: (epoch, rank, world, from, to)
        self._ends = False  # the next iteration only ends an epoch with what was left of it

    # State

    @property
    def epoch(self):
        return self._epoch

    def set_epoch(self, epoch):
        """Begins another epoch."""
        self._epoch, self._index, self._owed, self._ends = epoch, 0, [], False

    def state_dict(self):
        """Where this stream stands: `at` counts the samples that a world in step has read."""
        if self._owed:
            raise Error("read what the earlier world has left first: until then there is no state")
        return self._state(self._epoch * self.data.length + self._index)

    def state_after(self, samples):
        """The state when this rank has read so many samples from where it stands."""
        end = self._index + samples * self.world
        return self._state(self._epoch * self.data.length + min(end, self.data.length))

    def _state(self, at):
        return {"at": at, "rank": self.rank, "world": self.world, "tail": self.tail,
                "digest": self.data.digest, **self.data.order}

    def load_state_dict(self, state):
        """Goes on where a world stood, whatever its size: the state of one rank if all were in
        step, or a list with those of all ranks.

        Ranks that were out of step leave samples behind; they are dealt to the ranks of this
        world, which read them first. Nothing is read twice or not at all.
        """
        states = list(state) if isinstance(state, (list, tuple)) else [state]
        for one in states:
            expected = {"digest": self.data.digest, "tail": self.tail, **self.data.order}
            for name, value in expected.items():
                if one.get(name) != value:
                    raise ValueError(f"the state has {name} {one.get(name)!r}, this {value!r}")
        at, length = max(one["at"] for one in states), max(1, self.data.length)
        owed = []
        for one in states:
            epoch, index = divmod(one["at"], length)
            while epoch * length + index < at:
                end = min(length, at - epoch * length)
                owed.append((epoch, one["rank"], one["world"], index, end))
                epoch, index = epoch + 1, 0
        self._owed = owed[self.rank::self.world]
        self._epoch, self._index = divmod(at, length)
        self._ends = bool(owed) and self._index == 0

    # Reading

    def __len__(self):
        """Samples that are left in this epoch."""
        return self._count(self.rank, self.world, self._index, self.data.length)

    def _count(self, rank, world, start, end):
        whole, rest = divmod(end - start, world)
        return whole + {"keep": rank < rest, "repeat": rest > 0, "drop": False}[self.tail]

    def __iter__(self):
        """Reads the epoch to its end; the next iteration is the next epoch."""
        worker, workers = self._worker()
        for epoch, rank, world, start, end in self._owed[worker::workers]:
            yield from self._runs(epoch, rank, world, start, end, 0, 1, False)
        self._owed = []
        if self._ends:
            self._ends = False
            return
        yield from self._runs(self._epoch, self.rank, self.world, self._index, self.data.length,
                              worker, workers, True)
        self._epoch, self._index = self._epoch + 1, 0

    def _worker(self):
        if not _torch:
            return 0, 1
        found = _torch.utils.data.get_worker_info()
        return (found.id, found.num_workers) if found else (0, 1)

    def _runs(self, epoch, rank, world, start, end, worker, workers, counts):
        """The samples of a cut, one request after another; `counts` when they move the state."""
        total = self._count(rank, world, start, end)
        # Made when they are asked for: an epoch may have tens of thousands.
        runs = ((self._target(epoch, rank, world, start + first * world, end, steps), steps)
                for first, steps in self._cuts(total, worker, workers))
        client, cache = self.data.client.copy(), self.data.cache
        if self.form == "lines":
            samples = _Lines(client, runs, self.prefetch)
        elif cache is None:
            samples = _Tars(client, runs, self.prefetch)
        else:
            samples = _Cached(client, runs, self.prefetch, self.data)
        done = 0
        for sample in samples:
            done += 1
            if counts and workers == 1:
                self._index = min(start + done * world, end)
            yield sample
        expected = sum(steps for _, steps in self._cuts(total, worker, workers))
        if done != expected:
            raise Error(f"{done} samples came where {expected} were promised")

    def _cuts(self, total, worker, workers):
        """Where a worker's requests begin, and how many samples each has; the first has few."""
        for first in range(worker * self.steps, total, workers * self.steps):
            steps = min(self.steps, total - first)
            if first == worker * self.steps and steps > FIRST_STEPS:
                yield first, FIRST_STEPS
                first, steps = first + FIRST_STEPS, steps - FIRST_STEPS
            yield first, steps

    def _target(self, epoch, rank, world, start, end, steps):
        query = {**self.data.order, "from": start, "to": end, "steps": steps, "tail": self.tail}
        if self.data.training is not None:
            query["training"] = self.data.training
        lines = self.form == "lines" or self.data.cache is not None
        parts = self.parts if self.form == "lines" else self.data.label_parts
        if lines and parts:
            query["parts"] = ",".join(parts)
        form = "jsonl" if lines else "tar"
        if self.verify and not lines:
            query["checksums"] = "sha256"
        return (f"{self.data.root}/epochs/{epoch}/ranks/{rank}-of-{world}.{form}?"
                + urllib.parse.urlencode(query))


class _Ahead:
    """What a thread makes, some of it ahead of the reader."""

    def __init__(self, make, limit):
        self._made, self._stopped = queue.Queue(limit), threading.Event()
        self._thread = threading.Thread(target=self._run, args=(make,), daemon=True)
        self._thread.start()

    def _run(self, make):
        try:
            for item in make(self._stopped):
                if not self._put((item, None)):
                    return
            self._put((None, None))
        except BaseException as error:  # the reader raises it
            self._put((None, error))

    def _put(self, entry):
        while not self._stopped.is_set():
            try:
                self._made.put(entry, timeout=0.1)
                return True
            except queue.Full:
                pass
        return False

    def __iter__(self):
        try:
            while True:
                item, error = self._made.get()
                if error:
                    raise error
                if item is None:
                    return
                yield item
        finally:
            self._stopped.set()


def _Tars(client, runs, prefetch):
    """The samples of some tars."""
    def blocks(stopped):
        buffers = _Buffers(prefetch + 2)  # one is filled, and one is walked through
        try:
            for target, steps in runs:
                yield from _blocks(client, target, stopped, buffers)
                yield steps
        finally:
            client.close()

    walk = _TarWalk()
    for block in _Ahead(blocks, prefetch):
        if isinstance(block, int):
            yield from walk.finish(block)
        else:
            yield from walk.feed(block)


def _references(objects, index):
    return sys.getrefcount(objects[index])


class _Buffers:
    """Memory to receive into, used again when nobody has a part of it any more: to clear new pages
    costs as much as to receive into them."""

    # References to an object that only a list has, where they are counted exactly; else nothing is
    # used again.
    _FREE = (_references([bytearray(1)], 0)
             if sys.implementation.name == "cpython"
             and getattr(sys, "_is_gil_enabled", lambda: True)() else None)

    def __init__(self, limit):
        self._kept, self._limit, self._size = [], limit, FIRST_BYTES

    def take(self, size):
        """Memory of at most so many bytes."""
        size, self._size = min(size, self._size), min(2 * self._size, BLOCK_BYTES)
        for index in range(len(self._kept)):
            if _references(self._kept, index) == self._FREE:
                return memoryview(self._kept[index])[:size]
        buffer = bytearray(size)
        if self._FREE and size == BLOCK_BYTES and len(self._kept) < self._limit:
            self._kept.append(buffer)
        return memoryview(buffer)


def _blocks(client, target, stopped, buffers):
    """The bytes of an answer in blocks. After a break it goes on where it broke off."""
    received, length, etag = 0, None, None
    pauses = _pauses()
    while length is None or received < length:
        if stopped.is_set():
            return
        pause = next(pauses)
        try:
            fields = {"Range": f"bytes={received}-", "If-Range": etag} if received else {}
            answer = client.open(target, fields)
            named, count = answer.getheader("ETag", ""), answer.getheader("Content-Length", "")
            if not named.endswith('"') or not count.isdigit():
                raise _Broken("the head broke off")
            if not received:
                etag, length = named, int(count)
            elif answer.status != 206 or named != etag:
                raise Error(f"{target}: the tar has changed while it was read")
            while received < length and not stopped.is_set():
                block, filled = buffers.take(length - received), 0
                while filled < len(block):
                    try:
                        count = answer.readinto(block[filled:])
                    except (OSError, http.client.HTTPException) as error:
                        count, broken = 0, error
                    else:
                        broken = "the connection was closed"
                    if not count:
                        if filled:
                            received += filled
                            pauses = _pauses()
                            yield block[:filled]
                        raise _Broken(str(broken))
                    filled += count
                received += filled
                pauses = _pauses()
                yield block
            answer.read()  # nothing is left: the connection can be used again
        except _Broken as error:
            client.close()
            pause(error)


class _TarWalk:
    """Finds the members of a tar in blocks of its bytes, and the samples among them.

    Only a member that stands in two blocks is copied.
    """

    def __init__(self):
        self._parts, self._have = [], 0  # of a member that is not whole yet
        self._need = 512                 # bytes of it, as far as is known
        self._key, self._sample = None, None
        self._pax = {}
        self._ended, self._count = False, 0

    def feed(self, block):
        while self._have and not self._ended:
            take = self._need - self._have
            self._parts.append(block[:take])
            self._have += len(self._parts[-1])
            if self._have < self._need:
                return
            block, joined = block[take:], memoryview(b"".join(self._parts))
            self._parts, self._have = [], 0
            yield from self._walk(joined)
        yield from self._walk(block)

    def _walk(self, data):
        offset, end = 0, len(data)
        while end - offset >= 512 and not self._ended:
            header = data[offset:offset + 512].tobytes()
            if header[0] == 0:
                self._ended = True
                return
            if header[257:262] != b"ustar":
                raise Error("no tar header where one must be")
            size = int(self._pax["size"]) if "size" in self._pax else _number(header[124:136])
            self._need = 512 + (size + 511) // 512 * 512
            if end - offset < self._need:
                break
            content = data[offset + 512:offset + 512 + size]
            offset += self._need
            self._need = 512
            kind = header[156]
            if kind == 0x78:  # x: attributes of the next member
                self._pax = _attributes(content.tobytes())
                continue
            path = self._pax.get("path") or _path(header)
            checksum = self._pax.get("CAIRN.sha256")
            if checksum and hashlib.sha256(content).hexdigest() != checksum:
                raise Error(f"{path}: what came is not what its digest names")
            self._pax = {}
            slash = path.rfind("/") + 1
            dot = path.index(".", slash)
            key, part = path[:dot], path[dot + 1:]
            if key != self._key or part in self._sample:
                if self._sample is not None:
                    self._count += 1
                    yield self._sample
                self._key, self._sample = key, {"__key__": key}
            self._sample[part] = content
        if offset < end and not self._ended:
            self._parts, self._have = [data[offset:]], end - offset

    def finish(self, steps):
        """The last sample of a tar that must have had so many."""
        if not self._ended:
            raise Error("the tar has no end")
        if self._sample is not None:
            self._count += 1
            yield self._sample
        if self._count != steps:
            raise Error(f"the tar has {self._count} samples where {steps} were promised")
        self.__init__()


def _path(header):
    name, prefix = header[:100].split(b"\0", 1)[0], header[345:500].split(b"\0", 1)[0]
    return (prefix + b"/" + name if prefix else name).decode()


def _number(field):
    """A size: octal digits, or base 256 above 8 GiB."""
    if field[0] & 0x80:
        return int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
    return int(field.strip(b" \0") or b"0", 8)


def _attributes(content):
    """The records of a pax header: "LENGTH NAME=VALUE\\n"."""
    attributes = {}
    while content:
        length = int(content.split(b" ", 1)[0])
        name, _, value = content[:length - 1].split(b" ", 1)[1].partition(b"=")
        attributes[name.decode()] = value.decode()
        content = content[length:]
    return attributes


def _Lines(client, runs, prefetch):
    """The samples of some answers of JSON lines."""
    def pieces(stopped):
        try:
            for target, steps in runs:
                yield from _line_pieces(client, target, steps, stopped)
        finally:
            client.close()

    for lines in _Ahead(pieces, prefetch):
        for line in lines:
            found = json.loads(line)
            sample = {"__key__": _key(found), "__index__": found["index"],
                      "__fields__": found["fields"]}
            if "labels" in found:
                sample["__labels__"] = found["labels"]
            sample.update(found.get("texts", {}))
            for name, text in found.get("bytes", {}).items():
                sample[name] = base64.b64decode(text)
            yield sample


def _Cached(client, runs, prefetch, data):
    """The samples of some runs, from the cache of `data` where it has them."""
    def groups(stopped):
        other = client.copy()  # lines go on while parts are fetched
        try:
            for target, steps in runs:
                group, size = [], 0
                for lines in _line_pieces(other, target, steps, stopped):
                    for line in lines:
                        group.append(json.loads(line))
                        size += sum(part["bytes"] for part in group[-1]["parts"].values())
                        if size >= GROUP_BYTES or len(group) == GROUP_SAMPLES:
                            yield _fill(client, data, group)
                            group, size = [], 0
                if group:
                    yield _fill(client, data, group)
        finally:
            client.close()
            other.close()

    for samples in _Ahead(groups, prefetch):
        yield from samples


def _fill(client, data, lines):
    """The samples of some lines, with all that is sent of them."""
    stored = [list(line["parts"].values()) for line in lines]
    contents = [data.cache.get(parts) if parts else [] for parts in stored]
    missing = {}
    for number, found in enumerate(contents):
        if found is None:
            view = lines[number].get("view")  # of a mixture
            missing.setdefault(f"/v1/views/{view}" if view else data.root, []).append(number)
    for root, numbers in missing.items():
        batch = _batch(client, root, [lines[number]["key"] for number in numbers])
        for number, sample in zip(numbers, batch):
            contents[number] = [sample[name] for name in lines[number]["parts"]]
            if not all(map(_is, contents[number], stored[number])):
                raise Error(f"{lines[number]['key']}: what came is not what its digest names")
            data.cache.put(stored[number], contents[number])
    samples = []
    for line, found in zip(lines, contents):
        sample = {"__key__": _key(line), **dict(zip(line["parts"], found))}
        for name, text in line.get("texts", {}).items():
            sample[name] = memoryview(text.encode())
        samples.append(sample)
    return samples


def _key(line):
    """What a sample of lines is called in a tar."""
    folder = f"{line['component']}/{line['pass']}/" if "component" in line else ""
    return folder + line["key"]


def _batch(client, root, keys):
    """The samples of some keys, in their order, by one request."""
    body = json.dumps({"samples": keys})
    for pause in _pauses():
        try:
            answer = client.open(f"{root}/samples.tar", {"Content-Type": "application/json"},
                                 "QUERY", body)
            walk, block = _TarWalk(), memoryview(client.read(answer))
            return [*walk.feed(block), *walk.finish(len(keys))]
        except _Broken as error:
            client.close()
            pause(error)


def _line_pieces(client, target, steps, stopped):
    """Lists of whole lines. After a break the lines that were read are asked for no more."""
    path, _, text = target.partition("?")
    query = dict(urllib.parse.parse_qsl(text))
    world = int(path.rsplit("-of-", 1)[1].split(".")[0])
    start, done, pauses = int(query["from"]), 0, _pauses()
    while done < steps and not stopped.is_set():
        pause = next(pauses)
        query["from"], query["steps"] = start + done * world, steps - done
        try:
            answer, left = client.open(path + "?" + urllib.parse.urlencode(query)), b""
            while not stopped.is_set():
                try:
                    piece = answer.read1(1 << 20)
                except (OSError, http.client.HTTPException) as error:
                    raise _Broken(f"{type(error).__name__}: {error}") from error
                if not piece:
                    break
                *lines, left = (left + piece).split(b"\n")
                if lines:
                    done += len(lines)
                    pauses = _pauses()
                    yield lines
            if done < steps and not stopped.is_set():
                raise _Broken("the lines ended too early")
        except _Broken as error:
            client.close()
            pause(error)


class Order:
    """The order of an epoch, computed here as Docs/ORDER.md says: position(index), index(position).

    Nothing needs it to read a dataset; it answers which samples a run has seen, and when.
    """

    def __init__(self, count, seed=0, epoch=0, order="shuffled", block=256, window=16):
        self.count, self._seed, self._epoch, self._kind = count, seed, epoch, order
        if order == "shuffled":
            self._all = _Permutation(count, seed, epoch, 0, 0)
        elif order == "windowed":
            self._block, self._window = block, block * window
            self._short = count % block
            blocks = -(-count // block)
            self._blocks = _Permutation(blocks, seed, epoch, 1, 0)
            self._short_place = self._blocks.preimage(blocks - 1) if self._short else blocks
        elif order != "sequential":
            raise ValueError(f"no order {order!r}")

    def position(self, index):
        """The position of the sample that comes at an index."""
        if self._kind != "windowed":
            return index if self._kind == "sequential" else self._all.image(index)
        start, inside = self._inside(index)
        line = start + inside.image(index - start)
        short_end = self._short_place * self._block + self._short
        if line < short_end:
            place, rest = divmod(line, self._block)
        else:
            place, rest = divmod(line - short_end, self._block)
            place += self._short_place + 1
        return self._blocks.image(place) * self._block + rest

    def index(self, position):
        """The index at which the sample of a position comes."""
        if self._kind != "windowed":
            return position if self._kind == "sequential" else self._all.preimage(position)
        block, rest = divmod(position, self._block)
        place = self._blocks.preimage(block)
        line = place * self._block + rest
        if place > self._short_place:
            line += self._short - self._block
        start, inside = self._inside(line)
        return start + inside.preimage(line - start)

    def _inside(self, index):
        number = index // self._window
        start = number * self._window
        length = min(self._window, self.count - start)
        return start, _Permutation(length, self._seed, self._epoch, 2, number)


class _Permutation:
    _MASK = (1 << 64) - 1

    def __init__(self, count, seed, epoch, purpose, instance):
        self.count = count
        self._half = max(1, (max(0, count - 1).bit_length() + 1) // 2)
        rounds = 12 if self._half < 8 else 6
        numbers = struct.pack(">QQQ", seed, epoch, instance)
        keys = []
        for block in range(-(-rounds // 4)):
            digest = hashlib.sha256(b"cairn/order/1" + bytes((purpose, block)) + numbers).digest()
            keys += struct.unpack(">4Q", digest)
        self._keys = keys[:rounds]

    def _mix(self, half, key):
        mixed = (half + key) * 0x9E3779B97F4A7C15 & self._MASK
        mixed ^= mixed >> 32
        return (mixed * 0xD6E8FEB86659FD93 & self._MASK) >> (64 - self._half)

    def image(self, index):
        return self._walk(index, self._keys, False)

    def preimage(self, image):
        return self._walk(image, self._keys[::-1], True)

    def _walk(self, value, keys, backwards):
        lower = (1 << self._half) - 1
        while True:
            left, right = value >> self._half, value & lower
            if backwards:
                left, right = right, left
            for key in keys:
                left, right = right, left ^ self._mix(right, key)
            if backwards:
                left, right = right, left
            value = left << self._half | right
            if value < self.count:
                return value
