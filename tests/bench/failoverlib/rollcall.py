"""Rollcall itself: three real node services on PostgreSQL, at their defaults."""

import http.client
import json
import os
import signal
import subprocess
import time
from pathlib import Path

from benchlib import PostgreSQL, children, program, until

from .gap import Haproxy, http_request
from .hosts import HUB, SUBNET, now, send
from .system import LOOK, System

HEALTH, MESSENGER, PAGE = 33238, 33237, 8080


class Rollcall(System):
    name = "rollcall"
    rhythm = 0.5  # renew

    def start(self):
        self._database = PostgreSQL(HUB, f"{SUBNET}.0/24")
        self._database.__enter__()
        self._key = self.folder / "key"
        self._environment = dict(
            os.environ, ROLLCALL_CLUSTER=self._database.url, ROLLCALL_ENCRYPTION_KEY_FILE=str(self._key)
        )
        self._ctl("key", "generate", "--out", str(self._key))
        self._ctl("init", "--name", "bench")
        for node in self.nodes:
            self._configure(node)
            self.start_node(node)
        until(lambda: len(self._status()["nodes"]) == 3 and self._well(self._status()), 60, "three nodes")
        for feature in ("load-balancing", "high-availability"):
            self._ctl("enable", feature, *[word for check in self._failing(feature) for word in ("--override", check)])
        self.balancer = Haproxy(
            self.folder,
            "http",
            [(f"{node.address}:{PAGE}", f"port {HEALTH}") for node in self.nodes],
            ["option httpchk GET /primary"],
        )
        self.request = http_request("GET / HTTP/1.0\r\n\r\n")

    def _failing(self, feature):
        """The checks that one machine with one database cannot pass."""
        asked = subprocess.run(
            [program("rollcallctl"), "--json", "preflight", feature],
            env=self._environment,
            text=True,
            capture_output=True,
        )
        return [check["id"] for check in json.loads(asked.stdout)["checks"] if check["state"] == "failed"]

    def _configure(self, node):
        node.log = node.host.folder / "service.log"
        node.log.touch()
        service = [
            program("rollcall-demo"),
            "service",
            "--address",
            "0.0.0.0",
            "--port",
            str(PAGE),
            "--log",
            str(node.log),
            "--every",
            "2",
        ]
        (node.host.folder / "node.toml").write_text(
            f'[node]\nname = "{node.name}"\naddress = "{node.address}"\nstate_dir = "state"\n'
            f'[database]\nurl = "{self._database.url}"\n'
            f'[security]\nencryption_key_file = "{self._key}"\n'
            f'[messenger]\nlisten = "tcp://{node.address}:{MESSENGER}"\n'
            f'[health]\nlisten = "0.0.0.0:{HEALTH}"\n'
            f'[[unit]]\nname = "service"\nrole = "service"\ncommand = {json.dumps(service)}\n'
        )

    def _ctl(self, *words):
        done = subprocess.run([program("rollcallctl"), *words], env=self._environment, text=True, capture_output=True)
        if done.returncode != 0:
            raise SystemExit(f"rollcallctl {' '.join(words)}: {done.stderr.strip()}")
        return done.stdout

    def _status(self):
        asked = subprocess.run(
            [program("rollcallctl"), "--json", "status"], env=self._environment, text=True, capture_output=True
        )
        return json.loads(asked.stdout)

    def _well(self, status):
        return all(node["state"] in ("healthy", "idle") and node["heartbeat_age_ms"] < 2000 for node in status["nodes"])

    def start_node(self, node):
        node.programs["node"] = node.host.start(program("rollcall-node"), "--config", node.host.folder / "node.toml")

    def _ask(self, node, path):
        """The status code; the connection is kept, because asking is frequent."""
        line = getattr(node, "line", None) or http.client.HTTPConnection(node.address, HEALTH, timeout=0.2)
        try:
            line.request("GET", path)
            answer = line.getresponse()
            answer.read()
            node.line = line
            return answer.status
        except (OSError, http.client.HTTPException):
            line.close()
            node.line = None
            return 0

    def acts(self, node):
        return self._ask(node, "/primary") == 200

    def primary(self):
        return next((node for node in self.nodes if self.acts(node)), None)

    def whole(self):
        # A node whose process died as the primary stands back for one ttl (2 s): it is whole again after that.
        if now() - getattr(self, "_disturbed", 0) < 5:
            time.sleep(0.1)
            return False
        return self._well(self._status()) and self.primary() and self._work(self.primary(), now() - 0.5)

    def _work(self, node, since):
        """The moments after that at which the node's service worked, as it wrote down itself."""
        with open(node.log, "rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - 4_000_000))
            lines = log.read().decode().splitlines()[1 if log.tell() > 4_000_000 else 0 :]
        moments = [int(line.split("boottime_ns=")[1].split()[0]) / 1e9 for line in lines if "boottime_ns=" in line]
        return [at for at in moments if at > since]

    def watch(self, old):
        self._watched = now()
        for node in self.others(old):
            self._ask(node, "/primary")

    def kill_process(self, node):
        supervisor = node.programs["node"].pid
        worker = [
            pid for pid in children(supervisor) if Path(f"/proc/{pid}/comm").read_text().strip() == "rollcall-node"
        ]
        send(signal.SIGKILL, worker[:1])

    def taken_over(self, old):
        """The service's own first line says when it began to work; the lease is seen from outside."""
        lease = super().taken_over(old)[""]
        self._disturbed = now()
        survivors = self.others(old)
        until(lambda: any(self._work(node, self._watched) for node in survivors), 30, "the new primary's service")
        work = min(at for node in survivors for at in self._work(node, self._watched))
        return {"": max(lease, work), "-lease": lease}

    def restore(self, old):
        if not old.host.init:
            super().restore(old)  # after the death of a process alone the supervisor starts it again

    def switch_over(self, old):
        self._ctl("switchover", "--to", self.others(old)[0].name)

    def service_gap(self, since):
        moments = sorted(at for node in self.nodes for at in self._work(node, since - 1))
        return {"-service": max(later - earlier for earlier, later in zip(moments, moments[1:]))}

    def after_switchover(self, old):
        self._disturbed = now()

    def describe(self):
        stated = subprocess.run([program("rollcallctl"), "--version"], text=True, capture_output=True).stdout.split()[
            -1
        ]
        return (
            f"Rollcall {stated} on PostgreSQL, defaults (ttl 2 s, renew 0.5 s). Process: SIGKILL of the worker of"
            " rollcall-node. Taken over: /primary of another node answers 200 and its service has worked (-lease: the"
            " first alone). Switchover: rollcallctl switchover; HAProxy asks /primary (-service: between two works of"
            " the service itself)"
        )

    def end(self):
        super().end()
        self._database.__exit__()
