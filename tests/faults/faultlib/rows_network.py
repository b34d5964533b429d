"""Rows 9 to 13 and 17: networks."""

import json
import time

from .common import FENCED, NO_SERVER, cut, mend
from .proxy import Proxy
from .rows import row
from .world import MESSENGER_PORT


@row(9, "primary cut off from the database", "self-fence ≤ 1.7 s, takeover ≤ 2.3 s")
def cut_primary(world):
    world.run()
    victim = world.primary
    world.fault()
    cut(world, victim)
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
    world.fault()
    victim.host.block("INPUT", "-p", "tcp", "--sport", "5432")
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
    world.fault()
    cut(world, standby)
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
