"""Measures a daemon beside nginx: medians of alternating rounds, one JSON line per figure."""

import json
import os
import re
import resource
import socket
import statistics
import subprocess
import sys
import time

import cold
from daemon import (
    Connection, Daemon, admin_token, anonymous_bytes, cpu_seconds, store, temporary_directory)

ROUNDS = 5
ROUND_SECONDS = 2
IDLE_COUNT = 10_000
START_SECONDS = 10
SMALL, LARGE = os.urandom(100 * 1024), os.urandom(64 * 1024 * 1024)

# Cached names and open files, sendfile and no log: nginx at its best, with one worker.
CONFIGURATION = """
daemon off; worker_processes 1; pid {directory}/nginx.pid; error_log {directory}/nginx.log;
events {{ worker_connections 20000; }}
http {{
  access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 1000000000;
  open_file_cache max=100; default_type application/json;
  client_body_temp_path {directory}/t1; proxy_temp_path {directory}/t2;
  fastcgi_temp_path {directory}/t3; uwsgi_temp_path {directory}/t4; scgi_temp_path {directory}/t5;
  server {{ listen 127.0.0.1:{port} backlog=4096; root {directory}/files; }}
}}
"""


class Nginx:
    """nginx with one worker on a free port."""

    def __init__(self, directory):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        path = f"{directory}/nginx.conf"
        with open(path, "w") as file:
            file.write("user root;" if os.geteuid() == 0 else "")
            file.write(CONFIGURATION.format(directory=directory, port=self.port))
        self.process = subprocess.Popen(
            ["nginx", "-p", directory, "-c", path], stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + START_SECONDS
        children = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        while True:
            try:
                Connection(self.port).ask("GET", "/small.json")
                with open(children) as file:
                    self.pid = int(file.read().split()[0])
                return
            except (ConnectionError, IndexError):
                if time.monotonic() > deadline:
                    raise SystemExit("nginx did not start")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(START_SECONDS)


def load(server, path, connections):
    """Asks for `path` again and again; returns requests, bytes, CPU and wall-clock seconds."""
    before, start = sum(cpu_seconds(server.pid).values()), time.monotonic()
    command = ["wrk", "-t1", f"-c{connections}", f"-d{ROUND_SECONDS}s", server.url + path]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    seconds = time.monotonic() - start
    errors = re.search(r"Non-2xx.*|Socket errors: (?!connect 0, read 0, write 0).*", text)
    if errors:
        print(f"{server.url}{path}: {errors[0]}", file=sys.stderr)
    count, amount, unit = re.search(r"(\d+) requests in [\d.]+\w+, ([\d.]+)(\w+) read", text).groups()
    size = float(amount) * 1024 ** "B KB MB GB TB".split().index(unit)
    return int(count), size, sum(cpu_seconds(server.pid).values()) - before, seconds


def compare(ours, theirs, path, their_path, connections, figure):
    """Medians of `figure` over alternating rounds."""
    load(ours, path, connections)
    load(theirs, their_path, connections)
    rounds = [
        (figure(*load(ours, path, connections)), figure(*load(theirs, their_path, connections)))
        for _ in range(ROUNDS)]
    return [
        tuple(statistics.median(pair[side][index] for pair in rounds) for side in (0, 1))
        for index in range(len(rounds[0][0]))]


def per_request(count, _, cpu, seconds):
    return cpu / count * 1e6, count / seconds


def per_gigabyte(_, size, cpu, seconds):
    return size / seconds / 1e9, cpu / (size / 1e9)


def idle_bytes(daemon):
    """Memory that an idle connection holds after it has asked once."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    count = min(IDLE_COUNT, hard // 4 * 3 - 100)  # The daemon keeps a quarter for files.
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, count + 100)), hard))
    before = anonymous_bytes(daemon.pid)
    connections = []
    for _ in range(count):
        connections.append(Connection(daemon.port))
        connections[-1].ask("GET", "/healthz")
    return (anonymous_bytes(daemon.pid) - before) / count


def busiest_share(daemon, path):
    """What the busiest of two loops carries of 8 connections that read without end."""
    load(daemon, path, 8)
    before = cpu_seconds(daemon.pid, "loop-")
    load(daemon, path, 8)
    after = cpu_seconds(daemon.pid, "loop-")
    times = [after[name] - before[name] for name in after]
    return max(times) / sum(times)


class Report:
    """Prints a table for people, and a JSON line per figure for machines."""

    def __init__(self):
        print(f"{'figure':44}{'cairnd':>10}{'nginx':>10}{'ratio':>8}{'reach':>8}")

    def add(self, figure, value, other=None, reach=None):
        ratio = value / other if other else None
        text = lambda number: "" if number is None else f"{number:.3g}"
        print(f"{figure:44}{text(value):>10}{text(other):>10}{text(ratio):>8}{reach or '':>8}",
              flush=True)
        self.lines.append(json.dumps({
            "figure": figure, "cairnd": value, "nginx": other, "ratio": ratio, "reach": reach}))

    lines = []


def measure_against_nginx(program, directory, blobs, report):
    with Daemon(program, directory, "--loops", "1") as ours, Nginx(directory) as theirs:
        for connections in (64, 1000):
            cpu, rate = compare(
                ours, theirs, "/healthz", "/small.json", connections, per_request)
            report.add(f"JSON, {connections} connections: CPU µs/request", *cpu, "≤ 0.75")
            report.add(f"JSON, {connections} connections: requests/s", *rate)
        with Daemon(program, f"{directory}/second", "--loops", "1",
                    access_log=f"{directory}/access.log") as logged:
            cpu, _ = compare(logged, ours, "/healthz", "/healthz", 64, per_request)
            report.add("access log: CPU µs/request with, without", *cpu, "≤ 1.03")
        for name, path, reach in (("64 MiB", blobs[1], "≥ 1.0"), ("100 KiB", blobs[0], "≥ 1.2")):
            speed, cost = compare(
                ours, theirs, path, f"/{name.replace(' ', '')}", 8, per_gigabyte)
            report.add(f"{name}, 8 connections: GB/s", *speed, reach)
            report.add(f"{name}, 8 connections: CPU s/GB", *cost,
                       "≤ 1.0" if name == "64 MiB" else None)


def measure_cold(program, directory, report):
    """Small requests beside readers of cold blobs, for the daemon and for nginx."""
    with Daemon(program, directory, "--loops", "1") as ours, Nginx(directory) as theirs:
        paths = cold.store_large(ours, admin_token(directory))
        files = cold.large_files(directory)
        for number, name in enumerate(files):
            os.link(name, f"{directory}/files/large{number}")
            os.chmod(name, 0o644)
        servers = (
            ("", ours, "/healthz", [ours.url + path for path in paths]),
            ("nginx: ", theirs, "/small.json",
             [f"{theirs.url}/large{number}" for number in range(len(files))]))
        for title, server, path, urls in servers:
            beside, alone = cold.tails(server, path, urls, files, ROUNDS)
            report.add(f"{title}JSON p99 µs beside 8 cold readers, alone", beside, alone,
                       None if title else "≤ 3")


def main():
    program, report = sys.argv[1], Report()
    with temporary_directory() as directory:
        os.chmod(directory, 0o755)
        blobs = store(program, directory, SMALL, LARGE)
        os.mkdir(f"{directory}/files")
        os.mkdir(f"{directory}/second")
        contents = {"small.json": b'{"status":"alive"}\n', "100KiB": SMALL, "64MiB": LARGE}
        for name, content in contents.items():
            with open(f"{directory}/files/{name}", "wb") as file:
                file.write(content)
        measure_against_nginx(program, directory, blobs, report)
        with Daemon(program, directory, "--loops", "1", "--connections", "20000",
                    "--connections-per-address", "20000") as daemon:
            report.add("idle connection: bytes", idle_bytes(daemon), reach="≤ 256")
        with Daemon(program, directory, "--loops", "2") as daemon:
            shares = [busiest_share(daemon, blobs[1]) for _ in range(ROUNDS)]
            report.add("8 connections, 2 loops: busiest's share", statistics.median(shares),
                       reach="≤ 0.6")
        measure_cold(program, directory, report)
    print("\nOther programs use this machine too: compare ratios within this run only.\n")
    print("\n".join(report.lines))


if __name__ == "__main__":
    main()
