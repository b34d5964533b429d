"""Rows 19 to 25: locks, clocks, and a lease that somebody changed behind the nodes' backs."""

import shutil
import signal
import time

from .common import FENCED, cut, mend, new_primary
from .rows import row
from .rows_outage import frozen
from .world import Failed, SharedNumbers, now, send


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
    cut(world, victim)
    world.fault()
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
