"""Rows 9 to 28: networks and databases."""

import json
import shutil
import signal
import subprocess
import time

from .databases import Server, binaries
from .network import HUB
from .proxy import Proxy
from .rows import row
from .world import MESSENGER_PORT, Failed, SharedNumbers, now, send

FENCED = 1.75  # ttl − margin, and what one look at /primary takes
NO_SERVER = "an SQLite file has no server of its own"


def cut(world, node):
    """The node does not reach the database any more, and nothing tells it."""
    if world.kind == "sqlite":
        node.disk[0] = -1
    else:
        node.host.block("OUTPUT", "-p", "tcp", "--dport", "5432")


def mend(world, node):
    if world.kind == "sqlite":
        node.disk[0] = 0
    else:
        node.host.heal()


def new_primary(world, epoch):
    world.until(lambda: world.primary_name() and world.epoch() > epoch, 12, "a primary after the fault")


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


@row(14, "database frozen 0.8 s", "primary kept")
def frozen_shortly(world):
    world.run()
    victim, epoch = world.primary, world.epoch()
    world.fault()
    world.database.freeze()
    time.sleep(0.8)
    world.database.thaw()
    world.healed()
    world.load(3)
    return world.kept(epoch, victim.name)


@row(15, "database frozen 5 s", "self-fence; one primary ≤ 2·ttl after it thaws")
def frozen_long(world):
    return frozen(world, 5)


def frozen(world, seconds):
    world.run()
    victim, epoch = world.primary, world.epoch()
    began = world.fault()
    world.database.freeze()
    fenced = world.fenced_after(victim, FENCED)
    time.sleep(max(0.0, began + seconds - now()))
    world.database.thaw()
    world.healed()
    new_primary(world, epoch)
    took = now() - world.evidence.healed_at
    world.load(2)
    return f"{fenced}; {world.holder()} was the primary {took:.2f} s after the thaw, epoch {world.epoch()}"


@row(16, "database killed and restarted", "as 15; no reconnect storm", not_on={"sqlite": NO_SERVER})
def restarted(world):
    world.run()
    victim, epoch = world.primary, world.epoch()
    began = world.fault()
    world.database.kill()
    fenced = world.fenced_after(victim, FENCED)
    time.sleep(max(0.0, began + 4 - now()))
    world.database.start()
    world.healed()
    new_primary(world, epoch)
    took = now() - world.evidence.healed_at
    world.load(2)
    connections = world.sql("SELECT COUNT(*) FROM pg_stat_activity WHERE client_addr IS NOT NULL")[0][0]
    if connections > 5 * len(world.nodes):
        raise Failed(f"{connections} connections afterwards")
    return f"{fenced}; a primary {took:.2f} s after the restart; {connections} connections afterwards"


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


@row(18, "database read-only or its disk full", "self-fence, nobody takes over, a clear event once possible")
def read_only(world):
    world.run()
    victim, epoch = world.primary, world.epoch()
    world.fault()
    if world.kind == "sqlite":
        for node in world.nodes:
            node.disk[0] = -1
    else:
        world.sql("ALTER SYSTEM SET default_transaction_read_only = on")
        world.sql("SELECT pg_reload_conf()")
    fenced = world.fenced_after(victim, FENCED + 0.25)  # a reload takes a moment to reach every session
    world.load(4)
    if world.primary_name():
        raise Failed(f"{world.primary_name()} took over although nothing can be written")
    if world.kind == "sqlite":
        for node in world.nodes:
            node.disk[0] = 0
    else:
        world.sql("SET default_transaction_read_only = off")
        world.sql("ALTER SYSTEM RESET default_transaction_read_only")
        world.sql("SELECT pg_reload_conf()")
    world.healed()
    new_primary(world, epoch)
    said = world.until(lambda: world.events("primary.fenced"), 10, "an event that says what happened")
    return f"{fenced}; nobody took over; afterwards: “{said[-1]}”"


@row(19, "an application transaction holding the fence share-locked for 10 s",
     "renewal unaffected; takeover waits, bounded",
     not_on={"sqlite": "a file has one write lock: a transaction that holds it for 10 s is row 15"})
def share_locked(world):
    world.run()
    victim, epoch = world.primary, world.epoch()
    application = world.database.connect()
    application.autocommit = False
    with application.cursor() as cursor:
        cursor.execute("SELECT epoch FROM ha_epoch WHERE id = 1 FOR SHARE")
    locked = now()
    world.load(4)
    kept = world.kept(epoch, victim.name)
    world.fault()
    victim.kill_host()
    time.sleep(max(0.0, locked + 10 - now()))
    if world.epoch() != epoch:
        raise Failed("the takeover did not wait for the application's transaction")
    application.commit()
    let_go = now()
    seen = world.takeover(10)
    waited = world.evidence.fault_at + world.figures["takeover"] - let_go
    if waited > 1.5:
        raise Failed(f"the takeover came {waited:.2f} s after the lock was gone")
    return f"{kept} for 4 s of it; then {seen}, {waited:.2f} s after the lock was gone"


@row(20, "a lock on the lease row for 3 s", "self-fence, no overlap")
def lease_locked(world):
    if world.kind == "sqlite":
        return frozen(world, 3)
    world.run()
    victim, epoch = world.primary, world.epoch()
    stranger = world.database.connect()
    stranger.autocommit = False
    began = world.fault()
    with stranger.cursor() as cursor:
        cursor.execute("SELECT * FROM ha_lease FOR UPDATE")
    fenced = world.fenced_after(victim, FENCED)
    time.sleep(max(0.0, began + 3 - now()))
    stranger.rollback()
    world.healed()
    new_primary(world, epoch)
    world.load(2)
    return f"{fenced}; then {world.holder()} had epoch {world.epoch()}"


@row(21, "database clock ±60 s", "no effect", not_on={"sqlite": "its clock is each node's own: row 22"})
def database_clock(world):
    numbers = SharedNumbers(world.folder / "server-clock", 4)
    world.database.environment = {"LD_PRELOAD": world.preload, "CLOCKSHIM": str(numbers.path)}
    world.run()
    victim, epoch = world.primary, world.epoch()
    world.fault()
    before = world.sql("SELECT EXTRACT(EPOCH FROM clock_timestamp())::bigint")[0][0]
    numbers[1] = 60 * 10**9
    after = world.sql("SELECT EXTRACT(EPOCH FROM clock_timestamp())::bigint")[0][0]
    if after - before < 55:
        raise Failed("the server's clock could not be changed")
    world.load(4)
    numbers[1] = -60 * 10**9
    world.load(4)
    return f"{world.kept(epoch, victim.name)} while the server's clock jumped by +60 s and by −120 s"


@row(22, "a node's wall clock ±1 h", "no effect on who is primary")
def wall_clock(world):
    world.run()
    victim, epoch = world.primary, world.epoch()
    world.fault()
    victim.clock[1] = 3600 * 10**9
    world.others(victim)[0].clock[1] = -3600 * 10**9
    world.load(6)
    return f"{world.kept(epoch, victim.name)} with its clock an hour ahead and another node's an hour behind"


@row(23, "a challenger's clock 10 % fast", "no overlap")
def fast_clock(world):
    world.run()
    victim, epoch = world.primary, world.epoch()
    for node in world.others(victim):
        node.clock[3] = int(now() * 1e9)
        node.clock[2] = 100_000
    world.load(2)
    kept = world.kept(epoch, victim.name)
    world.fault()
    cut(world, victim)
    fenced = world.fenced_after(victim, FENCED)
    seen = world.takeover(2.5)
    mend(world, victim)
    world.load(1)
    return f"{kept} for 2 s; cut off, {fenced}, and {seen}"


@row(24, "replica promoted with loss, epoch went back",
     "nobody primary until repaired; then epoch > the highest ever seen",
     not_on={"sqlite": "an SQLite file has no replica"})
def went_back(world):
    world.create()
    for _ in range(3):
        world.add_node()
    world.start()
    server = world.database
    server.stop()
    copied = now()
    older = world.folder / "older"
    shutil.copytree(server.data, older)
    server.start()
    world.until(world.primary_name, 12, "a primary after the copy was made")
    send(signal.SIGKILL, world.primary.worker)
    world.load(2)
    highest = world.epoch()
    server.kill()
    world.evidence.lost = (copied, now() + 2)  # what is under way still ends
    shutil.rmtree(server.data)
    older.rename(server.data)
    server.own()
    world.fault()
    server.start()
    world.load(6)
    if world.primary_name():
        raise Failed(f"{world.primary_name()} is the primary although the epoch went back from {highest} to {world.epoch()}")
    back = world.epoch()
    code, said = world.ctl("lease", "repair")
    world.healed()
    world.until(lambda: world.primary_name() and world.epoch() > highest, 12, "a primary after the repair")
    world.load(1)
    return f"epoch went back from {highest} to {back}: nobody was the primary for 6 s; repaired, epoch {world.epoch()}"


@row(25, "lease row deleted", "demote; repair command needed")
def deleted(world):
    world.run()
    victim, epoch = world.primary, world.epoch()
    world.fault()
    world.sql("DELETE FROM ha_lease")
    fenced = world.fenced_after(victim, FENCED)
    world.load(4)
    if world.primary_name():
        raise Failed("somebody is the primary without a lease")
    world.ctl("lease", "repair")
    world.healed()
    new_primary(world, epoch)
    world.load(1)
    return f"{fenced}; nobody for 4 s; after the repair {world.holder()} had epoch {world.epoch()}"


@row(27, "a lagging read replica is polled", "its compare-and-set fails; never primary", not_on={"sqlite": NO_SERVER})
def lagging_replica(world):
    world.run()
    reader = next(node for node in world.nodes if node.name != world.primary_name())
    data = world.folder / "replica" / "data"
    data.parent.mkdir(mode=0o777)
    data.parent.chmod(0o777)
    subprocess.run([*world.database.as_owner, str(binaries() / "pg_basebackup"), "-h", HUB, "-U", "rollcall", "-D", str(data),
                    "-R", "-c", "fast"], check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    replica = Server(data.parent, data)
    replica.port = 5433
    try:
        replica.start("-c", "recovery_min_apply_delay=3s", "-c", "hot_standby=on")
        reader.terminate()
        reader.process.wait(15)
        reader.configure(world.database.url.replace(":5432", ":5433"))
        reader.start()
        world.load(3)
        victim = world.primary
        world.fault()
        victim.kill_host()
        seen = world.takeover(2.5)
        world.load(4)
        if [each for each in world.samples() if each.node == reader.name and each.status == 200 and
                each.asked > world.evidence.fault_at]:
            raise Failed(f"{reader.name} said that it is the primary")
        return f"{seen}; {reader.name}, which read a replica three seconds behind, never was"
    finally:
        replica.end()


@row(28, "COMMIT's reply lost while taking over", "re-read; never assumed won", not_on={"sqlite": NO_SERVER})
def lost_commit(world):
    world.create()
    proxy = Proxy(6432, 5432)
    for number in range(3):
        world.add_node(url=world.database.url.replace(":5432", ":6432") if number else None)
    world.start()
    if world.primary is not world.nodes[0]:
        world.ctl("switchover", "--to", world.nodes[0].name)
        world.until(lambda: world.primary_name() == world.nodes[0].name, 10, "the first node to be the primary")
    world.load(1)
    epoch = world.epoch()
    world.fault()
    proxy.armed = True
    world.nodes[0].kill_host()
    world.until(lambda: proxy.lost, 8, "a takeover's COMMIT")
    world.healed()
    new_primary(world, epoch)
    took = now() - world.evidence.fault_at
    world.load(2)
    terms = world.sql("SELECT epoch, node_name FROM term WHERE epoch > %s ORDER BY epoch", (epoch,))
    return f"the answer to one COMMIT was lost; {world.primary_name()} was the primary {took:.2f} s after; terms: {terms}"
