"""Patroni: PostgreSQL on three hosts, and an etcd of three members that lives on."""

import json
import shutil
import subprocess
import time
import urllib.request

import psycopg2

from benchlib import until

from .etcd import Quorum
from .gap import Haproxy, postgresql_request
from .hosts import SUBNET
from .system import System, version

SQL, REST = 5432, 8008


class Patroni(System):
    name = "patroni"
    ttl, loop_wait, retry_timeout = 30, 10, 10
    patience = 150
    settings = "defaults (ttl 30, loop_wait 10, retry_timeout 10)"
    request = staticmethod(postgresql_request)

    @property
    def rhythm(self):
        return self.loop_wait

    def start(self):
        self._quorum = Quorum(self.folder)
        for node in self.nodes:
            node.session = None
            self._configure(node)
            self.start_node(node)
            if node is self.nodes[0]:  # it makes the database that the others copy
                until(lambda: self.acts(self.nodes[0]), 90, "Patroni's first primary")
        with psycopg2.connect(host=self.nodes[0].address, port=SQL, user="postgres", dbname="postgres") as session:
            session.cursor().execute("CREATE TABLE bench AS SELECT 0::bigint AS number")
        self.balancer = Haproxy(
            self.folder,
            "tcp",
            [(f"{node.address}:{SQL}", f"port {REST}") for node in self.nodes],
            ["option httpchk GET /primary"],
        )

    def _configure(self, node):
        folder = node.host.folder
        trust = [
            f"host all all {SUBNET}.0/24 trust",
            f"host replication all {SUBNET}.0/24 trust",
            "host all all 127.0.0.1/32 trust",
            "local all all trust",
        ]
        (folder / "patroni.yml").write_text(
            json.dumps(
                {  # JSON is YAML
                    "scope": "bench",
                    "name": node.name,
                    "restapi": {"listen": f"0.0.0.0:{REST}", "connect_address": f"{node.address}:{REST}"},
                    "etcd3": {"hosts": self._quorum.addresses},
                    "bootstrap": {
                        "dcs": {
                            "ttl": self.ttl,
                            "loop_wait": self.loop_wait,
                            "retry_timeout": self.retry_timeout,
                            "postgresql": {"use_pg_rewind": True},
                        },
                        "initdb": [{"encoding": "UTF8"}, "data-checksums"],
                        "pg_hba": trust,
                    },
                    "postgresql": {
                        "listen": f"0.0.0.0:{SQL}",
                        "connect_address": f"{node.address}:{SQL}",
                        "data_dir": str(folder / "data"),
                        "bin_dir": "/usr/lib/postgresql/15/bin",
                        "pgpass": str(folder / "pgpass"),
                        "pg_hba": trust,
                        "authentication": {
                            "superuser": {"username": "postgres", "password": "bench"},
                            "replication": {"username": "replicator", "password": "bench"},
                            "rewind": {"username": "rewinder", "password": "bench"},
                        },
                        "parameters": {"unix_socket_directories": str(folder)},
                    },
                }
            )
        )

    def start_node(self, node):
        node.programs["patroni"] = node.host.start(
            "patroni", node.host.folder / "patroni.yml", user="postgres", output="patroni"
        )

    def _rest(self, node, path, body=None):
        """(status, text); status 0: no answer."""
        asked = urllib.request.Request(
            f"http://{node.address}:{REST}{path}", json.dumps(body).encode() if body else None
        )
        try:
            with urllib.request.urlopen(asked, timeout=30 if body else 2) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, ""
        except OSError:
            return 0, ""

    def acts(self, node):
        """PostgreSQL is asked first, over a session that is kept: Patroni itself only when that has been promoted."""
        try:
            if not node.session:
                node.session = psycopg2.connect(
                    host=node.address, port=SQL, user="postgres", dbname="postgres", connect_timeout=2
                )
                node.session.autocommit = True
            with node.session.cursor() as cursor:
                cursor.execute("SELECT pg_is_in_recovery()")
                promoted = not cursor.fetchone()[0]
        except psycopg2.Error:
            node.session = None
            return False
        return promoted and self._rest(node, "/primary")[0] == 200

    def primary(self):
        return next((node for node in self.nodes if self._rest(node, "/primary")[0] == 200), None)

    def whole(self):
        time.sleep(0.2)
        status, text = self._rest(self.nodes[0], "/cluster")
        if status != 200:
            return False
        members = json.loads(text)["members"]
        leaders = [member for member in members if member["role"] == "leader"]
        return (
            len(members) == 3
            and len(leaders) == 1
            and all(
                member["state"] in ("running", "streaming")
                and member.get("timeline") == leaders[0].get("timeline")
                and member.get("lag", 0) == 0
                for member in members
            )
            and all(
                self._rest(self.nodes[int(member["name"][-1]) - 1], "/replica")[0] == 200
                for member in members
                if member not in leaders
            )
        )

    def watch(self, old):
        for node in self.others(old):
            self.acts(node)

    def kill_process(self, node):
        node.programs["patroni"].kill_alone()

    def restore(self, old):
        """It comes back with an empty disk and copies the new primary: always possible, and not what is measured."""
        old.session = None
        old.host.power_off()
        old.host.power_on()
        shutil.rmtree(old.host.folder / "data")
        self.start_node(old)

    def switch_over(self, old):
        body = {"leader": old.name, "candidate": self.others(old)[0].name}
        status, _ = self._rest(old, "/switchover", body)
        if status != 200:
            raise SystemExit(f"{self.name} refused to switch over: {status}")

    def after_switchover(self, old):
        old.session = None

    def describe(self):
        postgresql = subprocess.run(
            ["/usr/lib/postgresql/15/bin/postgres", "--version"], text=True, capture_output=True
        ).stdout
        return (
            f"Patroni {version('patroni')}, {postgresql.split()[2]} of PostgreSQL, etcd {version('etcd-server')} on"
            f" hosts of its own, {self.settings}. Process: SIGKILL of the leader's patroni (when postgres alone dies,"
            " Patroni starts it again in place). Taken over: another /primary answers 200 and its PostgreSQL is out of"
            " recovery. Switchover: its REST call; HAProxy asks /primary; the clients write"
        )

    def end(self):
        super().end()
        self._quorum.end()


class PatroniTight(Patroni):
    name = "patroni-tight"
    ttl, loop_wait, retry_timeout = 20, 1, 3
    settings = "tightest that its documentation allows (ttl 20, loop_wait 1, retry_timeout 3)"
