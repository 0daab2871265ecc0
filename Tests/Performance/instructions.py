"""Counts user instructions and allocations per request with callgrind; fails above the limits.

One connection asks one request after the other, so each request pays for a whole turn of the
loop: the dearest case, and the same on every machine. The cost of a kind is the difference
between two runs that differ only in how many requests of that kind they serve.
"""

import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys

from daemon import Connection, Daemon, store, temporary_directory

WARM_COUNT = 50
COUNT = 1000
ALLOCATORS = {"malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc"}
BLOB = bytes(range(256)) * 400  # 100 KiB

LOGGED = "json, logged"

# name: reach (what we want), limit (a tenth above what it is), limit of allocations
LIMITS = {
    "json": (3000, 5200, 0),
    LOGGED: (3300, 5900, 0),
    "not modified": (3000, 6500, 0),
    "blob head": (4000, 8200, 0),
    "async route": (9000, 57000, 30),
}


def requests(blob_path, etag):
    return {
        "json": ("GET", "/healthz"),
        "not modified": ("GET", "/openapi.json", f"If-None-Match: {etag}"),
        "blob head": ("HEAD", blob_path),
        "async route": ("GET", "/v1/datasets"),
    }


def serve(program, directory, blob_path, kind, is_logged):
    """Serves some of every kind and many of one, and returns instructions and allocations."""
    out = f"{directory}/callgrind.out"
    wrapper = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}"]
    access_log = f"{directory}/access.log" if is_logged else "off"
    with Daemon(program, directory, "--loops", "1", "--workers", "1", wrapper=wrapper,
                access_log=access_log) as daemon:
        connection = Connection(daemon.port)
        _, head = connection.ask("GET", "/openapi.json")
        etag = re.search(r"(?im)^etag: (\S+)", head)[1]
        kinds = requests(blob_path, etag)
        for name, request in kinds.items():
            for _ in range(WARM_COUNT + (COUNT if name == kind else 0)):
                status, _ = connection.ask(*request)
                assert status == (304 if name == "not modified" else 200), (name, status)
    return read(out)


def read(path):
    names, instructions, allocations, callee = {}, 0, 0, None
    with open(path) as file:
        for line in file:
            if line.startswith(("fn=", "cfn=")):
                match = re.match(r"c?fn=\((\d+)\)(?: (.*))?", line)
                if match[2]:
                    names[match[1]] = match[2].strip()
                if line.startswith("c"):
                    callee = names[match[1]]
            elif line.startswith("calls=") and callee in ALLOCATORS:
                allocations += int(line[6:].split()[0])
            elif line.startswith(("summary:", "totals:")):
                instructions = int(line.split()[1])
    return instructions, allocations


def measure(program):
    with temporary_directory() as directory:
        # Debian's valgrind does not know all of DWARF 5; the names of functions are enough.
        plain = f"{directory}/cairnd"
        subprocess.run(["strip", "--strip-debug", "-o", plain, program], check=True)
        (path,) = store(plain, directory, BLOB)
        runs = [(None, False), (None, True)]
        runs += [("json" if name == LOGGED else name, name == LOGGED) for name in LIMITS]
        directories = []
        for index, _ in enumerate(runs):
            # A data directory belongs to one process.
            directories.append(f"{directory}/{index}")
            shutil.copytree(f"{directory}/data", f"{directories[-1]}/data")
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            counts = list(pool.map(
                lambda run, own: serve(plain, own, path, *run), runs, directories))
    return {
        name: tuple((count[i] - counts[name == LOGGED][i]) / COUNT for i in (0, 1))
        for name, count in zip(LIMITS, counts[2:])}


def main():
    failures = 0
    print(f"{'per request':14}{'instructions':>14}{'reach':>8}{'limit':>8}{'allocations':>13}")
    for name, (instructions, allocations) in measure(sys.argv[1]).items():
        reach, limit, allocation_limit = LIMITS[name]
        fails = instructions > limit or allocations > allocation_limit + 0.5
        failures += fails
        print(f"{name:14}{instructions:14.0f}{reach:8}{limit:8}{allocations:13.2f}"
              + (f"  above the limit ({allocation_limit} allocations)" if fails else ""))
        print(json.dumps({
            "figure": f"instructions per request, {name}", "value": round(instructions),
            "reach": reach, "limit": limit, "allocations": round(allocations, 2)}),
            file=sys.stderr)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
