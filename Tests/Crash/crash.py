"""Kills the daemon, breaks its disk and takes the power away, and looks what is left.

Six proofs, each with clients that write and note what was acknowledged. After each blow
`cairnd check` must find nothing, a daemon must start, everything acknowledged must be there, and
nothing by halves.

  kill    kill -9 at a random moment, round after round on the same directory
  collect the same while everything that nothing refers to is collected and compacted at once
  sync    kill -9 before each sync of a fixed run, one after the other, and before other calls
  fault   one call fails: EIO, ENOSPC, or writes only half; the daemon answers on
  power   states of the directory that a loss of power may leave, at random moments
  repair  like collect, and after each blow the index is repaired: as it is, with a page of it
          overwritten, or from nothing. Of labels only the first has to keep any
"""

import argparse
import json
import mmap
import os
import random
import signal
import struct
import subprocess
import sys
import tempfile
import time

import journal
import work

sys.path.append(os.path.join(os.path.dirname(__file__), "../Performance"))
from daemon import START_SECONDS, admin_token, start  # noqa: E402: beside us, not among us

# The fixed run: enough for files of their own, packs, versions, labels and a checkpoint of none.
FIXED_STEPS = 2
# In which the canary must be found; the first state or the second shows it.
CANARY_SECONDS = 30
FAULTS = {"EIO": 1, "ENOSPC": 2, "short write": 3}
# How `cairnd` ends when the disk does not let it start (sysexits.h): input or output failed, or
# what SQLite takes for a damaged file, since a read that fails looks like one to it.
REFUSALS = (74, 65)
PROOFS = ["kill", "collect", "sync", "fault", "power", "repair"]
PAGE_BYTES = 8192


class Orders:
    """What disk.c does: the same memory as there."""

    FIELDS = (
        "calls", "syncs", "kill_at_call", "kill_at_sync", "fail_at_call", "fault", "hits",
        "hit_kind")

    def __init__(self, path):
        with open(path, "wb") as file:
            file.truncate(mmap.PAGESIZE)
        with open(path, "r+b") as file:
            self.memory = mmap.mmap(file.fileno(), mmap.PAGESIZE)

    def __getitem__(self, field):
        return struct.unpack_from("<Q", self.memory, 8 * self.FIELDS.index(field))[0]

    def __setitem__(self, field, value):
        struct.pack_into("<Q", self.memory, 8 * self.FIELDS.index(field), value)


class Daemon:
    """`cairnd serve` on a free port, over the disk of disk.c where one is given."""

    def __init__(self, program, data, library=None, orders=None, journal_path=None, settings=()):
        environment = dict(os.environ)
        if library:
            environment["LD_PRELOAD"] = library
            environment["CRASH_DISK_ROOT"] = os.path.realpath(os.path.dirname(data)) + "/data"
            environment["CRASH_DISK_ORDERS"] = orders
            if journal_path:
                environment["CRASH_DISK_JOURNAL"] = journal_path
        self.errors = tempfile.TemporaryFile(mode="w+")
        self.process, self.url = start(
            [program, "serve", "--data", data, "--listen", "127.0.0.1:0", "--access-log", "off",
             "--log-level", "warning", "--pack-limit-bytes", work.PACK_LIMIT, "--segment-bytes",
             work.SEGMENT, "--drain-seconds", "0", *settings],
            stderr=self.errors, env=environment)

    def kill(self, number=signal.SIGKILL):
        """Ends it, and returns its exit status: negative for one that a signal has ended."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.communicate(timeout=START_SECONDS)
        return self.process.returncode

    def words(self):
        self.errors.seek(0)
        return self.errors.read()[-2000:]


class Proof:
    """What all share: programs, a place for directories, and the judgement."""

    def __init__(self, program, library, place, seed, deadline):
        self.program, self.library, self.place = program, library, place
        self.random = random.Random(seed)
        self.deadline = deadline
        self.directories = 0

    def is_time_left(self):
        return time.monotonic() < self.deadline

    def new_directory(self):
        self.directories += 1
        path = f"{self.place}/{self.directories}"
        os.mkdir(path)
        return path

    def judge(self, data, known, where):
        """Fails unless the directory is whole and has what is known; stopped daemons only."""
        check = self.run("check", data)
        # Before the first start had made anything there is nothing to check.
        if check.returncode not in ((0, 66) if not any(known.values()) else (0,)):
            fail(where, f"cairnd check answered {check.returncode}: {check.stdout}{check.stderr}")
        daemon = Daemon(self.program, data)
        try:
            if daemon.url is None:
                fail(where, f"no start: {daemon.words()}")
            wrong = work.verify(daemon.url, admin_token(os.path.dirname(data)), known)
        except (work.Gone, work.Refused, OSError) as failure:
            wrong = [f"{failure!r}; the daemon says: {daemon.words()}"]
        finally:
            daemon.kill()
        if wrong:
            fail(where, "; ".join(wrong[:5]))

    def run(self, verb, data):
        return subprocess.run(
            [self.program, verb, "--data", data], capture_output=True, text=True, check=False)

    # MARK: - Proofs

    def kill(self):
        rounds, oracle, _ = self.kill_again_and_again("kill")
        return rounds, f"{len(oracle)} acknowledged writes"

    def collect(self):
        rounds, oracle, removed = self.kill_again_and_again("collect", is_collecting=True)
        if not removed:
            fail("collect", "nothing was ever collected, so nothing is proved")
        what = f"{len(oracle)} acknowledged writes"
        return rounds, f"{what}, {removed} blobs, files and segments removed"

    def repair(self):
        rounds, oracle, _ = self.kill_again_and_again(
            "repair", is_collecting=True, spoil=self.spoil_and_repair)
        return rounds, f"{len(oracle)} acknowledged writes kept"

    def spoil_and_repair(self, data, oracle):
        """Breaks the index or not, and repairs it. What is lost by right is forgotten."""
        damage = self.random.choice(["none", "page", "all"])
        index = f"{data}/index.db"
        if damage == "page":
            with open(index, "r+b") as file:
                file.seek(self.random.randrange(os.path.getsize(index) // PAGE_BYTES) * PAGE_BYTES)
                file.write(self.random.randbytes(PAGE_BYTES))
        elif damage == "all":
            for suffix in ("", "-wal", "-shm"):
                if os.path.exists(index + suffix):
                    os.unlink(index + suffix)
        if damage != "none":
            oracle.forget("label")
        repair = self.run("repair", data)
        if repair.returncode not in ((0,) if damage == "none" else (0, 1)):
            fail("repair", f"damage {damage}: {repair.returncode}: {repair.stdout}{repair.stderr}")

    def kill_again_and_again(self, name, is_collecting=False, spoil=None):
        settings = work.COLLECTING if is_collecting else ()
        removed = 0
        data = self.new_directory() + "/data"
        oracle = work.Oracle()
        rounds = 0
        while self.is_time_left():
            daemon = Daemon(self.program, data, settings=settings)
            token = admin_token(os.path.dirname(data))
            if rounds == 0 or spoil:
                client = work.Client(daemon.url, token)
                work.begin(client, oracle)
                client.close()
            writers = [f"r{rounds}w{number}" for number in range(4)]
            join = work.write_at_once(daemon.url, token, oracle, writers, steps=10_000)
            collector = work.Collector(daemon.url, token, f"r{rounds}") if is_collecting else None
            if collector and rounds == 0:
                # The first blow comes when something has been removed: short rounds condemn more
                # than they live to remove.
                collector.wait_for_removals()
            oracle.wait_for_more(self.random.randint(1, 60))
            daemon.kill()
            join()
            removed += collector.join() if collector else 0
            rounds += 1
            if spoil:
                spoil(data, oracle)
            known = oracle.until(0)
            if is_collecting:
                # Nothing refers to them, so they may go.
                known["blob"] = set()
            self.judge(data, known, f"{name}, round {rounds}")
        return rounds, oracle, removed

    def fixed_run(self, arm, journal_path=None):
        """Starts a daemon over the disk, lets `arm` order something, and writes.

        Returns the directory, the orders, what was acknowledged, the daemon, and the refusals."""
        directory = self.new_directory()
        orders = Orders(f"{directory}/orders")
        arm(orders, True)
        daemon = Daemon(
            self.program, f"{directory}/data", self.library, f"{directory}/orders", journal_path)
        oracle, refusals = work.Oracle(), []
        if daemon.url:
            arm(orders, False)
            token = admin_token(directory)
            client = work.Client(daemon.url, token)
            try:
                work.begin(client, oracle)
                work.write(daemon.url, token, oracle, "fixed", FIXED_STEPS, refusals.append)
            except work.Gone:
                pass
            except work.Refused as refusal:
                refusals.append(refusal)
            client.close()
        return directory, orders, oracle, daemon, refusals

    def sync(self):
        directory, orders, oracle, daemon, refusals = self.fixed_run(lambda *_: None)
        daemon.kill()
        if refusals:
            fail("sync", f"a whole disk refuses: {refusals[0]}")
        self.judge(f"{directory}/data", oracle.until(0), "the fixed run")
        moments = [("kill_at_sync", number + 1) for number in range(orders["syncs"])]
        calls = [("kill_at_call", number + 1) for number in range(orders["calls"])]
        self.random.shuffle(calls)
        self.random.shuffle(moments)
        done = 0
        for field, number in moments + calls:
            if not self.is_time_left():
                break

            def arm(orders, is_start, field=field, number=number):
                if is_start:
                    orders[field] = number

            directory, _, oracle, daemon, _ = self.fixed_run(arm)
            daemon.kill()
            self.judge(f"{directory}/data", oracle.until(0), f"sync, {field} {number}")
            remove(directory)
            done += 1
        return done, f"of {len(moments)} syncs and {len(calls)} calls, syncs first"

    def fault(self):
        _, orders, _, daemon, _ = self.fixed_run(lambda *_: None)
        daemon.kill()
        cases = [(name, number + 1) for name in FAULTS for number in range(orders["calls"])]
        self.random.shuffle(cases)
        done = hits = refused = 0
        for name, number in cases:
            if not self.is_time_left():
                break
            where = f"fault, {name} at call {number}"

            def arm(orders, is_start, name=name, number=number):
                if is_start:
                    orders["fault"], orders["fail_at_call"] = FAULTS[name], number

            directory, orders, oracle, daemon, refusals = self.fixed_run(arm)
            done += 1
            hits += orders["hits"]
            refused += len(refusals) > 0
            self.judge_answers(where, daemon, refusals, orders)
            daemon.kill()
            self.judge(f"{directory}/data", oracle.until(0), where)
            remove(directory)
        return done, f"of {len(cases)}: {hits} hits, {refused} of them refused a request"

    @staticmethod
    def judge_answers(where, daemon, refusals, orders):
        """A daemon that could not start has said so; one that runs answers, and with a reason."""
        if daemon.url is None:
            status = daemon.kill()
            if status not in REFUSALS:
                fail(where, f"it ended with {status}: {daemon.words()}")
            return
        if daemon.process.poll() is not None:
            fail(where, f"it died: {daemon.process.returncode} {daemon.words()}")
        for refusal in refusals:
            if refusal.status not in (404, 500, 503, 507):
                fail(where, f"an answer with {refusal}")
        client = work.Client(daemon.url, "none")
        client.ask("GET", "/healthz")
        client.close()
        if orders["hits"] > 1:
            fail(where, "more than one fault")

    def power(self, disk_lies=False):
        done = runs = 0
        while self.is_time_left():
            runs += 1
            directory = self.new_directory()
            path = f"{directory}/journal"
            orders = f"{directory}/orders"
            Orders(orders)
            daemon = Daemon(
                self.program, f"{directory}/data", self.library, orders, path)
            # What is acknowledged now is in the journal already.
            oracle = work.Oracle(moment=lambda: os.path.getsize(path))
            token = admin_token(directory)
            client = work.Client(daemon.url, token)
            work.begin(client, oracle)
            client.close()
            join = work.write_at_once(daemon.url, token, oracle, ["a", "b", "c"], steps=10_000)
            oracle.wait_for_more(self.random.randint(20, 120))
            daemon.kill()
            join()
            done += self.lose_power(path, oracle, runs, disk_lies)
            remove(directory)
        return done, f"states of {runs} runs"

    def lose_power(self, path, oracle, run, disk_lies):
        count = sum(1 for _ in journal.operations(path))
        # Some while the daemon makes its directory, most while it works.
        moments = sorted(
            self.random.randrange(count) for _ in range(8)) + [count - 1]
        disk, done = journal.Disk(lies=disk_lies), 0
        for number, (end, *operation) in enumerate(journal.operations(path)):
            disk.apply(*operation)
            while moments and moments[0] == number:
                moments.pop(0)
                for _ in range(3):
                    if not self.is_time_left():
                        return done
                    root = self.new_directory() + "/data"
                    disk.lay_out(root, self.random)
                    self.judge(root, oracle.until(end), f"power, run {run}, operation {number}")
                    remove(os.path.dirname(root))
                    done += 1
        return done


class Failed(Exception):
    """A proof has found something."""


def fail(where, what):
    raise Failed(f"{where}: {what}")


def find_canary(arguments, seed):
    """A proof that cannot fail proves nothing: with a disk that lies it must."""
    place = tempfile.mkdtemp(prefix="cairn-crash-")
    proof = Proof(arguments.program, arguments.library, place, f"{seed} canary",
                  time.monotonic() + CANARY_SECONDS)
    try:
        proof.power(disk_lies=True)
    except Failed:
        remove(place)
        return
    raise SystemExit("the canary was not found: a disk that forgets everything did not show")


def remove(directory):
    subprocess.run(["rm", "-rf", directory], check=True)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="cairnd")
    parser.add_argument("library", help="disk.c, compiled")
    parser.add_argument("proof", nargs="?", default="all",
                        choices=["all", *PROOFS])
    parser.add_argument("--seconds", type=int, default=60, help="for each proof (60)")
    parser.add_argument("--seed", type=int, default=None, help="of what is random")
    parser.add_argument("--json", action="store_true", help="a line of JSON for each proof")
    arguments = parser.parse_args()
    seed = random.randrange(2**32) if arguments.seed is None else arguments.seed
    print(f"seed {seed}", file=sys.stderr)
    if arguments.proof in ("all", "power"):
        find_canary(arguments, seed)
    names = PROOFS if arguments.proof == "all" else [arguments.proof]
    for name in names:
        place = tempfile.mkdtemp(prefix="cairn-crash-")
        proof = Proof(
            arguments.program, arguments.library, place, f"{seed} {name}",
            time.monotonic() + arguments.seconds)
        try:
            count, what = getattr(proof, name)()
        except Failed as failure:
            print(f"FAILED {failure}\nseed {seed}; the directory is left in {place}",
                  file=sys.stderr)
            return 1
        remove(place)
        if arguments.json:
            print(json.dumps({"proof": name, "blows": count, "seed": seed, "detail": what}))
        else:
            print(f"{name:7} {count:5} blows survived: {what}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
