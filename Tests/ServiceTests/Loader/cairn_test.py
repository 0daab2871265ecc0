"""Tests of Sources/Service/Loader/cairn.py against a daemon that LoaderTests.swift has started.

    CAIRN_URL=… CAIRN_TOKEN=… CAIRN_LOADER=DIRECTORY CAIRN_VECTORS=order.json cairn_test.py [NAME]
"""
import io
import json
import os
import random
import socket
import subprocess
import sys
import tarfile
import threading
import tempfile
import types
import unittest
import urllib.request

sys.path.insert(0, os.environ["CAIRN_LOADER"])
import cairn

URL, TOKEN = os.environ["CAIRN_URL"], os.environ["CAIRN_TOKEN"]
NAME = "loader/samples"


def make_samples():
    """Members of all sizes around blocks, some empty, a long key, one larger than a block."""
    generator = random.Random(1)
    samples = {}
    for number in range(137):
        size = generator.choice((0, 1, 511, 512, 513, 3000, 70_000))
        samples[f"set/{number:06}"] = {
            "bin": generator.randbytes(size), "txt": f"text {number} ü".encode()}
    samples["long/" + "x" * 200] = {"bin": b"long", "txt": b"pax"}
    samples["big"] = {"bin": generator.randbytes(9 << 20), "txt": b"big"}
    return samples


SAMPLES = make_samples()


def post(target, body, kind):
    request = urllib.request.Request(URL + target, body, {
        "Authorization": "Bearer " + TOKEN, "Content-Type": kind})
    with urllib.request.urlopen(request) as answer:
        return answer.read()


def setUpModule():
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for key, parts in SAMPLES.items():
            for name, content in parts.items():
                member = tarfile.TarInfo(f"{key}.{name}")
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))
    try:
        namespace, name = NAME.split("/")
        post("/v1/datasets", json.dumps({"namespace": namespace, "name": name}).encode(),
             "application/json")
        post(f"/v1/datasets/{NAME}/commits", archive.getvalue(), "application/x-tar")
    except urllib.error.HTTPError as error:
        if error.code != 409:
            raise


def dataset(url=URL, **options):
    return cairn.Dataset(url, NAME, token=TOKEN, **{"seed": 5, **options})


def keys(stream):
    return [sample["__key__"] for sample in stream]


class CuttingProxy:
    """Passes bytes between client and daemon, and cuts each connection after some of them."""

    def __init__(self, *limits):
        self.limits, self.cut_count = list(limits), 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        host, port = URL.split("//")[1].split(":")
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            limit = self.limits.pop(0) if self.limits else None
            server = socket.create_connection((host, int(port)))
            threading.Thread(target=self.copy, args=(client, server, None), daemon=True).start()
            threading.Thread(target=self.copy, args=(server, client, limit), daemon=True).start()

    def copy(self, source, target, limit):
        try:
            while piece := source.recv(65536 if limit is None else min(65536, limit)):
                target.sendall(piece)
                if limit is not None:
                    limit -= len(piece)
                    if limit == 0:
                        self.cut_count += 1
                        break
        except OSError:
            pass
        for one in (source, target):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self.listener.close()


class LoaderTest(unittest.TestCase):
    def test_an_epoch_has_every_sample_once_with_its_bytes(self):
        seen = {}
        for sample in dataset().stream(epoch=3, steps=20):
            key = sample.pop("__key__")
            self.assertNotIn(key, seen)
            seen[key] = {name: bytes(content) for name, content in sample.items()}
        self.assertEqual(seen, SAMPLES)

    def test_lines_bring_the_same_samples_in_the_same_order(self):
        # Parts of over 1 MiB are only named in lines.
        data = dataset()
        lines = list(data.stream(form="lines", parts=("txt", "bin"), steps=50))
        self.assertEqual([line["__key__"] for line in lines], keys(data.stream()))
        for line in lines:
            parts = SAMPLES[line["__key__"]]
            self.assertEqual(line["txt"].encode(), parts["txt"])
            if len(parts["bin"]) <= 1 << 20 and "bin" in line:
                content = line["bin"]
                content = content.encode() if isinstance(content, str) else content
                self.assertEqual(content, parts["bin"])

    def test_epochs_differ_and_the_same_epoch_is_the_same(self):
        data = dataset()
        first = keys(data.stream(epoch=0))
        self.assertEqual(first, keys(data.stream(epoch=0, steps=7)))
        self.assertNotEqual(first, keys(data.stream(epoch=1)))
        self.assertNotEqual(first, keys(dataset(seed=6).stream(epoch=0)))

    def test_iterating_again_is_the_next_epoch(self):
        data = dataset()
        stream = data.stream(epoch=4)
        self.assertEqual(keys(stream), keys(data.stream(epoch=4)))
        self.assertEqual(stream.epoch, 5)
        self.assertEqual(keys(stream), keys(data.stream(epoch=5)))

    def test_worlds_that_change_in_the_middle_lose_and_repeat_nothing(self):
        data = dataset()
        for seed in range(25):
            generator = random.Random(seed)
            state, seen = None, []
            while len(seen) < len(SAMPLES):
                world = generator.randint(1, 9)
                steps = generator.randint(1, 60)
                streams = [data.stream(rank=rank, world=world, form="lines", steps=20)
                           for rank in range(world)]
                for stream in streams:
                    if state:
                        stream.load_state_dict(state)
                    for _, sample in zip(range(min(steps, len(stream))), stream):
                        seen.append(sample["__key__"])
                # All ranks that have not finished have the same state.
                states = [stream.state_dict()["at"] for stream in streams]
                state = {**streams[0].state_dict(), "at": max(states)}
            self.assertEqual(sorted(seen), sorted(SAMPLES), f"seed {seed}")

    def test_ranks_out_of_step_leave_nothing_behind(self):
        data = dataset()
        for seed in range(25):
            generator = random.Random(seed)
            seen, states = [], []
            old, new = generator.randint(1, 6), generator.randint(1, 6)
            for rank in range(old):
                stream = data.stream(rank=rank, world=old, form="lines", steps=20)
                steps = generator.randint(0, len(stream))
                for _, sample in zip(range(steps), stream):
                    seen.append(sample["__key__"])
                states.append(json.loads(json.dumps(stream.state_dict())))
            for rank in range(new):
                stream = data.stream(rank=rank, world=new, form="lines", steps=20)
                stream.load_state_dict(states)
                seen += keys(stream)
            self.assertEqual(sorted(seen), sorted(SAMPLES), f"seed {seed}")

    def test_a_state_goes_on_exactly_where_it_was_taken(self):
        data = dataset()
        whole = keys(data.stream(epoch=2))
        stream = data.stream(epoch=2, steps=11)
        first = [sample["__key__"] for _, sample in zip(range(30), stream)]
        other = data.stream(steps=13)
        other.load_state_dict(stream.state_dict())
        self.assertEqual(first + keys(other), whole)
        self.assertEqual(stream.state_dict()["at"], 2 * len(SAMPLES) + 30)

    def test_the_state_of_other_data_is_refused(self):
        state = dataset().stream().state_dict()
        for other in (dataset(seed=6), dataset(order="sequential")):
            with self.assertRaises(ValueError):
                other.stream().load_state_dict(state)

    def test_the_server_keeps_what_a_training_was_given(self):
        data = dataset(training="net-1")
        for rank in range(2):
            keys(data.stream(epoch=3, rank=rank, world=2, steps=20))
        entries = data.client.json("/v1/trainings/net-1/deliveries")["deliveries"]
        given = [(entry["epoch"], entry["rank"], entry["worldSize"]) for entry in entries]
        self.assertEqual(given, [(3, 0, 2), (3, 1, 2)])
        self.assertEqual(sum(entry["steps"] for entry in entries), len(data))
        order = keys(dataset().stream(epoch=3))
        found = data.client.json(f"{data.root}/samples/big/deliveries")["deliveries"]
        self.assertEqual([entry["index"] for entry in found], [order.index("big")])

    def test_equal_tails_give_every_rank_the_same_number(self):
        data = dataset()
        for tail in ("repeat", "drop"):
            counts = {len(keys(data.stream(rank=rank, world=10, tail=tail, form="lines")))
                      for rank in range(10)}
            self.assertEqual(counts, {len(SAMPLES) // 10 + (tail == "repeat")})

    def test_a_broken_connection_goes_on_where_it_broke(self):
        expected = [(sample["__key__"], bytes(sample["bin"])) for sample in dataset().stream()]
        proxy = CuttingProxy(None, 100, 50_000, 3_000_000, 1, 5_000_000)
        seen = [(sample["__key__"], bytes(sample["bin"]))
                for sample in dataset(proxy.url).stream()]
        proxy.close()
        self.assertEqual(seen, expected)
        self.assertEqual(proxy.cut_count, 5)

    def test_broken_lines_are_not_read_twice(self):
        proxy = CuttingProxy(None, 100, 2_000, 9_000, 1)
        stream = dataset(proxy.url).stream(form="lines", world=2, rank=1)
        self.assertEqual(keys(stream), keys(dataset().stream(world=2, rank=1)))
        proxy.close()
        self.assertEqual(proxy.cut_count, 4)

    def test_workers_take_batches_in_turn_whatever_their_number(self):
        data, batch = dataset(), 8
        whole = keys(data.stream(form="lines"))
        for workers in (1, 2, 3, 5):
            batches = []
            for worker in range(workers):
                stream = data.stream(form="lines", steps=batch)
                stream._worker = lambda worker=worker: (worker, workers)
                mine = keys(stream)
                batches.append([mine[i:i + batch] for i in range(0, len(mine), batch)])
            # As the DataLoader takes them: one from each worker in turn.
            merged = []
            while any(batches):
                for queue in batches:
                    merged += queue.pop(0) if queue else []
            self.assertEqual(merged, whole)

    def test_torch_tells_the_worker(self):
        found = types.SimpleNamespace(id=1, num_workers=3)
        torch = types.SimpleNamespace(utils=types.SimpleNamespace(
            data=types.SimpleNamespace(get_worker_info=lambda: found)))
        before, cairn._torch = cairn._torch, torch
        try:
            self.assertEqual(dataset().stream()._worker(), (1, 3))
        finally:
            cairn._torch = before

    def test_parts_are_verified_where_that_is_asked_for(self):
        data = dataset()
        stream = data.stream(verify=True, steps=1000)
        self.assertEqual(
            [(sample["__key__"], bytes(sample["bin"])) for sample in stream],
            [(sample["__key__"], bytes(sample["bin"])) for sample in data.stream()])
        target = stream._target(0, 0, 1, 0, len(data), 1000)
        content = bytearray(data.client.read(data.client.open(target)))
        place = content.index(b"text 7 ")
        content[place] ^= 1
        with self.assertRaisesRegex(cairn.Error, "digest"):
            list(cairn._TarWalk().feed(memoryview(content)))

    def test_members_within_a_block_are_not_copied(self):
        blocks = set()
        for sample in dataset().stream():
            if sample["__key__"] != "big":
                blocks.add(id(sample["txt"].obj))
        # 12 MB come in few blocks of 4 MiB; a member that straddles two has bytes of its own.
        self.assertLessEqual(len(blocks), 8)

    def test_a_reader_that_stops_ends_its_thread(self):
        before = threading.active_count()
        stream = iter(dataset().stream(steps=5))
        next(stream)
        self.assertGreater(threading.active_count(), before)
        stream.close()
        for thread in threading.enumerate():
            if thread is not threading.current_thread() and thread.daemon:
                thread.join(timeout=10)
        self.assertEqual(threading.active_count(), before)

    def test_the_daemon_orders_as_the_document_says(self):
        for options in ({"order": "shuffled"}, {"order": "sequential"},
                        {"order": "windowed", "block": 4, "window": 3}):
            data = dataset(**options)
            order = cairn.Order(len(data), 5, 1, **options)
            listed = data.client.json(
                f"{data.root}/epochs/1/samples?limit=1000&seed=5&"
                + "&".join(f"{name}={value}" for name, value in options.items()))["samples"]
            self.assertEqual([order.position(i) for i in range(len(data))],
                             [sample["position"] for sample in listed])

    def test_the_order_is_that_of_the_vectors(self):
        with open(os.environ["CAIRN_VECTORS"]) as file:
            vectors = json.load(file)
        for case in vectors["shuffled"]:
            order = cairn.Order(int(case["count"]), case["seed"], case["epoch"])
            for index, position in case["positions"].items():
                self.assertEqual(order.position(int(index)), int(position))
                self.assertEqual(order.index(int(position)), int(index))
        for case in vectors["windowed"]:
            order = cairn.Order(case["count"], case["seed"], case["epoch"], "windowed",
                                case["blockLength"], case["blocksPerWindow"])
            for index, position in enumerate(case["positions"]):
                self.assertEqual(order.position(index), position)
                self.assertEqual(order.index(position), index)

    def test_what_the_daemon_refuses_is_an_error_that_says_so(self):
        with self.assertRaises(cairn.Error) as caught:
            cairn.Dataset(URL, "loader/nothing", token=TOKEN)
        self.assertEqual(caught.exception.status, 404)
        with self.assertRaises(cairn.Error) as caught:
            cairn.Dataset(URL, NAME, token="wrong")
        self.assertEqual(caught.exception.status, 401)

    def test_a_daemon_that_is_not_there_is_an_error_after_some_tries(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            url = "http://127.0.0.1:%d" % listener.getsockname()[1]
        before, cairn.TRIES = cairn.TRIES, 2
        try:
            with self.assertRaises(cairn.Error):
                cairn.Dataset(url, NAME)
        finally:
            cairn.TRIES = before

    def label(self, labelset):
        """Labels the samples of the set by their numbers, and returns what was said."""
        said = {key: int(key[-1]) for key in SAMPLES if key.startswith("set/")}
        dataset().label(labelset, said, source="model:m")
        return said

    def test_a_view_is_read_as_a_dataset_with_its_labels(self):
        said = self.label("view-labels")
        recipe = {"dataset": NAME, "seed": 3, "parts": [{"name": "txt"}],
                  "filter": "@label.class < 4",
                  "labels": [{"labelset": "view-labels", "as": "cls"}]}
        data = cairn.View(URL, recipe, token=TOKEN)
        expected = {key for key, value in said.items() if value < 4}
        found = {sample["__key__"]: sample for sample in data.stream()}
        self.assertEqual(set(found), expected)
        for key, sample in found.items():
            self.assertEqual(set(sample), {"__key__", "txt", "cls"})
            self.assertEqual(bytes(sample["cls"]).decode(), str(said[key]))
        lines = list(cairn.View(URL, data.digest, token=TOKEN).stream(form="lines"))
        self.assertEqual([line["__key__"] for line in lines], list(found))
        for line in lines:
            value = line["__labels__"]["class"][0]["value"]
            self.assertEqual(value, {"class": said[line["__key__"]]})
        # Its own order holds, unless another is asked for.
        other = cairn.View(URL, data.digest, token=TOKEN, seed=4)
        self.assertNotEqual(keys(other.stream()), list(found))
        with self.assertRaises(ValueError):
            other.stream().load_state_dict(data.stream().state_dict())

    def test_a_cache_gives_the_same_and_fetches_nothing_twice(self):
        expected = [{name: bytes(part) for name, part in sample.items() if name != "__key__"}
                    for sample in dataset().stream(epoch=1)]
        with tempfile.TemporaryDirectory() as directory:
            fetched, batch = [], cairn._batch
            cairn._batch = lambda client, root, keys: (
                fetched.extend(keys) or batch(client, root, keys))
            try:
                data = dataset(cache=cairn.Cache(directory, 1 << 30))
                for epoch in (0, 1):
                    seen = [{name: bytes(part) for name, part in sample.items()
                             if name != "__key__"} for sample in data.stream(epoch=epoch, steps=60)]
                    self.assertEqual(sorted(fetched), sorted(SAMPLES))
                self.assertEqual(seen, expected)
            finally:
                cairn._batch = batch

    def test_a_mixture_draws_by_weight_with_a_cache_or_without(self):
        self.label("mixed-labels")
        views = [cairn.View(URL, {"dataset": NAME, **recipe}, token=TOKEN).digest for recipe in (
            {"filter": "@key starts \"set/\"", "seed": 1},
            {"filter": "@bytes < 100", "labels": [{"labelset": "mixed-labels", "as": "cls"}]})]
        recipe = {"samples": 90, "seed": 4, "mixture": [
            {"view": views[0], "weight": 2}, {"view": views[1], "weight": 1}]}
        data = cairn.Mixture(URL, recipe, token=TOKEN)
        def read(**options):
            return [{name: part if name == "__key__" else bytes(part)
                     for name, part in sample.items()}
                    for sample in cairn.Mixture(URL, data.digest, token=TOKEN, **options)
                    .stream(epoch=2, steps=40)]
        plain = read()
        self.assertEqual(sum(sample["__key__"].startswith("0/") for sample in plain), 60)
        self.assertEqual(len(plain), 90)
        for sample in plain:
            parts = SAMPLES[sample["__key__"].split("/", 2)[2]]
            self.assertEqual({name: sample[name] for name in parts}, parts)
        self.assertTrue(any("cls" in sample for sample in plain))
        with tempfile.TemporaryDirectory() as directory:
            cache = cairn.Cache(directory, 1 << 30)
            for _ in range(2):
                self.assertEqual(read(cache=cache), plain)
        lines = list(data.stream(epoch=2, form="lines"))
        self.assertEqual([line["__key__"] for line in lines],
                         [sample["__key__"] for sample in plain])

    def test_a_cached_view_has_its_labels(self):
        self.label("cached-labels")
        recipe = {"dataset": NAME, "labels": [
            {"labelset": "cached-labels", "as": "cls"},
            {"labelset": "cached-labels", "name": "all"}]}
        def read(**options):
            return [{name: bytes(part) if name != "__key__" else part
                     for name, part in sample.items()}
                    for sample in cairn.View(URL, recipe, token=TOKEN, **options).stream()]
        with tempfile.TemporaryDirectory() as directory:
            cache = cairn.Cache(directory, 1 << 30)
            plain = read()
            self.assertEqual(read(cache=cache), plain)
            self.assertEqual(read(cache=cache), plain)

    def test_what_is_damaged_in_a_cache_is_fetched_again(self):
        def read(cache):
            return [bytes(sample["bin"]) for sample in dataset(cache=cache).stream()]
        with tempfile.TemporaryDirectory() as directory:
            cache = cairn.Cache(directory, 1 << 30)
            expected, paths = read(cache), []
            for folder, _, names in os.walk(directory):
                paths += [os.path.join(folder, name) for name in names if name != "lock"]
            self.assertEqual(len(paths), len(SAMPLES))
            for number, path in enumerate(paths):
                with open(path, "r+b") as file:
                    if number % 3 == 0:
                        file.truncate(os.path.getsize(path) - 1)
                    elif number % 3 == 1:
                        file.write(b"\xff\xfe\xfd")
            self.assertEqual(read(cache), expected)
            self.assertEqual(read(cache), expected)

    def test_a_cache_keeps_to_its_limit_and_drops_the_oldest_first(self):
        with tempfile.TemporaryDirectory() as directory:
            cache = cairn.Cache(directory, 64_000)
            def entry(number):
                content = b"%01000d" % number
                digest = "sha256:" + cairn.hashlib.sha256(content).hexdigest()
                return [{"digest": digest, "bytes": 1000}], [content]
            for number in range(200):
                cache.put(*entry(number))
                os.utime(cache._path(entry(number)[0]), (number, number))
            kept = [number for number in range(200) if cache.get(entry(number)[0])]
            self.assertEqual(kept, list(range(200 - len(kept), 200)))
            self.assertTrue(60 <= len(kept) <= 66, len(kept))
            cache.put([{"digest": "sha256:large", "bytes": 1001}], [b"x" * 1001])
            self.assertIsNone(cache.get([{"digest": "sha256:large", "bytes": 1001}]))

    def test_processes_share_a_cache(self):
        script = ("import sys, cairn; c = cairn.Cache(sys.argv[1], 30 << 20)\n"
                  "d = cairn.Dataset(sys.argv[2], sys.argv[3], token=sys.argv[4], cache=c)\n"
                  "for epoch in range(3):\n"
                  "    print(sum(len(s['bin']) + len(s['txt']) for s in d.stream(epoch=epoch)))")
        total = sum(len(part) for parts in SAMPLES.values() for part in parts.values())
        with tempfile.TemporaryDirectory() as directory:
            processes = [subprocess.Popen(
                [sys.executable, "-c", script, directory, URL, NAME, TOKEN],
                env={**os.environ, "PYTHONPATH": os.environ["CAIRN_LOADER"]},
                stdout=subprocess.PIPE, text=True) for _ in range(4)]
            for process in processes:
                self.assertEqual(process.communicate(timeout=120)[0], f"{total}\n" * 3)
                self.assertEqual(process.returncode, 0)

    def test_labels_go_back_and_a_benchmark_scores_them(self):
        said = self.label("truth")
        data = dataset()
        data.client.json("/v1/benchmarks", "POST", json.dumps({
            "name": "loader-bench", "dataset": NAME, "reference": {"labelset": "truth"},
            "metrics": [{"name": "accuracy"}]}))
        guesses = [(key, value if value < 5 else 0, 0.75) for key, value in said.items()]
        sequence = data.label("guesses", guesses, source="model:guesser")
        self.assertEqual(data.label("guesses", guesses, source="model:guesser"), sequence)
        run = data.evaluate("loader-bench", "guesser", "guesses")
        right = sum(value < 5 for value in said.values()) / len(said)
        self.assertAlmostEqual(run["metrics"][0]["value"], right)
        with self.assertRaises(cairn.Error):
            data.label("guesses", {"nobody": 1}, source="model:guesser")
        one = data.client.json(
            f"/v1/datasets/{NAME}/labelsets/guesses/annotations?limit=1")["annotations"][0]
        self.assertEqual((one["source"], one["confidence"]), ("model:guesser", 0.75))

    def test_python_reads_a_delivery_as_any_tar(self):
        data = dataset()
        target = f"{data.root}/epochs/0/ranks/0-of-1.tar?seed=5&steps=1000"
        request = urllib.request.Request(
            URL + target, headers={"Authorization": "Bearer " + TOKEN})
        with urllib.request.urlopen(request) as answer, \
                tarfile.open(fileobj=answer, mode="r|") as tar:
            seen = {member.name: tar.extractfile(member).read() for member in tar}
        self.assertEqual(seen, {f"{key}.{name}": content for key, parts in SAMPLES.items()
                                for name, content in parts.items()})


if __name__ == "__main__":
    unittest.main()
