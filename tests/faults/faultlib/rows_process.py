"""Rows 1 to 8 and 29 to 38: processes, hosts, clocks, orders."""

import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path

from benchlib import program

from .checker import longest_gap
from .rows import row
from .world import Failed, alive, now, send


@row(1, "SIGKILL the worker of the primary's node service", "takeover ≤ 0.3 s (the supervisor releases)")
def kill_worker(world):
    world.run()
    victim = world.primary
    world.fault()
    send(signal.SIGKILL, victim.worker)
    seen = world.takeover(0.3)
    world.load(2)
    return seen


@row(2, "SIGKILL worker and supervisor", "takeover ≤ 2.3 s")
def kill_both(world):
    world.run()
    victim = world.primary
    world.fault()
    victim.kill_host()
    seen = world.takeover(2.3)
    world.load(1)
    return seen


@row(3, "SIGKILL the supervisor only", "the worker notices, steps down cleanly or is adopted")
def kill_supervisor(world):
    world.run()
    victim = world.primary
    worker = victim.worker
    world.fault()
    send(signal.SIGKILL, victim.supervisor)
    victim.process.wait(10)
    seen = world.takeover(2.3)
    world.until(lambda: not alive(worker), 10, "the worker without a supervisor to end")
    reason = world.sql("SELECT end_reason FROM term WHERE node_name = %s ORDER BY epoch DESC", (victim.name,))[0][0]
    return f"{seen}; the worker stopped by itself, its term ended as “{reason}”"


@row(4, "SIGTERM the primary", "units stopped, lease released, gap ≤ 0.3 s")
def terminate(world):
    world.run()
    victim = world.primary
    world.fault()
    victim.terminate()
    seen = world.takeover(2.3)
    code = victim.process.wait(15)
    world.load(1)
    gap = longest_gap(world.actions())
    if code != 0 or gap > 0.3:
        raise Failed(f"exit code {code}, gap {gap:.2f} s")
    return f"{seen}; {victim.name} ended with 0; between the last action before and the first after: {gap:.2f} s"


@row(5, "SIGSTOP 1 s", "primary kept")
def stop_shortly(world):
    world.run()
    victim, epoch = world.primary, world.epoch()
    tree = victim.tree()
    world.fault()
    send(signal.SIGSTOP, *tree)
    time.sleep(1)
    send(signal.SIGCONT, *tree)
    world.healed()
    world.load(3)
    return world.kept(epoch, victim.name)


@row(6, "SIGSTOP 5 s, then SIGCONT", "new epoch; the old one acts no more, its writes are rejected")
def stop_long(world):
    world.run()
    first, epoch = world.primary, world.epoch()
    worker = first.worker
    world.fault()
    send(signal.SIGSTOP, worker)  # the supervisor is awake: it has to end the units in time
    seen = world.takeover(2.5)
    time.sleep(max(0.0, 5 - (now() - world.evidence.fault_at)))
    send(signal.SIGCONT, worker)
    world.load(2)
    if world.kind == "sqlite":
        # A host that shares its file with nobody stops as a whole; and a process that stands still in a transaction keeps
        # the file's only lock, which no server takes from it.
        return f"worker stopped: {seen}; epoch {epoch} acted no more"
    # The same with every process of the host: nobody there can act in time, only the fence is left.
    second = world.primary
    tree = second.tree()
    stopped = world.fault()
    world.pause(second, *tree)
    again = world.takeover(2.5, "takeover-host")
    time.sleep(max(0.0, 5 - (now() - stopped)))
    world.go_on(second, *tree)
    world.load(2)
    late = [each for each in world.actions() if each.node == second.name and each.at > stopped + 5 and each.write == "ack"
            and each.epoch < world.epoch()]
    if late:
        raise Failed(f"{len(late)} writes of {second.name} were accepted after it went on")
    return f"worker stopped: {seen}; whole host stopped: {again}; epoch {epoch} acted no more"


@row(7, "SIGSTOP between check and act", "the fence rejects")
def stop_between(world):
    world.run()
    victim, epoch = world.primary, world.epoch()
    victim.stop_file.touch()  # the service stops itself after it believed to be entitled, and before it writes
    world.until(lambda: not victim.stop_file.exists(), 5, "the service to stop itself")
    tree = [pid for pid in victim.tree() if pid != victim.service_pid()]
    service = victim.service_pid()
    world.fault()
    world.pause(victim, *tree)
    seen = world.takeover(2.5)
    world.load(0.5)
    send(signal.SIGCONT, service)  # alone: nobody is awake on that host to kill it
    world.until(lambda: [each for each in world.actions() if each.epoch == epoch and each.write == "fenced"], 5,
                "the fence to reject the late write")
    world.go_on(victim, *tree)
    world.load(1)
    return f"{seen}; the write of epoch {epoch} that came late was rejected"


@row(8, "suspend of the host for 60 s (clock injected)", "fenced at the first check after it")
def suspend(world):
    world.run()
    victim, epoch = world.primary, world.epoch()
    tree = victim.tree()
    world.pause(victim, *tree)
    # A suspended host stands still while CLOCK_BOOTTIME goes on. Nobody else looks at this moment either, so that what
    # fences it is its own clock and not a successor.
    others = [pid for node in world.others(victim) for pid in node.tree()]
    send(signal.SIGSTOP, *others)
    victim.clock[0] = 60 * 10**9
    victim.clock[1] = 60 * 10**9
    world.fault()
    world.go_on(victim, *tree)
    seen = world.fenced_after(victim, 0.6)
    send(signal.SIGCONT, *others)
    world.healed()
    world.until(lambda: world.holder() and world.epoch() > epoch, 10, "a new term")
    world.load(2)
    reason = [each for each in world.events("primary.released") + world.events("primary.fenced") if victim.name in each]
    return f"{seen} by its own clock; then {world.holder()} had epoch {world.epoch()}" + (f" ({reason[0]})" if reason else "")


@row(29, "20 nodes start at once", "one primary; database load bounded")
def many(world):
    world.create()
    for _ in range(20):
        world.add_node()
    world.sql("UPDATE cluster SET mode = 'high-availability'")
    world.fault()
    began = now()
    for node in world.nodes:
        node.start()
    world.observe(0.1)
    world.until(lambda: world.joined() == 20, 60, "20 nodes to join")
    joined = now() - began
    world.until(lambda: world.holder(), 15, "a primary")
    world.healed()
    before = transactions(world)
    world.load(5)
    rate = (transactions(world) - before) / 5 if before is not None else None
    epochs = world.epoch()
    if epochs != 1:
        raise Failed(f"{epochs} terms began, one is enough")
    if rate is not None and rate > 400:
        raise Failed(f"{rate:.0f} transactions a second")
    load = "" if rate is None else f"; {rate:.0f} transactions a second at rest, of which 50 are the service's own writes"
    return f"20 nodes joined in {joined:.1f} s; one term, held by {world.holder()}{load}"


def transactions(world):
    if world.kind != "postgresql":
        return None
    return world.sql("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = 'postgres'")[0][0]


@row(30, "the new primary's service crashes on start, five times", "back-off, event, another node serves")
def crashing_service(world):
    world.create()
    for _ in range(3):
        node = world.add_node()
        command = (f'if [ -e "{node.folder}/crash" ]; then echo >> "{node.folder}/starts"; '
                   f'if [ $(wc -l < "{node.folder}/starts") -le 5 ]; then exit 7; fi; fi; exec "$0" "$@"')
        demo = [program("rollcall-demo"), "service", "--log", str(node.log), "--every", "20", "--database",
                world.database.url]
        node.configure(world.database.url, ["/bin/sh", "-c", command, *demo])
    world.start()
    world.load(1)
    bad = world.others(world.primary)[0]
    (bad.folder / "crash").touch()
    world.fault()
    code, said = world.ctl("switchover", "--to", bad.name, check=False)
    world.until(lambda: world.holder() not in (bad.name, "") and world.acted_under(world.epoch()), 30, "another node to serve")
    took = now() - world.evidence.fault_at
    starts = len((bad.folder / "starts").read_text().splitlines())
    events = [each for each in world.events("unit.failed") if bad.name in each] or world.events("unit.failed")
    if not events:
        raise Failed("no event says that the unit failed")
    world.healed()
    world.load(1)
    return f"{starts} starts failed on {bad.name}, {world.holder()} served {took:.1f} s after the order; “{events[0]}”"


@row(31, "processors overloaded six-fold for 45 s", "no failover")
def overload(world):
    world.run()
    holder, epoch = world.primary.name, world.epoch()
    world.fault()
    # Each in a session of its own: a kernel that groups by session gives each as much as a whole node.
    burners = [subprocess.Popen(["sh", "-c", "while :; do :; done"], start_new_session=True)
               for _ in range(6 * os.cpu_count())]
    try:
        world.load(45)
    finally:
        for each in burners:
            each.kill()
            each.wait()
    world.healed()
    world.load(1)
    return f"{world.kept(epoch, holder)} while {6 * os.cpu_count()} processes burned {os.cpu_count()} processors"


@row(32, "the elector's thread hangs", "self-fence at the deadline; the supervisor restarts it")
def hung_elector(world):
    world.run()
    victim, epoch = world.primary, world.epoch()
    worker = victim.worker
    thread = election_thread(worker)
    # A tracer holds just this one thread: the others, and the supervisor, go on.
    holder = subprocess.Popen(["/usr/bin/python3", "-c", HOLD_THREAD, str(thread)], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE)
    if holder.stdout.readline().strip() != b"held":
        raise Failed("the election's thread could not be held")
    world.fault()  # now: until the tracer had it, it went on renewing
    try:
        fenced = world.fenced_after(victim, 2.0)
        seen = world.takeover(2.6)
        world.until(lambda: victim.worker not in (0, worker), 25, "the supervisor to start a new worker")
    finally:
        holder.kill()
        holder.wait()
    world.load(1)
    return f"{fenced}; {seen}; a new worker was started"


HOLD_THREAD = """
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
thread = int(sys.argv[1])
SEIZE, INTERRUPT = 0x4206, 0x4207
libc.ptrace.argtypes = [ctypes.c_long] * 4
assert libc.ptrace(SEIZE, thread, 0, 0) == 0, os.strerror(ctypes.get_errno())
libc.ptrace(INTERRUPT, thread, 0, 0)
os.waitpid(thread, 0x40000000)
print("held", flush=True)
os.waitpid(thread, 0x40000000)  # until it is killed: its process can only be buried then
"""


def election_thread(worker):
    for task in Path(f"/proc/{worker}/task").iterdir():
        if "elect" in (task / "comm").read_text().lower():
            return int(task.name)
    raise Failed("the worker has no thread named for the election")


@row(33, "a unit ignores SIGTERM", "killed before the lease is released")
def deaf_unit(world):
    world.create()
    demo = program("rollcall-demo")
    for _ in range(3):
        node = world.add_node()
        words = [demo, "service", "--log", str(node.log), "--every", "20", "--database", world.database.url]
        # The shell ignores SIGTERM, and what it starts inherits that.
        node.configure(world.database.url, ["/bin/sh", "-c", 'trap "" TERM; "$0" "$@" & while :; do wait; done', *words],
                       "stop_timeout = 1\n")
    world.start()
    world.load(1)
    victim = world.primary
    world.fault()
    victim.terminate()
    seen = world.takeover(3.3)
    world.until(lambda: not victim.running(), 15, "the node service to end")
    world.load(1)
    return f"{seen}, after the second that a unit has for stopping"


@row(34, "a node's UUID used twice", "the second one refuses to run, and says why")
def twin(world):
    world.run()
    original = next(node for node in world.nodes if node.name != world.primary.name)
    epoch, holder = world.epoch(), world.holder()
    clone = world.add_node()
    subprocess.run(["cp", "-a", str(original.folder / "state"), str(clone.folder / "state")], check=True)
    world.fault()
    clone.start()
    world.until(lambda: not clone.running(), 20, "the clone to refuse")
    code = clone.process.returncode
    said = [line for line in clone.output().splitlines() if "node" in line.lower()]
    if code != 4 or not said:
        raise Failed(f"the clone ended with {code} and said {clone.output()!r}")
    world.load(1)
    world.nodes.remove(clone)
    clone.host.end()
    return f"exit code 4: “{said[-1].strip()[:160]}”; {world.kept(epoch, holder)}"


@row(35, "the target of a switchover dies", "fallback ≤ ttl + poll")
def dead_target(world):
    world.run()
    old = world.primary
    target, third = world.others(old)
    epoch = world.epoch()
    tree = target.tree()
    send(signal.SIGSTOP, *tree)  # it looks alive by its last heartbeat, and will not answer
    world.fault()
    order = threading.Thread(target=world.ctl, args=("switchover", "--to", target.name), kwargs={"check": False})
    order.start()
    released = world.until(lambda: world.epoch() == epoch and not world.holder() and now(), 10, "the lease to be released")
    target.kill_host()
    world.until(lambda: world.holder() not in ("", target.name) and world.epoch() > epoch, 10, "somebody to fall back to")
    took = now() - released
    order.join()
    world.figures["fallback"] = round(took, 3)
    limit = world.ttl + 0.25 + 0.1  # and what this look takes
    if took > limit:
        raise Failed(f"the fallback took {took:.2f} s")
    world.healed()
    world.load(1)
    return f"{world.holder()} took over {took:.2f} s after the release for {target.name}, which was dead"


@row(36, "paused, and the primary dies", "no takeover; alarm; named switchover works")
def paused(world):
    world.run()
    old, epoch = world.primary, world.epoch()
    world.ctl("pause", "--reason", "work on the network")
    world.load(1)
    world.fault()
    old.kill_host()
    world.load(6)
    if world.epoch() != epoch or world.primary_name():
        raise Failed("somebody took over although takeover is paused")
    alarms = world.events("primary.missing")
    if not alarms:
        raise Failed("no alarm says that there is no primary")
    heir = world.others(old)[0]
    world.fault()
    world.ctl("switchover", "--to", heir.name)
    world.until(lambda: world.primary_name() == heir.name, 6, "the named node to take over")
    took = now() - world.evidence.fault_at
    world.load(1)
    return f"no takeover in 6 s; “{alarms[0]}”; {heir.name}, named, was the primary {took:.2f} s after the order"


@row(37, "the last active node is drained", "refused with an explanation; an override exists")
def last_node(world):
    world.run()
    order = [node for node in world.nodes if node is not world.primary] + [world.primary]
    for node in order[:2]:
        world.ctl("node", "drain", node.name)
    world.fault()
    code, said = world.ctl("node", "drain", order[2].name, check=False)
    if code != 4 or "override" not in said.lower():
        raise Failed(f"exit code {code}: {said}")
    holder = world.holder()
    option = re.search(r"--[a-z-]*(?:override|last|anyway)[a-z-]*(?: [a-z-]+)?", said)
    if not option:
        raise Failed(f"the refusal does not name the override: {said}")
    words = option.group(0).split()
    world.ctl("node", "drain", order[2].name, *words)
    wanted = world.sql("SELECT COUNT(*) FROM node WHERE wanted = 'draining'")[0][0]
    if wanted != 3:
        raise Failed("the override did not drain it")
    return f"refused with 4: “{' '.join(said.split())[:200]}”; with {option.group(0)} it was drained ({holder} had been last)"


@row(38, "SQLite, two node services on one machine", "one primary; a busy wait is not a loss",
     not_on={"postgresql": "the row is about SQLite: run it with --database sqlite"})
def two_on_sqlite(world):
    world.run(2)
    holder, epoch = world.holder(), world.epoch()
    world.fault()
    for _ in range(6):
        world.database.freeze()
        time.sleep(0.7)
        world.database.thaw()
        time.sleep(0.3)
    world.healed()
    world.load(2)
    return f"{world.kept(epoch, holder)} while another process locked the file six times for 0.7 s"
