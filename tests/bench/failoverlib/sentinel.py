"""Redis with Sentinel: a server and a sentinel on each of three hosts, quorum 2."""

import socket

from benchlib import until

from .gap import Haproxy, redis_request
from .system import System, version

SERVER, SENTINEL = 6379, 26379


class Line:
    """A connection that speaks RESP, for short commands without blanks in their words."""

    def __init__(self, address, port):
        self._socket = socket.create_connection((address, port), timeout=0.5)
        self._file = self._socket.makefile("rb")

    def ask(self, *words):
        self._socket.sendall(" ".join(words).encode() + b"\r\n")
        return self._answer()

    def _answer(self):
        head = self._file.readline()
        if not head:
            raise ConnectionError("closed")
        kind, rest = head[:1], head[1:].strip().decode()
        if kind == b"*":
            return [self._answer() for _ in range(int(rest))]
        if kind == b"$":
            return self._file.read(int(rest) + 2)[:-2].decode() if int(rest) >= 0 else None
        if kind == b"-":
            raise ConnectionError(rest)
        return rest

    def close(self):
        self._file.close()
        self._socket.close()


class RedisSentinel(System):
    name = "redis-sentinel"
    down_after = 30000
    settings = "defaults (down-after-milliseconds 30000, failover-timeout 180000)"
    request = staticmethod(redis_request)

    def start(self):
        for node in self.nodes:
            node.lines = {}
            folder = node.host.folder
            (folder / "redis.conf").write_text(f"port {SERVER}\nbind 0.0.0.0\nprotected-mode no\ndir {folder}\n")
            (folder / "sentinel.conf").write_text(
                f"port {SENTINEL}\nbind 0.0.0.0\nprotected-mode no\ndir {folder}\n"
                f"sentinel monitor bench {self.nodes[0].address} {SERVER} 2\n"
                f"sentinel down-after-milliseconds bench {self.down_after}\n"
            )
            self._start_server(node, self.nodes[0])
            self._start_sentinel(node)
        check = [
            "option tcp-check",
            "tcp-check connect",
            "tcp-check send PING\\r\\n",
            "tcp-check expect string +PONG",
            "tcp-check send info\\ replication\\r\\n",
            "tcp-check expect string role:master",
        ]
        self.balancer = Haproxy(self.folder, "tcp", [(f"{node.address}:{SERVER}", "") for node in self.nodes], check)

    def _start_server(self, node, master):
        """As a replica of the master, whatever its file says: a sentinel rewrites that only at a failover."""
        role = [] if node is master else ["--replicaof", f"{master.address} {SERVER}"]
        node.programs["server"] = node.host.start(
            "redis-server", node.host.folder / "redis.conf", *role, output="redis"
        )

    def _start_sentinel(self, node):
        node.programs["sentinel"] = node.host.start(
            "redis-sentinel", node.host.folder / "sentinel.conf", output="sentinel"
        )

    def start_node(self, node):
        self._start_server(node, self.primary())
        if not node.programs["sentinel"].pid:
            self._start_sentinel(node)

    def _ask(self, node, port, *words):
        """The answer, over a connection that is kept; None: none."""
        try:
            if port not in node.lines:
                node.lines[port] = Line(node.address, port)
            return node.lines[port].ask(*words)
        except OSError:
            if port in node.lines:
                node.lines.pop(port).close()
            return None

    def acts(self, node):
        return (self._ask(node, SERVER, "ROLE") or [""])[0] == "master"

    def primary(self):
        masters = [node for node in self.nodes if node.programs["server"].pid and self.acts(node)]
        return masters[0] if len(masters) == 1 else None

    def whole(self):
        master = self.primary()
        return master and all(self._sees_all(node, master) for node in self.nodes)

    def _sees_all(self, node, master):
        """Whether this node's sentinel knows the master, two replicas in step and two more sentinels, all well."""

        def rows(*words):
            answer = self._ask(node, SENTINEL, "SENTINEL", *words, "bench")
            return [dict(zip(row[::2], row[1::2])) for row in answer or []]

        head = self._ask(node, SENTINEL, "SENTINEL", "MASTER", "bench") or []
        replicas, sentinels = rows("REPLICAS"), rows("SENTINELS")
        return (
            dict(zip(head[::2], head[1::2])).get("ip") == master.address
            and dict(zip(head[::2], head[1::2]))["flags"] == "master"
            and sorted(row["ip"] for row in replicas) == sorted(each.address for each in self.others(master))
            and all(
                row["flags"] == "slave" and row["master-link-status"] == "ok" and row["master-host"] == master.address
                for row in replicas
            )
            and len(sentinels) == 2
            and all(row["flags"] == "sentinel" for row in sentinels)
        )

    def watch(self, old):
        for node in self.others(old):
            self.acts(node)

    def kill_process(self, node):
        node.programs["server"].kill()

    def switch_over(self, old):
        self._ask(self.nodes[0], SENTINEL, "SENTINEL", "FAILOVER", "bench")

    def until_elsewhere(self, old):
        """The old master remains one for seconds, until a sentinel makes it a replica."""
        until(lambda: self.primary() not in (None, old), 60, f"{self.name} to have one master again")

    def forget_writes(self):
        self._ask(self.primary(), SERVER, "DEL", "bench")

    def kept_writes(self):
        self.wait_whole()
        return {int(number) for number in self._ask(self.primary(), SERVER, "LRANGE", "bench", "0", "-1")}

    def describe(self):
        return (
            f"Redis Sentinel {version('redis-sentinel')}, three servers and three sentinels, quorum 2, {self.settings}."
            " Process: SIGKILL of the master's redis-server. Taken over: another server answers ROLE with master."
            " Switchover: SENTINEL FAILOVER; HAProxy asks for role:master; of the clients' writes count those that the"
            " new master kept"
        )


class RedisSentinelTight(RedisSentinel):
    name = "redis-sentinel-tight"
    down_after = 1000
    settings = (
        "tightest sensible (down-after-milliseconds 1000: Sentinel pings once a second, SENTINEL_PING_PERIOD in"
        " sentinel.c; its documentation's examples say 5000 and more)"
    )
