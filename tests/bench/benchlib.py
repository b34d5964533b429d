"""What every benchmark shares: the programs, a demo cluster, PostgreSQL, medians, and the printed table."""

import argparse
import json
import os
import platform
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("ROLLCALL_BIN") or SOURCE / "build" / "release" / "bin")


def arguments(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    parser.add_argument("--runs", type=int, default=0, help="how often each figure is taken (default: its own)")
    return parser.parse_args()


def program(name):
    """A program of the release build, which is made first when it is missing."""
    path = BIN / name
    if not path.exists():
        say("building the release first")
        subprocess.run(["cmake", "--preset", "release"], cwd=SOURCE, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["cmake", "--build", "--preset", "release"], cwd=SOURCE, check=True, stdout=subprocess.DEVNULL)
    return str(path)


def say(text):
    print(f"  {text}", file=sys.stderr, flush=True)


def until(condition, seconds, what):
    """Waits for a condition; a benchmark that cannot measure fails instead of printing a figure."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise SystemExit(f"waited {seconds} s for {what}")


def free_port(address="127.0.0.1"):
    with socket.socket() as probe:
        probe.bind((address, 0))
        return probe.getsockname()[1]


def machine():
    model = next((line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    return f"{os.cpu_count()} cores, {model}, Linux {platform.release()}"


class Report:
    """Collects samples by figure and prints median, min and max."""

    def __init__(self, bench):
        self.bench = bench
        self.results = []

    def add(self, name, unit, samples, system="rollcall"):
        if not samples:
            raise SystemExit(f"{name}: nothing was measured")
        self.results.append({"name": name, "system": system, "unit": unit,
                             "median": round(statistics.median(samples), 4), "min": round(min(samples), 4),
                             "max": round(max(samples), 4), "runs": len(samples)})

    def print(self, as_json):
        if as_json:
            print(json.dumps({"bench": self.bench, "machine": machine(), "results": self.results}, indent=2))
            return
        print(f"{self.bench} on {machine()}")
        print(f"{'figure':<18} {'system':<10} {'median':>10} {'min':>10} {'max':>10}  {'unit':<5} runs")
        for row in self.results:
            print(f"{row['name']:<18} {row['system']:<10} {row['median']:>10} {row['min']:>10} {row['max']:>10}  "
                  f"{row['unit']:<5} {row['runs']}")


class Folder:
    def __enter__(self):
        self.path = Path(tempfile.mkdtemp(prefix="rollcall-bench-"))
        self.path.chmod(0o755)
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


class Demo:
    """Three real nodes on this machine, as `rollcallctl demo run` starts them; gone afterwards."""

    def __init__(self, folder, url=""):
        self.folder = Path(folder)
        self.url = url or f"sqlite://{self.folder}/demo.sqlite"

    def __enter__(self):
        ready = self.folder / "ready.json"
        command = [program("rollcallctl"), "demo", "run", "--directory", str(self.folder), "--ready-file", str(ready)]
        if not self.url.startswith("sqlite:"):
            command += ["--database", self.url]
        self.log = open(self.folder / "demo.log", "w")
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=self.log, stderr=self.log)
        until(lambda: ready.exists() or self.process.poll() is not None, 60, "the demo cluster")
        if self.process.poll() is not None:
            raise SystemExit(Path(self.log.name).read_text())
        self.ready = json.loads(ready.read_text())
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()

    @property
    def nodes(self):
        return self.ready["nodes"]

    def environment(self):
        return dict(os.environ, ROLLCALL_CLUSTER=self.url,
                    ROLLCALL_ENCRYPTION_KEY_FILE=self.ready["encryption_key_file"])

    def ctl(self, *arguments):
        return subprocess.run([program("rollcallctl"), *arguments], env=self.environment(), check=True, text=True,
                              capture_output=True).stdout


class PostgreSQL:
    """A server of its own on a free port of an address, in a temporary folder; a network may be let in besides."""

    def __init__(self, address="127.0.0.1", network="", settings=()):
        self.address = address
        self.network = network
        self.settings = settings  # as in postgresql.conf: "max_connections=600"

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="rollcall-postgres-"))
        binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.as_owner = []
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
            self.as_owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
        self.port = free_port()
        subprocess.run([*self.as_owner, str(binaries / "initdb"), "-D", str(self.folder / "data"), "-U", "rollcall", "-A",
                        "trust", "-N"], check=True, stdout=subprocess.DEVNULL, cwd="/")
        if self.network:
            with open(self.folder / "data" / "pg_hba.conf", "a") as access:
                access.write(f"host all all {self.network} trust\n")
        self.process = subprocess.Popen(
            [*self.as_owner, str(binaries / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port), "-k",
             str(self.folder), "-c", f"listen_addresses={self.address}",
             *(word for setting in self.settings for word in ("-c", setting))],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        ready = [str(binaries / "pg_isready"), "-h", self.address, "-p", str(self.port), "-q"]
        until(lambda: subprocess.run(ready).returncode == 0, 30, "PostgreSQL")
        self.url = f"postgresql://rollcall@{self.address}:{self.port}/postgres"
        return self

    def _all(self):
        return [self.process.pid, *children(self.process.pid)]

    def freeze(self):
        for pid in self._all():
            os.kill(pid, signal.SIGSTOP)

    def thaw(self):
        for pid in self._all():
            os.kill(pid, signal.SIGCONT)

    def __exit__(self, *_):
        self.thaw()
        self.process.send_signal(signal.SIGINT)  # fast shutdown
        self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)


def children(pid):
    """The processes below one, deepest last."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [int(child), *children(int(child))]
    return found


def resident_mib(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise SystemExit(f"process {pid} has no memory figure")


def processor_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Display:
    """A real X server without a screen, with a window manager."""

    def __enter__(self):
        number, writer = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(writer), "-screen", "0", "1920x1080x24", "-nolisten", "tcp"],
                                       pass_fds=[writer], stderr=subprocess.DEVNULL)
        os.close(writer)
        with os.fdopen(number) as answer:
            self.name = ":" + answer.readline().strip()
        environment = dict(os.environ, DISPLAY=self.name)
        self.manager = subprocess.Popen(["openbox"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        managed = ["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"]
        until(lambda: b"window id" in subprocess.run(managed, env=environment, capture_output=True).stdout, 10,
              "the window manager")
        return self

    def __exit__(self, *_):
        self.manager.terminate()
        self.manager.wait()
        self.server.terminate()
        self.server.wait()
