"""Rows 14 to 16 and 18: databases that stand still, die, or cannot be written."""

import contextlib
import errno
import sqlite3
import threading
import time

import psycopg2

from .checker import most_within
from .common import FENCED, NO_SERVER, new_primary
from .databases import SmallDisk
from .rows import row
from .world import Failed, now


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
    world.create()
    for _ in range(3):
        # The service is of another group, so that what it does to connect again is not counted: it is the application's.
        node = world.add_node()
        node.configure(world.database.url, ["setpriv", "--regid", "65534", "--clear-groups", *node.demo()])
    world.start()
    world.load(1)
    for node in world.nodes:
        node.host.count_connects(5432)
    victim, epoch = world.primary, world.epoch()
    began = world.fault()
    counts = ConnectCounts(world)
    world.database.kill()
    fenced = world.fenced_after(victim, FENCED)
    time.sleep(max(0.0, began + 4 - now()))
    while_down = counts.until_now()
    world.database.start()
    world.healed()
    new_primary(world, epoch)
    took = now() - world.evidence.healed_at
    world.load(2)
    after = counts.until_now()
    counts.end()
    if not while_down or min(while_down.values()) < 2:
        raise Failed(f"a node did not try to connect again while the server was gone: {while_down}")
    # Each node has three connections; each of them waits 50 ms or more after a failure, doubled up to half a second or
    # more. In its first second such a connection tries six times, later three times a second.
    if counts.most > 18:
        raise Failed(f"a node tried to connect {counts.most} times within a second")
    connections = world.sql("SELECT COUNT(*) FROM pg_stat_activity WHERE client_addr IS NOT NULL")[0][0]
    if connections > 5 * len(world.nodes):
        raise Failed(f"{connections} connections afterwards")
    world.figures["connects-a-second"] = counts.most
    return (f"{fenced}; a primary {took:.2f} s after the restart; attempts to connect of each node in the 4 s without a server "
            f"{sorted(while_down.values())}, with the 2 s after it {sorted(after.values())}, at most {counts.most} within "
            f"a second; {connections} connections afterwards")


class ConnectCounts:
    """What the kernel counted of each host's attempts to connect, looked at four times a second."""

    def __init__(self, world):
        self._nodes = world.nodes
        self._seen = {node.name: [(now(), node.host.connects())] for node in world.nodes}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self):
        while not self._ended.wait(0.25):
            for node in self._nodes:
                self._seen[node.name].append((now(), node.host.connects()))

    def until_now(self):
        return {name: looks[-1][1] - looks[0][1] for name, looks in self._seen.items()}

    def end(self):
        self._ended.set()
        self._thread.join()

    @property
    def most(self):
        """The most attempts of one node within a second, or within the one look that took longer."""
        return most_within({name: list(looks) for name, looks in self._seen.items()}, 1.0)


@row(18, "database read-only or its disk full", "self-fence, nobody takes over, a clear event once possible")
def not_writable(world):
    disk = SmallDisk(world.folder / "disk", 192 if world.kind == "postgresql" else 16)
    world.database.move_to(disk)
    world.run()
    if world.kind == "sqlite":
        kinds = (FileReadOnly(world), FileFull(world, disk))
    else:
        kinds = (ServerReadOnly(world), ServerFull(world, disk))
    return "; ".join(refuses_writes(world, kind) for kind in kinds)


def refuses_writes(world, kind):
    victim, epoch = world.primary, world.epoch()
    known = len(world.events("primary.fenced"))
    evidence = kind.begin()
    world.fault()
    fenced = world.fenced_after(victim, FENCED + 0.25, f"self-fence-{kind.name}")  # a reload takes a moment to reach all
    world.load(4)
    if world.primary_name():
        raise Failed(f"{world.primary_name()} took over although nothing can be written ({kind.name})")
    kind.end()
    world.healed()
    new_primary(world, epoch)
    took = now() - world.evidence.healed_at
    if took > 2 * world.ttl:
        raise Failed(f"a primary came {took:.2f} s after the database could be written again ({kind.name})")
    events = world.until(lambda: world.events("primary.fenced")[known:], 10, "an event that says what happened")
    world.load(1)
    return f"{kind.name} ({evidence}): {fenced}, nobody took over; {took:.2f} s after its end a primary, and: “{events[-1]}”"


class ServerReadOnly:
    """As an administrator, or a cluster manager that demotes a server, makes it."""

    name = "read-only"

    def __init__(self, world):
        self.world = world

    def begin(self):
        self.world.sql("ALTER SYSTEM SET default_transaction_read_only = on")
        self.world.sql("SELECT pg_reload_conf()")
        return "default_transaction_read_only"

    def end(self):
        self.world.sql("SET default_transaction_read_only = off")
        self.world.sql("ALTER SYSTEM RESET default_transaction_read_only")
        self.world.sql("SELECT pg_reload_conf()")


class ServerFull:
    """The disk with the data folder has no byte left: the log's next segment cannot be made."""

    name = "disk full"

    def __init__(self, world, disk):
        self.world, self.disk = world, disk

    def begin(self):
        self.disk.fill()
        end = now() + 20
        while now() < end:
            try:
                self.world.sql("SELECT pg_switch_wal()")
            except psycopg2.Error:
                break
        said = [line for line in self.world.database.log().splitlines() if "No space left on device" in line]
        if not said:
            raise Failed("the server did not meet a full disk")
        return said[-1].split("  ", 1)[-1]

    def end(self):
        # What PostgreSQL does: it stops with a panic, and cannot start again before there is room.
        self.world.until(lambda: self.world.database.process.poll() is not None, 20, "the server to give up")
        self.disk.free()
        self.world.database.start()


class FileReadOnly:
    """Every write of a node fails as on a file system that has become read-only."""

    name = "read-only"

    def __init__(self, world):
        self.world = world

    def begin(self):
        for node in self.world.nodes:
            node.disk[0] = errno.EROFS
        return "EROFS"

    def end(self):
        for node in self.world.nodes:
            node.disk[0] = 0


class FileFull:
    """The disk with the file has no byte left, and the write-ahead log no room that it could use again."""

    name = "disk full"

    def __init__(self, world, disk):
        self.world, self.disk = world, disk

    def begin(self):
        end = now() + 20
        while now() < end:
            self.disk.fill()
            said = self.write()
            if "full" in said:
                return f"SQLite: “{said}”"
            with contextlib.suppress(sqlite3.Error):
                self.world.database.sql("PRAGMA wal_checkpoint(TRUNCATE)")
        raise Failed(f"the file could be written on although its disk is full: {said or 'no error'}")

    def write(self):
        """Empty, or why it failed."""
        connection = sqlite3.connect(self.world.database.path, timeout=5, isolation_level=None)
        try:
            connection.executescript("BEGIN IMMEDIATE; CREATE TABLE probe (n); DROP TABLE probe; COMMIT")
            return ""
        except sqlite3.Error as error:
            return str(error)
        finally:
            connection.close()

    def end(self):
        self.disk.free()
