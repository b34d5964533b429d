"""Rows 27 and 28: a node that reads what is old, or does not learn what became of its COMMIT."""

import subprocess
import threading

from .checker import doubts, grounds_of_terms
from .common import NO_SERVER, new_primary
from .databases import Server, binaries
from .network import HUB
from .proxy import Lost, Proxy
from .rows import row
from .splitter import Splitter
from .world import Failed, now


@row(27, "a lagging read replica is polled", "its compare-and-set fails; never primary", not_on={"sqlite": NO_SERVER})
def lagging_replica(world):
    world.run()
    reader = next(node for node in world.nodes if node.name != world.primary_name())
    replica = streaming_standby(world)
    try:
        replica.start("-c", "recovery_min_apply_delay=3s", "-c", "hot_standby=on")
        splitter = Splitter(6432, 5432, replica.port)
        reader.terminate()
        reader.process.wait(15)
        reader.configure(world.database.url.replace(":5432", ":6432"))
        reader.verbose = True
        reader.start()
        world.until(lambda: splitter.reads > 4, 15, "the node to read the lease from the replica")
        world.load(4)
        victim, epoch = world.primary, world.epoch()
        # The primary lives and renews; only the replica stands still. To the reader it looks as if it had died.
        world.fault()
        replica.sql("SELECT pg_wal_replay_pause()")
        world.until(lambda: tally(reader, "takeover: refused") >= 3, 12, "three takeovers of the reader to be refused")
        refused, asked = tally(reader, "takeover: refused"), tally(reader, "takeover: asks for")
        kept = world.kept(epoch, victim.name)
        if not refused or tally(reader, "takeover: won"):
            raise Failed(f"of {asked} takeovers that {reader.name} tried, {refused} were refused")
        replica.sql("SELECT pg_wal_replay_resume()")
        # And now it is dead in truth, and what the reader sees is three seconds old.
        world.fault()
        victim.kill_host()
        seen = world.takeover(2.5)
        world.load(4)
        began = world.sql("SELECT COUNT(*) FROM term WHERE node_name = %s AND epoch > %s", (reader.name, epoch))[0][0]
        if began or said_yes(world, reader):
            raise Failed(f"{reader.name} was the primary, by what a replica said")
        return (f"the replica stood still: {reader.name} tried {asked} takeovers, {refused} were refused, and {kept}; then "
                f"the primary died: {seen}; {reader.name}, which read a replica three seconds behind, never was")
    finally:
        replica.end()


def streaming_standby(world):
    data = world.folder / "replica" / "data"
    data.parent.mkdir(mode=0o777)
    data.parent.chmod(0o777)
    subprocess.run([*world.database.as_owner, str(binaries() / "pg_basebackup"), "-h", HUB, "-U", "rollcall", "-D", str(data),
                    "-R", "-c", "fast"], check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    replica = Server(data.parent, data)
    replica.port = 5433
    return replica


def tally(node, words):
    """How many lines of the node's log hold these words."""
    return sum(words in line for line in node.output().splitlines())


def said_yes(world, node):
    return [each for each in world.samples()
            if each.node == node.name and each.status == 200 and each.asked > world.evidence.fault_at]


@row(28, "COMMIT's reply lost while taking over", "re-read; never assumed won", not_on={"sqlite": NO_SERVER})
def lost_commit(world):
    world.create()
    proxy = Proxy(6432, 5432)
    for number in range(3):
        world.add_node(url=world.database.url.replace(":5432", ":6432") if number else None, verbose=True)
    world.start()
    if world.primary is not world.nodes[0]:
        world.ctl("switchover", "--to", world.nodes[0].name)
        world.until(lambda: world.primary_name() == world.nodes[0].name, 10, "the first node to be the primary")
    world.load(1)
    seen = [lose_commit(world, proxy, Lost.COMMITTED, world.nodes[0].kill_host)]
    for how in (Lost.NOT_COMMITTED, Lost.SILENT):
        heir = next(node for node in world.nodes if node.running() and node is not world.primary)
        seen.append(lose_commit(world, proxy, how, lambda heir=heir: order_switchover(world, heir), heir))
        world.until(world.primary_name, 10, "a primary")
        world.load(1)
    return "; ".join(seen)


def order_switchover(world, heir):
    threading.Thread(target=world.ctl, args=("switchover", "--to", heir.name), kwargs={"check": False}, daemon=True).start()


def lose_commit(world, proxy, how, make_takeover, heir=None):
    """One takeover whose COMMIT lost its answer. Until the node can read again it must not act, whatever the database holds;
    then its log has to show that it read first, and acted on what it had read."""
    epoch = world.epoch()
    marks = {node.name: len(node.output()) for node in world.nodes}
    count = len(proxy.lost)
    world.fault()
    proxy.lose_commit(how, heir and heir.host.address)
    make_takeover()
    world.until(lambda: len(proxy.lost) > count, 10, "a takeover's COMMIT")
    node = next(each for each in world.nodes if each.host.address == proxy.lost[-1])
    world.load(0.5)
    stored = world.epoch()
    if stored != (epoch if how is Lost.NOT_COMMITTED else epoch + 1):
        raise Failed(f"the database holds epoch {stored} after {epoch}: not what the row wanted ({how.name})")
    early = [each for each in said_yes(world, node) if each.asked > world.evidence.fault_at]
    acted = [each for each in world.actions() if each.node == node.name and each.epoch > epoch]
    if early or acted:  # although, where it was committed, the database names it as the holder
        raise Failed(f"{node.name} acted before it could read what had become of its COMMIT ({how.name})")
    proxy.let_in()
    world.healed()
    new_primary(world, epoch)
    took = now() - world.evidence.fault_at
    world.load(1)
    lines = node.output()[marks[node.name]:].splitlines()
    grounds = grounds_of_terms(lines)
    if not doubts(lines) or "nothing" in grounds.values():
        raise Failed(f"{node.name} did not read before it acted ({how.name}): terms began on {grounds}")
    ground = grounds.get(epoch + 1)
    if ground != {Lost.COMMITTED: "read", Lost.NOT_COMMITTED: "won", Lost.SILENT: None}[how]:
        raise Failed(f"{node.name} began epoch {epoch + 1} on {ground} ({how.name})")
    how_it_went = {"read": "read that it had won, then acted", "won": "read, and asked again",
                   None: "read, and did not act: its time had passed"}[ground]
    return f"{how.value}: {node.name} {how_it_went}; {world.holder()} was the primary {took:.2f} s after, epoch {world.epoch()}"
