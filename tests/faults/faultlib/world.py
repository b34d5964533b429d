"""One cluster of real processes for one row: nodes on hosts of their own, a database, load, and what was seen."""

import http.client
import json
import math
import mmap
import os
import signal
import struct
import subprocess
import threading
import time
from pathlib import Path

from benchlib import children, program

from . import checker
from .databases import File, Server
from .network import Host

PRIMARY_PORT = 33238
MESSENGER_PORT = 33237
WEB_PORT = 8080
ANSWER = 0.5  # seconds that one answer of the health endpoint may take while a term ends
GRACE = 1.0  # seconds in which a host that was stopped has to have noticed that it is not the primary any more


class Failed(Exception):
    """A row did not see what faults.md expects."""


def now():
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (OSError, IndexError):
        return False


def send(signal_number, *pids):
    for pid in pids:
        try:
            os.kill(pid, signal_number)
        except ProcessLookupError:
            pass


class SharedNumbers:
    """64-bit numbers in a file that a shim reads while the process runs."""

    def __init__(self, path, count):
        self.path = path
        path.write_bytes(bytes(8 * count))
        with open(path, "r+b") as file:
            self._map = mmap.mmap(file.fileno(), 8 * count)

    def __setitem__(self, index, value):
        self._map[8 * index:8 * index + 8] = struct.pack("<q", value)


class Node:
    """One real rollcall-node on a host of its own."""

    def __init__(self, world, number, url, service=None, shims=True, service_extra="", verbose=False):
        self.world = world
        self.verbose = verbose  # the log tells what the election asked the database, and what it answered
        self.number = number
        self.name = f"node-{number}"
        self.host = Host(number)
        self.folder = world.folder / self.name
        self.folder.mkdir()
        self.log = self.folder / "actions.log"
        self.stop_file = self.folder / "stop"
        self.process = None
        self.clock = SharedNumbers(self.folder / "clock", 4) if shims else None
        self.disk = SharedNumbers(self.folder / "disk", 1) if shims else None
        self.configure(url, service, service_extra)

    def demo(self, url=None):
        """The command of the demo service of this node."""
        return [program("rollcall-demo"), "service", "--log", str(self.log), "--every", "20", "--database",
                url or self.world.database.url, "--stop-file", str(self.stop_file)]

    def configure(self, url, service=None, extra=""):
        demo = program("rollcall-demo")
        service = service or self.demo(url)
        plain = 'environment = { LD_PRELOAD = "" }\n'
        (self.folder / "node.toml").write_text(
            f'[node]\nname = "{self.name}"\naddress = "{self.host.address}"\nstate_dir = "state"\n'
            f'[database]\nurl = "{url}"\n'
            f'[security]\nencryption_key_file = "{self.world.key}"\n'
            f'[messenger]\nlisten = "tcp://{self.host.address}:{MESSENGER_PORT}"\n'
            f'[health]\nlisten = "0.0.0.0:{PRIMARY_PORT}"\n'
            f'[[unit]]\nname = "web"\nrole = "web"\n{plain}'
            f'command = {json.dumps([demo, "web", "--address", "0.0.0.0", "--port", str(WEB_PORT)])}\n'
            f'[[unit]]\nname = "service"\nrole = "service"\n{plain}{extra}command = {json.dumps(service)}\n')

    def start(self):
        environment = dict(os.environ)
        if self.clock:
            environment.update(LD_PRELOAD=self.world.preload, CLOCKSHIM=str(self.clock.path))
            if self.world.kind == "sqlite":
                environment.update(DISKSHIM=str(self.disk.path), DISKSHIM_FILE=str(self.world.database.path))
        if self.verbose:
            environment.update(QT_LOGGING_RULES="rollcall.election.debug=true")
        self.process = subprocess.Popen(
            self.host.inside(program("rollcall-node"), "--config", str(self.folder / "node.toml")), env=environment,
            stdout=open(self.folder / "output.log", "a"), stderr=subprocess.STDOUT)
        return self

    @property
    def supervisor(self):
        return self.process.pid

    @property
    def worker(self):
        """Its process id; 0: none at this moment."""
        for pid in children(self.supervisor):
            try:
                if Path(f"/proc/{pid}/comm").read_text().strip() == "rollcall-node":
                    return pid
            except OSError:
                pass
        return 0

    def tree(self):
        try:
            return [self.supervisor, *children(self.supervisor)]
        except OSError:
            return [self.supervisor]

    def service_pid(self):
        """Of the demo service on this node; 0: none."""
        for pid in self.tree():
            try:
                words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if words[0].endswith(b"rollcall-demo") and words[1:2] == [b"service"]:
                return pid
        return 0

    def kill_host(self):
        """Every process of the host is gone at one instant."""
        send(signal.SIGKILL, *([self.supervisor, self.worker] if self.worker else [self.supervisor]))
        self.process.wait(10)

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def running(self):
        return self.process is not None and self.process.poll() is None

    def output(self):
        return (self.folder / "output.log").read_text(errors="replace")

    def get(self, path, timeout=0.5):
        """(status, body) of the health endpoint; status 0: no answer."""
        connection = http.client.HTTPConnection(self.host.address, PRIMARY_PORT, timeout=timeout)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()


class Observer(threading.Thread):
    """Asks one node's /primary all the time."""

    def __init__(self, node, interval):
        super().__init__(daemon=True)
        self.node, self.interval = node, interval
        self.samples = []
        self.ended = threading.Event()

    def run(self):
        while not self.ended.is_set():
            asked = now()
            status, _ = self.node.get("/primary", 0.3)
            self.samples.append(checker.Sample(asked, now(), self.node.name, status))
            self.ended.wait(self.interval)


class World:
    """See tests/faults/README.md for how a row uses it."""

    ttl = 2.0

    def __init__(self, folder, kind, preload, template):
        self.folder = Path(folder)
        self.preload = preload
        self.kind = kind
        self.key = self.folder / "key"
        self.evidence = checker.Evidence()
        self.nodes = []
        self.observers = []
        self.database = Server(folder) if kind == "postgresql" else File(folder)
        if kind == "postgresql":
            self.database.create(template)
        self.figures = {}

    # ---- Building

    def ctl(self, *arguments, check=True, url=None):
        """Runs rollcallctl; the value is (exit code, both streams)."""
        environment = dict(os.environ, ROLLCALL_ENCRYPTION_KEY_FILE=str(self.key), ROLLCALL_CLUSTER=url or self.database.url)
        done = subprocess.run([program("rollcallctl"), *arguments], env=environment, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=90)
        if check and done.returncode != 0:
            raise Failed(f"rollcallctl {' '.join(arguments)} ended with {done.returncode}: {done.stdout.strip()}")
        return done.returncode, done.stdout

    def create(self, *server_options):
        """A database with a cluster in it."""
        self.database.start(*server_options)
        self.ctl("key", "generate", "--out", str(self.key))
        self.ctl("init", "--name", "faults")
        self.ctl("license", "set", "--nodes", "50")  # row 29 has twenty
        return self

    def add_node(self, url=None, **more):
        node = Node(self, len(self.nodes) + 1, url or self.database.url, **more)
        self.nodes.append(node)
        return node

    def run(self, count=3, load=1.0, interval=0.02, **more):
        """Creates and starts a highly available cluster and lets it work for so many seconds."""
        self.create()
        for _ in range(count):
            self.add_node(**more)
        self.start(interval)
        self.load(load)
        return self

    def start(self, interval=0.02):
        for node in self.nodes:
            node.start()
        self.until(lambda: self.joined() == len(self.nodes), 20, "all nodes to join")
        self.sql("UPDATE cluster SET mode = 'high-availability'")
        self.observe(interval)
        self.until(lambda: self.primary_name(), 10, "a primary")
        self.until(lambda: self.acted_under(self.epoch()), 10, "the primary's service to work")

    def observe(self, interval=0.02):
        for node in self.nodes[len(self.observers):]:
            self.observers.append(Observer(node, interval))
            self.observers[-1].start()

    # ---- Looking

    def sql(self, text, values=()):
        return self.database.sql(text, values)

    def joined(self):
        return self.sql("SELECT COUNT(*) FROM node WHERE heartbeat_at IS NOT NULL")[0][0]

    def epoch(self):
        return self.sql("SELECT epoch FROM ha_lease")[0][0]

    def holder(self):
        """Name of the node that holds the lease by the database; empty: none."""
        rows = self.sql("SELECT node.name FROM ha_lease JOIN node ON node.id = ha_lease.holder")
        return rows[0][0] if rows else ""

    def primary_name(self):
        """Name of the node whose own /primary says yes."""
        for node in self.nodes:
            if node.running() and node.get("/primary")[0] == 200:
                return node.name
        return ""

    @property
    def primary(self):
        name = self.until(self.primary_name, 10, "a primary")
        return next(node for node in self.nodes if node.name == name)

    def others(self, node):
        return [each for each in self.nodes if each is not node]

    def actions(self):
        found = []
        for node in self.nodes:
            if not node.log.exists():
                continue
            for line in node.log.read_text(errors="replace").splitlines():
                words = dict(word.split("=", 1) for word in line.split() if "=" in word)
                if "boottime_ns" in words and words.get("epoch", "0") != "0":
                    found.append(checker.Action(int(words["boottime_ns"]) / 1e9, int(words["epoch"]), node.name,
                                                words.get("write", ""), int(words.get("pid", 0)),
                                                int(words.get("serial", 0))))
        return found

    def acted_under(self, epoch):
        return any(action.epoch >= epoch for action in self.actions())

    def events(self, kind):
        return [row[0] for row in self.sql("SELECT sentence FROM event WHERE kind = %s ORDER BY id", (kind,))]

    # ---- Waiting

    def until(self, condition, seconds, what):
        end = now() + seconds
        while now() < end:
            value = condition()
            if value:
                return value
            time.sleep(0.02)
        raise Failed(f"waited {seconds} s for {what}")

    def load(self, seconds):
        """Lets everything work; the units write all the time."""
        time.sleep(seconds)

    # ---- Faults

    def pause(self, node, *pids):
        """Stops processes of a node, all of them by default; what they had begun may show late (I1)."""
        self.evidence.pauses.append(checker.Pause(node.name, now()))
        send(signal.SIGSTOP, *(pids or node.tree()))

    def go_on(self, node, *pids):
        """Ends the node's pause. The exemption ends GRACE later: each entry of the election looks at its deadline first, so
        what is left by then was not killed."""
        send(signal.SIGCONT, *pids)
        for each in self.evidence.pauses:
            if each.node == node.name and each.until == math.inf:
                each.until = now() + GRACE

    def fault(self):
        """The fault happens now: what comes is measured from here."""
        self.evidence.fault_at = now()
        self.before = self.primary_before()
        return self.evidence.fault_at

    def primary_before(self):
        yes = [each for observer in list(self.observers) for each in list(observer.samples) if each.status == 200]
        return max(yes, key=lambda each: each.answered).node if yes else ""

    def healed(self):
        """The fault is over: from here on a primary has to come."""
        self.evidence.healed_at = now()

    def samples(self):
        return [sample for observer in self.observers for sample in list(observer.samples)]

    def takeover(self, limit, name="takeover"):
        """Waits until another node answers as the primary; seconds since the fault. Limit: faults.md's."""
        self.evidence.takeover_limit = limit

        def taken():
            self.evidence.samples = self.samples()
            return checker.takeover_at(self.evidence)

        at = self.until(taken, limit + 8, "another node to take over")
        took = at - self.evidence.fault_at
        self.figures[name] = round(took, 3)
        self.look_for_survivors()
        epoch = self.until(lambda: self.holder() and self.epoch(), 10, "the new term in the database")
        self.until(lambda: self.acted_under(epoch), 5, "the new primary's service to work")
        work = min(action.at for action in self.actions() if action.epoch == epoch) - self.evidence.fault_at
        self.figures["first-work"] = round(work, 3)
        if took > limit:
            raise Failed(f"the takeover took {took:.2f} s, {limit} s is the limit")
        return f"{self.holder()} took over {took:.2f} s after, its service worked after {work:.2f} s (epoch {epoch})"

    def fenced_after(self, node, limit, name="self-fence"):
        """Waits until the node stops saying that it is the primary. Limit, in seconds since the fault: of the last yes,
        which is what the deadline forbids. The first no may come later by what an answer takes on a busy machine."""
        observer = next(each for each in self.observers if each.node is node)
        last_yes, first_no = self.until(
            lambda: checker.fence_bounds(list(observer.samples), node.name, self.evidence.fault_at), limit + 8,
            f"{node.name} to fence itself")
        self.figures[name] = round(first_no, 3)
        if last_yes > limit:
            raise Failed(f"{node.name} still said yes {last_yes:.2f} s after, {limit} s is the limit")
        if first_no > limit + ANSWER:
            raise Failed(f"{node.name} answered no only {first_no:.2f} s after, {limit + ANSWER} s is the limit")
        return f"{node.name} fenced itself after {first_no:.2f} s"

    def kept(self, epoch, name):
        """The primary is the one from before, in the same term."""
        if self.epoch() != epoch or self.holder() != name:
            raise Failed(f"{name} did not keep epoch {epoch}: {self.holder() or 'nobody'} holds epoch {self.epoch()}")
        return f"{name} kept epoch {epoch}"

    def look_for_survivors(self, newest=None):
        """Processes of ours that run under an older epoch than the newest one that acted, and are not stopped. (I7)"""
        if newest is None:
            newest = max((action.epoch for action in self.actions()), default=0)
        mine = str(self.folder).encode()
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                environ = (entry / "environ").read_bytes().split(b"\0")
                state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            epochs = [int(word[15:]) for word in environ if word.startswith(b"ROLLCALL_EPOCH=") and word[15:].isdigit()]
            if epochs and epochs[0] < newest and mine in command and state not in "ZXTt" and b"rollcall-guard" not in command:
                self.evidence.survivors.append(f"process {entry.name} still ran under epoch {epochs[0]}")

    # ---- The end

    def conclude(self):
        """Stops looking, gathers everything and checks the invariants."""
        for observer in self.observers:
            observer.ended.set()
        for observer in self.observers:
            observer.join(2)
        self.evidence.samples = self.samples()
        self.look_for_survivors()
        self.evidence.terms = [tuple(row) for row in self.sql("SELECT epoch, node_name FROM term ORDER BY epoch")]
        self.evidence.actions = self.actions()
        try:
            self.evidence.ledger = [tuple(row) for row in
                                    self.sql("SELECT epoch, node, pid, serial FROM fencing_ledger ORDER BY id")]
        except Exception:  # no unit ever wrote: the table is theirs
            self.evidence.ledger = []
        self.figures["writes"] = sum(1 for each in self.evidence.actions if each.write == "ack")
        self.figures["rejected"] = sum(1 for each in self.evidence.actions if each.write == "fenced")
        self.figures["gap"] = round(checker.longest_gap(self.evidence.actions), 3)
        return checker.check(self.evidence)

    def end(self):
        for observer in self.observers:
            observer.ended.set()
        for node in self.nodes:
            if node.process:
                tree = node.tree()
                send(signal.SIGKILL, *tree)
                send(signal.SIGCONT, *tree)
                node.process.wait(10)
        self.database.end()
        for node in self.nodes:
            node.host.end()
