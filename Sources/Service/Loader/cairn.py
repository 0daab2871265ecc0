"""Reads datasets of a Cairn daemon: one file, no dependencies, Python 3.9 or later.

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
"""
import base64
import hashlib
import http.client
import json
import queue
import random
import struct
import sys
import threading
import time
import urllib.parse

__all__ = ["Client", "Dataset", "Error", "Order", "Stream"]

BLOCK_BYTES = 4 << 20  # received at once, at most; samples inside one block are not copied
PREFETCH_BLOCKS = 4    # received ahead of the reader
TRIES = 8              # of a request without a byte of progress between them
LONGEST_PAUSE = 10.0   # seconds between two tries

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

    def open(self, target, fields=None):
        """The answer to one GET: an open http.client.HTTPResponse of status 200 or 206."""
        fields = dict(fields or {})
        if self.token:
            fields["Authorization"] = "Bearer " + self.token
        try:
            if not self._connection:
                secure = self._parts.scheme == "https"
                kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
                self._connection = kind(
                    self._parts.hostname, self._parts.port, timeout=self.timeout)
            self._connection.request("GET", self._parts.path.rstrip("/") + target, headers=fields)
            answer = self._connection.getresponse()
            if answer.status in (200, 206):
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

    def json(self, target):
        """The document at a target."""
        for pause in _pauses():
            try:
                answer = self.open(target)
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


class Dataset:
    """The samples of a version, in the order of a seed.

    training    what the training run calls itself: the server then keeps which samples it was given
    """

    def __init__(self, url, name, version="latest", token=None, seed=0, order="shuffled",
                 block=None, window=None, timeout=60.0, training=None):
        self.client = Client(url, token, timeout)
        found = self.client.json(f"/v1/datasets/{name}/versions/{version}")
        self.name, self.digest, self.length = name, found["digest"], found["samples"]
        # Named by digest: what is read later is what was found now.
        self.root = f"/v1/datasets/{name}/versions/{self.digest}"
        self.order = {"order": order, "seed": seed}
        self.training = training
        if block is not None:
            self.order["block"] = block
        if window is not None:
            self.order["window"] = window

    def __len__(self):
        return self.length

    def stream(self, epoch=0, rank=0, world=1, **options):
        """What one rank of a world reads of an epoch; see Stream."""
        return Stream(self, epoch, rank, world, **options)


class Stream(_Base):
    """One rank's samples of an epoch: dicts of parts by name, with the key as "__key__".

    tail    what becomes of samples that do not divide among the ranks: keep, repeat or drop
    steps   samples of one request
    form    "tar", or "lines": parts are then read as JSON lines, which suits small texts
    parts   with "lines": the names of the parts that are wanted, as str, or bytes if no UTF-8

    In a torch DataLoader, `steps` must be its batch_size: workers take runs of so many samples in
    turn, as the loader takes batches from them, so the order does not depend on their number. The
    state is then that of the main process: state_after(samples that were taken).
    """

    def __init__(self, data, epoch=0, rank=0, world=1, tail="keep", steps=1000, form="tar",
                 parts=(), prefetch=PREFETCH_BLOCKS):
        if not 0 <= rank < world:
            raise ValueError(f"rank {rank} of {world}")
        if tail not in ("keep", "repeat", "drop") or form not in ("tar", "lines"):
            raise ValueError(f"tail {tail!r}, form {form!r}")
        self.data, self.rank, self.world, self.tail = data, rank, world, tail
        self.steps, self.form, self.parts, self.prefetch = steps, form, tuple(parts), prefetch
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
        runs = []
        for first in range(worker * self.steps, total, workers * self.steps):
            steps = min(self.steps, total - first)
            runs.append((self._target(epoch, rank, world, start + first * world, end, steps), steps))
        read = _Lines if self.form == "lines" else _Tars
        done = 0
        for sample in read(self.data.client.copy(), runs, self.prefetch):
            done += 1
            if counts and workers == 1:
                self._index = min(start + done * world, end)
            yield sample
        expected = sum(steps for _, steps in runs)
        if done != expected:
            raise Error(f"{done} samples came where {expected} were promised")

    def _target(self, epoch, rank, world, start, end, steps):
        query = {**self.data.order, "from": start, "to": end, "steps": steps, "tail": self.tail}
        if self.data.training is not None:
            query["training"] = self.data.training
        if self.form == "lines" and self.parts:
            query["parts"] = ",".join(self.parts)
        form = "jsonl" if self.form == "lines" else "tar"
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
        try:
            for target, steps in runs:
                yield from _blocks(client, target, stopped)
                yield steps
        finally:
            client.close()

    walk = _TarWalk()
    for block in _Ahead(blocks, prefetch):
        if isinstance(block, int):
            yield from walk.finish(block)
        else:
            yield from walk.feed(block)


def _blocks(client, target, stopped):
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
                block = memoryview(bytearray(min(BLOCK_BYTES, length - received)))
                filled = 0
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
            sample = {"__key__": found["key"], "__index__": found["index"],
                      "__fields__": found["fields"]}
            sample.update(found.get("texts", {}))
            for name, text in found.get("bytes", {}).items():
                sample[name] = base64.b64decode(text)
            yield sample


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
