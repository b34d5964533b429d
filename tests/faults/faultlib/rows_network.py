"""Rows 9 to 13 and 17: networks."""

import json
import socket
import subprocess

from .common import FENCED, NO_SERVER, cut, mend
from .network import Host
from .proxy import Proxy
from .rows import row
from .world import MESSENGER_PORT, PRIMARY_PORT, WEB_PORT, Failed, now


@row(9, "primary cut off from the database", "self-fence ≤ 1.7 s, takeover ≤ 2.3 s")
def cut_primary(world):
    world.run()
    victim = world.primary
    cut(world, victim)
    world.fault()  # the rule stands now: making it takes a moment in which renewals still arrive
    fenced = world.fenced_after(victim, FENCED)
    seen = world.takeover(2.3)
    mend(world, victim)
    world.load(2)
    return f"{fenced}; {seen}"


@row(10, "its requests arrive, the replies are lost", "self-fence; takeover after observed silence",
     not_on={"sqlite": NO_SERVER})
def lost_replies(world):
    world.run()
    victim = world.primary
    victim.host.block("INPUT", "-p", "tcp", "--sport", "5432")
    world.fault()
    fenced = world.fenced_after(victim, FENCED)
    seen = world.takeover(3.0)  # the last request may have arrived, and counts as a sign of life
    victim.host.heal()
    world.load(2)
    return f"{fenced}; {seen}"


@row(11, "a standby cut off from the database", "no effect on the primary")
def cut_standby(world):
    world.run()
    victim, epoch = world.primary, world.epoch()
    standby = world.others(victim)[0]
    cut(world, standby)
    world.fault()
    world.load(5)
    mend(world, standby)
    world.healed()
    world.load(1)
    return f"{world.kept(epoch, victim.name)} while {standby.name} did not reach the database for 5 s"


@row(12, "only the messenger cut", "no failover; the console says so")
def cut_messenger(world):
    world.run()
    victim, epoch = world.primary, world.epoch()
    world.fault()
    victim.host.block("INPUT", "-p", "tcp", "--dport", str(MESSENGER_PORT))
    world.load(4)

    def said():
        status = json.loads(world.ctl("status", "--json", check=False)[1])
        node = next(each for each in status["nodes"] if each["name"] == victim.name)
        return node if node["probe"]["result"] == "timeout" and node["state"] != "healthy" else None

    node = world.until(said, 10, "the status to say that the messenger does not answer")
    victim.host.heal()
    world.healed()
    world.load(1)
    return f"{world.kept(epoch, victim.name)}; status: “{node['sentence']}”"


# A load balancer counts as one that does not ask any more after 30 s; a node that has just become the primary is given 35.
# Then come the primary's look at the others, every second, and the heartbeats that it reads, every second as well.
DROPPED_WITHIN = 40.0
ASKED_WITHIN = 6.0  # a check of HAProxy each second, then the same looks


@row(13, "only balancer → primary cut", "no failover; an alarm")
def cut_balancer(world):
    world.run()
    victim, epoch = world.primary, world.epoch()
    balancer = Haproxy(world)
    try:
        world.until(lambda: set(balancer.states().values()) == {"UP"}, 15, "HAProxy to find all nodes ready")
        if world.events("primary.dropped"):
            raise Failed("the alarm was there before the fault")
        world.fault()
        victim.host.block("INPUT", "-p", "tcp", "--dport", str(PRIMARY_PORT), "-s", balancer.host.address)
        world.until(lambda: balancer.states()[victim.name] == "DOWN", 10, "HAProxy to miss the primary")
        alarms = world.until(lambda: world.events("primary.dropped"), DROPPED_WITHIN, "the alarm")
        took = now() - world.evidence.fault_at
        if sorted(name for name, state in balancer.states().items() if state == "UP") != \
                sorted(node.name for node in world.others(victim)):
            raise Failed(f"HAProxy sees {balancer.states()}")
        if victim.name not in alarms[0]:
            raise Failed(f"the alarm does not name the primary: {alarms[0]}")
        world.load(3)
        victim.host.heal()
        world.healed()
        world.until(lambda: world.events("primary.asked"), ASKED_WITHIN, "the end of the alarm")
        ended = now() - world.evidence.healed_at
        world.load(2)
        told = (len(world.events("primary.dropped")), len(world.events("primary.asked")))
        if told != (1, 1):
            raise Failed(f"it was told {told[0]} times that load balancers dropped the primary, and {told[1]} times that they ask")
        return (f"{world.kept(epoch, victim.name)}; {took:.0f} s after: “{alarms[0]}”; {ended:.1f} s after its end: "
                f"“{world.events('primary.asked')[0]}”")
    finally:
        balancer.end()


class Haproxy:
    """A load balancer on a host of its own that asks all nodes' /ready, every second."""

    def __init__(self, world):
        self.host = Host(100)
        folder = world.folder / "haproxy"
        folder.mkdir()
        self._socket = folder / "socket"
        servers = "".join(f"  server {node.name} {node.host.address}:{WEB_PORT} check port {PRIMARY_PORT} inter 1s fall 2 rise 1\n"
                          for node in world.nodes)
        (folder / "haproxy.cfg").write_text(
            f"global\n  stats socket {self._socket}\n"
            "defaults\n  mode http\n  timeout connect 1s\n  timeout client 5s\n  timeout server 5s\n  timeout check 1s\n"
            f"listen web\n  bind {self.host.address}:8000\n  option httpchk GET /ready\n{servers}")
        self._process = subprocess.Popen(self.host.inside("haproxy", "-db", "-f", str(folder / "haproxy.cfg")),
                                         stdout=open(folder / "output.log", "w"), stderr=subprocess.STDOUT)
        world.until(self._socket.exists, 10, "HAProxy")

    def states(self):
        """By node, as HAProxy says it: UP, DOWN, or on the way."""
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self._socket))
            line.sendall(b"show stat\n")
            said = line.makefile().read()
        rows = [row.split(",") for row in said.splitlines() if row.startswith("web,node-")]
        return {row[1]: row[17] for row in rows}

    def end(self):
        self._process.kill()
        self._process.wait()
        self.host.end()


@row(17, "database latency 300 ms with jitter", "primary kept",
     not_on={"sqlite": "a file has no line that could be slow; a slow disk makes every node hold its one lock for longer"})
def latency(world):
    world.create()
    proxy = Proxy(6432, 5432)
    for _ in range(3):
        world.add_node(url=world.database.url.replace(":5432", ":6432"))
    world.start()
    world.load(1)
    victim, epoch = world.primary, world.epoch()
    world.fault()
    proxy.delay, proxy.jitter = 0.3, 0.1
    world.load(10)
    return f"{world.kept(epoch, victim.name)} for 10 s of 0.2 to 0.4 s for each answer"
