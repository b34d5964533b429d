"""Measures figures of one system, in namespaces of its own; prints a line of JSON a sample.

Started by tests/bench/failover:  measure.py SYSTEM FIGURES RUNS FOLDER SEED
"""

import json
import random
import sys
import time
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from failoverlib import gap, hosts, systems  # noqa: E402


def tell(**what):
    print(json.dumps(what), flush=True)


class Measurement:
    def __init__(self, system, runs, seed):
        self.system = system
        self.runs = runs
        self.lost = []  # acknowledged writes, by switchover
        self.dice = random.Random(seed)  # the phase of a heartbeat in which a kill comes

    def take(self, figure):
        if figure == "switchover-gap":
            self.system.balancer.start()
        for number in range(1, self.runs + 1):
            self.system.wait_whole()
            time.sleep(self.dice.uniform(0, self.system.rhythm))
            samples = self.switchover() if figure == "switchover-gap" else self.death(figure)
            for name, seconds in samples.items():
                tell(figure=name, seconds=seconds)
            said = ", ".join(f"{name} {seconds:.3f} s" for name, seconds in samples.items())
            tell(say=f"{self.system.name}: {number} of {self.runs}: {said}")

    def death(self, figure):
        old = self.system.primary()
        self.system.watch(old)
        since = hosts.now()
        if figure == "process-death":
            self.system.kill_process(old)
        else:
            old.host.power_off()
        took = {figure + suffix: at - since for suffix, at in self.system.taken_over(old).items()}
        self.system.restore(old)
        return took

    def switchover(self):
        old = self.system.primary()
        self.system.forget_writes()
        with gap.Clients(self.system.request) as clients:
            time.sleep(0.3)
            since = hosts.now()
            self.system.switch_over(old)
            self.system.until_elsewhere(old)
            end = hosts.now() + 30
            while clients.longest(hosts.now() - 1) > 0.1 and hosts.now() < end:
                time.sleep(0.05)
            end = hosts.now()
            service = self.system.service_gap(since)
        kept = self.system.kept_writes()
        samples = {"switchover-gap": clients.longest(since, end, kept)}
        samples.update({f"switchover-gap{suffix}": value for suffix, value in service.items()})
        if kept is not None:
            self.lost.append(clients.lost(kept))
        self.system.after_switchover(old)
        return samples

    def remarks(self):
        """What the figures alone do not say."""
        said = self.system.remarks()
        if any(self.lost):
            said.append(f"Of the acknowledged writes {min(self.lost)} to {max(self.lost)} were lost in a switchover")
        return said


def main():
    name, figures, runs, folder, seed = sys.argv[1:]
    hosts.make_hub()
    system = systems.make(name, Path(folder))
    try:
        system.start()
        measurement = Measurement(system, int(runs), int(seed))
        for figure in figures.split(","):
            measurement.take(figure)
        tell(described=". ".join([f"{system.name}: {system.describe()}", *measurement.remarks()]) + ".")
    finally:
        system.end()


if __name__ == "__main__":
    main()
