"""etcd: its own election of a leader, and an application's election that is held with it."""

import http.client
import json
import subprocess
import threading

from .gap import Haproxy, http_request
from .hosts import HUB, now
from .system import System, version

CLIENT, PEER = 2379, 2380


class Member:
    """What is asked of one etcd over a connection that is kept."""

    def __init__(self, address, port=CLIENT):
        self._line = http.client.HTTPConnection(address, port, timeout=0.3)

    def status(self):
        """Its status as etcd's JSON gateway tells it; empty: no answer."""
        try:
            self._line.request("POST", "/v3/maintenance/status", "{}")
            answer = self._line.getresponse()
            text = answer.read()
            return json.loads(text) if answer.status == 200 else {}
        except (OSError, http.client.HTTPException, ValueError):
            self._line.close()
            return {}

    def leads(self):
        said = self.status()
        return bool(said) and said.get("leader") == said["header"]["member_id"]


class Etcd(System):
    name = "etcd"
    options = []
    settings = "defaults (heartbeat-interval 100, election-timeout 1000)"

    def start(self):
        for node in self.nodes:
            node.member = Member(node.address)
            self.start_node(node)
        self.balancer = Haproxy(
            self.folder,
            "http",
            [(f"{node.address}:{CLIENT}", "") for node in self.nodes],
            ["option httpchk GET /health"],
        )
        put = '{"key": "YmVuY2g=", "value": "MQ=="}'
        self.request = http_request(f"POST /v3/kv/put HTTP/1.0\r\nContent-Length: {len(put)}\r\n\r\n{put}")

    def start_node(self, node):
        members = ",".join(f"{each.name}=http://{each.address}:{PEER}" for each in self.nodes)
        node.programs["etcd"] = node.host.start(
            "etcd",
            "--name",
            node.name,
            "--data-dir",
            node.host.folder / "data",
            "--initial-cluster",
            members,
            "--listen-client-urls",
            f"http://0.0.0.0:{CLIENT}",
            "--advertise-client-urls",
            f"http://{node.address}:{CLIENT}",
            "--listen-peer-urls",
            f"http://{node.address}:{PEER}",
            "--initial-advertise-peer-urls",
            f"http://{node.address}:{PEER}",
            *self.options,
            output="etcd",
        )

    def acts(self, node):
        return node.member.leads()

    def primary(self):
        leaders = [node for node in self.nodes if self.acts(node)]
        return leaders[0] if len(leaders) == 1 else None

    def whole(self):
        said = [node.member.status() for node in self.nodes]
        return (
            all(said)
            and len({each.get("leader") for each in said}) == 1
            and len({each.get("raftIndex") for each in said}) == 1
        )

    def watch(self, old):
        self.whole()

    def kill_process(self, node):
        node.programs["etcd"].kill()

    def switch_over(self, old):
        new = int(self.others(old)[0].member.status()["header"]["member_id"])
        subprocess.run(
            ["etcdctl", "--endpoints", f"http://{old.address}:{CLIENT}", "move-leader", f"{new:x}"],
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def describe(self):
        return (
            f"etcd {version('etcd-server')}, three members, {self.settings}. Its own Raft leader, which no application"
            " is: Process: SIGKILL of the leader. Taken over: another member says that it leads. Switchover: etcdctl"
            " move-leader; the clients write through any member"
        )


class EtcdTight(Etcd):
    name = "etcd-tight"
    options = ["--heartbeat-interval", "10", "--election-timeout", "100"]
    settings = (
        "tightest that its tuning page works out (heartbeat-interval 10, election-timeout 100: about the round trip,"
        " and ten times it, for 10 ms)"
    )


class Quorum:
    """Three etcds on the hub, for systems that need one and whose hosts are not its."""

    def __init__(self, folder):
        ports = [(CLIENT + 100 * number, PEER + 100 * number) for number in range(3)]
        cluster = ",".join(f"e{number}=http://{HUB}:{peer}" for number, (_, peer) in enumerate(ports))
        self.addresses = [f"{HUB}:{client}" for client, _ in ports]
        log = open(folder / "etcd.log", "w")
        self._processes = [
            subprocess.Popen(
                [
                    "etcd",
                    "--name",
                    f"e{number}",
                    "--data-dir",
                    str(folder / f"etcd-{number}"),
                    "--initial-cluster",
                    cluster,
                    "--listen-client-urls",
                    f"http://{HUB}:{client}",
                    "--advertise-client-urls",
                    f"http://{HUB}:{client}",
                    "--listen-peer-urls",
                    f"http://{HUB}:{peer}",
                    "--initial-advertise-peer-urls",
                    f"http://{HUB}:{peer}",
                ],
                stdout=log,
                stderr=log,
            )
            for number, (client, peer) in enumerate(ports)
        ]

    def end(self):
        for process in self._processes:
            process.kill()
            process.wait()


class EtcdElect(System):
    """An application's leader as `etcdctl elect` holds it: candidates on three hosts, the store apart from them."""

    name = "etcd-elect"
    rhythm = 1.0
    patience = 120

    def start(self):
        self._quorum = Quorum(self.folder)
        for node in self.nodes:
            self.start_node(node)

    def start_node(self, node):
        """etcdctl writes the leader's name when it has won."""
        node.won_at = 0
        node.programs["elect"] = node.host.start(
            "etcdctl",
            "--endpoints",
            ",".join(self._quorum.addresses),
            "elect",
            "bench",
            node.name,
            pipe=True,
            output="elect",
            environment={"ETCDCTL_API": "3"},
        )
        threading.Thread(target=self._listen, args=(node, node.programs["elect"].entry.stdout), daemon=True).start()

    @staticmethod
    def _listen(node, lines):
        for line in lines:
            if line.strip() == node.name:
                node.won_at = now()

    def acts(self, node):
        return bool(node.won_at)

    def primary(self):
        return next((node for node in self.nodes if node.won_at and node.programs["elect"].pid), None)

    def whole(self):
        return all(node.programs["elect"].pid for node in self.nodes)

    def taken_over(self, old):
        super().taken_over(old)
        return {"": max(node.won_at for node in self.others(old))}

    def kill_process(self, node):
        node.programs["elect"].kill()

    def describe(self):
        return (
            f"etcd {version('etcd-client')}, `etcdctl elect` on three hosts beside an etcd that lives on; its session's"
            " lease is 60 s and cannot be set. Process: SIGKILL of the elected etcdctl. Taken over: another one prints"
            " that it won. No switchover: it has no service"
        )

    def end(self):
        self._quorum.end()
