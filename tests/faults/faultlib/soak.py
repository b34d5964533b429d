"""tests/faults/soak: one cluster, random faults for a long time, and the invariants over all of it."""

import argparse
import collections
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "bench")]

from benchlib import machine  # noqa: E402
from faultlib import main, network  # noqa: E402
from faultlib.common import cut, mend  # noqa: E402
from faultlib.world import Failed, World, now, send  # noqa: E402


class Soak:
    """Each fault happens to a node or the database, lasts a random time and is undone; then a primary has to come."""

    def __init__(self, world, chance):
        self.world, self.chance = world, chance
        self.counted = collections.Counter()
        self.late = []

    def node(self):
        """The primary half of the time, since that is where it matters."""
        name = self.world.primary_name()
        primary = [each for each in self.world.nodes if each.name == name]
        return primary[0] if primary and self.chance.random() < 0.5 else self.chance.choice(self.world.nodes)

    def kill_worker(self):
        send(signal.SIGKILL, self.node().worker or 0x7FFFFFFF)

    def kill_host(self):
        node = self.node()
        node.kill_host()
        time.sleep(self.chance.uniform(0.5, 4))
        node.start()

    def restart(self):
        node = self.node()
        node.terminate()
        node.process.wait(30)
        node.start()

    def stop_worker(self):
        worker = self.node().worker
        if worker:
            send(signal.SIGSTOP, worker)
            time.sleep(self.chance.uniform(0.2, 6))
            send(signal.SIGCONT, worker)

    def stop_host(self):
        node = self.node()
        tree = node.tree()
        self.world.pause(node, *tree)
        time.sleep(self.chance.uniform(0.2, 6))
        self.world.go_on(node, *tree)

    def cut_off(self):
        node = self.node()
        cut(self.world, node)
        time.sleep(self.chance.uniform(0.2, 6))
        mend(self.world, node)

    def freeze(self):
        self.world.database.freeze()
        time.sleep(self.chance.uniform(0.1, 5))
        self.world.database.thaw()

    def restart_database(self):
        if self.world.kind == "sqlite":
            return self.freeze()
        self.world.database.kill()
        time.sleep(self.chance.uniform(0.1, 3))
        return self.world.database.start()

    def undo(self, left, *order):
        """The order ends a fault and is given until nothing is left of it: it, or what it undoes, may not have reached the
        database. left: a query that counts."""
        def done():
            self.world.ctl(*order, check=False)
            return self.world.sql(left)[0][0] == 0

        self.world.until(done, 60, f"rollcallctl {' '.join(order)}")

    def drain(self):
        name = self.chance.choice(self.world.nodes).name
        self.world.ctl("node", "drain", name, check=False)
        time.sleep(self.chance.uniform(0.5, 3))
        self.undo("SELECT COUNT(*) FROM node WHERE wanted <> 'active'", "node", "activate", name)

    def switchover(self):
        self.world.ctl("switchover", "--to", self.chance.choice(self.world.nodes).name, check=False)

    def pause(self):
        self.world.ctl("pause", "--reason", "soak", check=False)
        self.kill_worker()
        time.sleep(self.chance.uniform(0.5, 3))
        self.undo("SELECT COUNT(*) FROM cluster WHERE paused <> 0", "resume")

    def wall_clock(self):
        self.node().clock[1] = self.chance.randint(-3600, 3600) * 10**9

    FAULTS = [kill_worker, kill_host, restart, stop_worker, stop_host, cut_off, freeze, restart_database, drain, switchover,
              pause, wall_clock]

    def one(self):
        fault = self.chance.choice(self.FAULTS)
        self.counted[fault.__name__] += 1
        fault(self)
        healed = now()
        # Nodes that lost their role soon after winning it wait on purpose, up to a minute: two at once are rare.
        self.world.until(self.world.primary_name, 60, f"a primary after {fault.__name__}")
        took = now() - healed
        if took > 2 * self.world.ttl:
            self.late.append((fault.__name__, round(took, 1)))
        time.sleep(self.chance.uniform(0.5, 4))
        # The node that was stopped last has gone on for long enough to have noticed.
        self.world.until(lambda: all(now() > pause.until for pause in self.world.evidence.pauses), 5, "pauses to end")
        self.world.look_for_survivors(self.world.epoch())


def state(world):
    """What the cluster said of itself when it could not go on."""
    try:
        lease = world.sql("SELECT holder, epoch, seq, target FROM ha_lease")
        nodes = world.sql("SELECT name, wanted, stopped, removed_at FROM node ORDER BY name")
        cluster = world.sql("SELECT mode, paused, paused_reason FROM cluster")
        answers = [(node.name, node.running(), node.get("/primary", 3)) for node in world.nodes]
        logs = "\n".join(f"--- {node.name}\n" + "\n".join(node.output().splitlines()[-25:]) for node in world.nodes)
        return f"lease {lease}, nodes {nodes}, cluster {cluster}, /primary {answers}\n{logs}"
    except Exception as error:
        return f"and its state cannot be told: {error}"


def run(options, root):
    preload, template = main.tools(root, options.database)
    folder = Path(root) / "world"
    folder.mkdir(mode=0o755)
    network.enter_own_network()
    world = World(folder, options.database, preload, template)
    try:
        world.run(options.nodes)
        soak = Soak(world, random.Random(options.seed))
        began = now()
        minute = 1
        failed = []
        try:
            while now() - began < options.minutes * 60:
                soak.one()
                if now() - began > minute * 60:
                    print(f"minute {minute}: {sum(soak.counted.values())} faults, epoch {world.epoch()}", file=sys.stderr,
                          flush=True)
                    minute += 1
        except Exception as failure:  # what was seen until then is checked all the same
            failed = [f"it could not go on after {now() - began:.0f} s: {type(failure).__name__}: {failure}; {state(world)}"]
        world.load(2)
        broken = failed + [f"{name}: {each}" for name, all_of in world.conclude().items() for each in all_of]
    finally:
        world.end()
        main.end_descendants()
    print(f"Soak of {options.minutes:g} min on {options.database}, {options.nodes} nodes, seed {options.seed}, {machine()}")
    print("faults: " + ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in soak.counted.most_common()))
    print(f"{len(world.evidence.terms)} terms; longest time without a write between two terms {world.figures['gap']} s; "
          f"{world.figures['writes']} writes acknowledged, {world.figures['rejected']} rejected by the fence")
    if soak.late:
        print(f"a primary later than 2 ttl after the fault (nodes that hold back after losing a term soon): {soak.late}")
    print("\n".join(broken[:20]) if broken else "I1, I2, I3, I4, I6, I7: nothing broken")
    return 1 if broken else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tests/faults/soak", description="Random faults at random times on one cluster under "
                                     "load. Ends with 0 only if no invariant was broken.")
    parser.add_argument("--minutes", type=float, default=30, help="default: 30")
    parser.add_argument("--database", choices=["postgresql", "sqlite"], default="postgresql", help="default: postgresql")
    parser.add_argument("--nodes", type=int, default=4, help="default: 4")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="repeats a sequence of faults")
    options = parser.parse_args()
    main.complain_if_impossible()
    main.subreaper()
    main.go_first()
    with tempfile.TemporaryDirectory(prefix="rollcall-soak-", ignore_cleanup_errors=True) as place:
        Path(place).chmod(0o755)
        try:
            sys.exit(run(options, place))
        except Failed as failure:
            sys.exit(f"FAILED before the first fault: {failure}")
