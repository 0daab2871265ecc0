"""Measures `cairn import` of a folder beside dvc and git-lfs, and the daemon's memory on the way.

Each makes a first version of 40,000 files, a second after 1 % of them changed, and tells what
differs. cairn's versions are durable when it answers; the others sync nothing.
"""

import http.client
import os
import random
import shutil
import statistics
import subprocess
import tarfile
import time

from daemon import Daemon, admin_token

FOLDERS, FILES_PER_FOLDER, FILE_BYTES = 100, 400, 37_500
CHANGED = 400
ROUNDS = 3
# What settles: a file that has changed a moment ago is sent again.
SETTLING_SECONDS = 2.5
LONG_BYTES, MEMBER_BYTES = 20 * 10**9, 100_000


def timed(*command, **options):
    start = time.monotonic()
    ended = subprocess.run(command, capture_output=True, text=True, **options)
    seconds = time.monotonic() - start
    if ended.returncode:
        raise SystemExit(f"{' '.join(command)}: {ended.stdout}{ended.stderr}")
    return seconds


def make_folder(path):
    chance = random.Random(1)
    for folder in range(FOLDERS):
        os.makedirs(f"{path}/d{folder:03}")
        for number in range(FILES_PER_FOLDER):
            size = chance.randint(FILE_BYTES * 2 // 3, FILE_BYTES * 4 // 3)
            with open(f"{path}/d{folder:03}/s{number:05}.bin", "wb") as file:
                file.write(chance.randbytes(size))


def change(path, seed):
    chance = random.Random(seed)
    for number in range(CHANGED):
        with open(f"{path}/d{number % FOLDERS:03}/s{number:05}.bin", "wb") as file:
            file.write(chance.randbytes(FILE_BYTES))


def warm(path):
    for folder, _, names in os.walk(path):
        for name in names:
            with open(f"{folder}/{name}", "rb") as file:
                file.read()


def by_cairn(program, client, source, place):
    os.mkdir(place)
    with Daemon(program, place) as daemon:
        environment = {
            **os.environ, "CAIRN_URL": daemon.url, "CAIRN_TOKEN": admin_token(place),
            "XDG_CACHE_HOME": place + "/cache"}
        arguments = [client, "import", source, "bench/files"]
        time.sleep(SETTLING_SECONDS)
        warm(source)
        first = timed(*arguments, env=environment)
        change(source, place)
        time.sleep(SETTLING_SECONDS)
        again = timed(*arguments, env=environment)
        difference = statistics.median(
            timed(client, "diff", "bench/files", "1", "2", env=environment) for _ in range(5))
    shutil.rmtree(place)
    return first, again, difference


def git(place, home, *arguments):
    return timed("git", *arguments, cwd=place, env={**os.environ, "HOME": home})


def make_repository(source, place, home):
    shutil.copytree(source, place + "/src")
    os.makedirs(home, exist_ok=True)
    # Its collection would go on while the next one is measured.
    for name, value in [("user.email", "a@example.org"), ("user.name", "a"), ("gc.auto", "0")]:
        git(place, home, "config", "--global", name, value)
    git(place, home, "init", "-q", ".")


def by_lfs(source, place, home):
    make_repository(source, place, home)
    git(place, home, "lfs", "install", "--local")
    git(place, home, "lfs", "track", "*.bin")

    def commit():
        return git(place, home, "add", ".") + git(place, home, "commit", "-qm", "x")

    warm(place + "/src")
    first = commit()
    change(place + "/src", place)
    again = commit()
    difference = statistics.median(
        git(place, home, "diff", "--name-status", "HEAD~1", "HEAD") for _ in range(5))
    shutil.rmtree(place)
    return first, again, difference


def by_dvc(dvc, source, place, home):
    make_repository(source, place, home)
    environment = {**os.environ, "HOME": home, "DVC_NO_ANALYTICS": "1"}

    def add():
        return timed(dvc, "add", "-q", "src", cwd=place, env=environment)

    timed(dvc, "init", "-q", cwd=place, env=environment)
    warm(place + "/src")
    first = add()
    git(place, home, "add", "-A")
    git(place, home, "commit", "-qm", "x")
    change(place + "/src", place)
    again = add()
    difference = timed(dvc, "diff", "-q", cwd=place, env=environment)
    shutil.rmtree(place)
    return first, again, difference


def by_copy(source, place):
    """What the disk takes of the same files, durable."""
    warm(source)
    seconds = timed("sh", "-c", f"cp -r {source} {place} && sync")
    shutil.rmtree(place)
    return seconds


def measure(program, client, dvc, directory, report):
    source = directory + "/source"
    make_folder(source)
    home = directory + "/home"
    # As often as it takes for a median; the others take half a minute each.
    ours = [by_cairn(program, client, source, f"{directory}/ours{number}")
            for number in range(ROUNDS)]
    peers = {}
    if dvc:
        peers["dvc"] = by_dvc(dvc, source, directory + "/dvc", home), ("≥ 8", "≥ 8", "≥ 8")
    if shutil.which("git-lfs"):
        peers["git-lfs"] = by_lfs(source, directory + "/lfs", home), ("≥ 2", "≥ 2", "≥ 1")
    for column, what in enumerate(["first version", "again after 1 %", "diff"]):
        value = statistics.median(seconds[column] for seconds in ours)
        if not peers:
            report.add(f"import of 40,000 files, {what}: s", value)
        for name, (theirs, reach) in peers.items():
            report.add(f"import of 40,000 files, {what}: s, {name} (ratio: how often faster)",
                       value, theirs[column], reach[column], ratio=theirs[column] / value)
    first = statistics.median(seconds[0] for seconds in ours)
    copied = statistics.median(by_copy(source, f"{directory}/copy") for _ in range(ROUNDS))
    report.add("import of 40,000 files, first version: s, cp -r and sync", first, copied,
               ratio=copied / first)
    shutil.rmtree(source)


def measure_memory(program, directory, report):
    """A tar that never repeats itself, as long as a disk allows."""
    place = directory + "/long"
    os.mkdir(place)
    base = os.urandom(MEMBER_BYTES)
    count = LONG_BYTES // MEMBER_BYTES

    def members():
        for number in range(count):
            member = tarfile.TarInfo(f"{number:08}.bin")
            member.size = MEMBER_BYTES
            padding = -MEMBER_BYTES % 512
            yield (member.tobuf(tarfile.USTAR_FORMAT) + number.to_bytes(8, "big") + base[8:]
                   + bytes(padding))
        yield bytes(1024)

    with Daemon(program, place) as daemon:
        connection = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=600)
        size = count * (512 + MEMBER_BYTES + -MEMBER_BYTES % 512) + 1024
        start = time.monotonic()
        connection.request(
            "POST", "/v1/datasets/bench/long/commits?create=true", members(),
            {"Authorization": f"Bearer {admin_token(place)}", "Content-Length": str(size),
             "Content-Type": "application/x-tar"})
        answer = connection.getresponse()
        if answer.status != 201:
            raise SystemExit(f"{answer.status} {answer.read()[:300]}")
        seconds = time.monotonic() - start
        with open(f"/proc/{daemon.pid}/status") as file:
            peak = int(file.read().split("VmHWM:")[1].split()[0])
    report.add("import of 20 GB in one tar: GB/s", LONG_BYTES / 1e9 / seconds)
    report.add("the daemon's memory at its highest: MiB", peak / 1024, reach="≤ 512")
    shutil.rmtree(place)
