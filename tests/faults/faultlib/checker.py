"""The invariants of failover, checked on what was logged. Pure: no process, no clock, no database.

Every instant is CLOCK_BOOTTIME of this one machine in seconds. What the units of all nodes wrote about themselves is
merged by it with the rows of the database and with what /primary of each node answered.
"""

import bisect
import math
import re
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Action:
    """A service unit worked: it began at `at` under `epoch` on `node`; write: "", ack, fenced, failed or unknown."""

    at: float
    epoch: int
    node: str
    write: str = ""
    pid: int = 0
    serial: int = 0


@dataclass(frozen=True)
class Sample:
    """One answer of /primary: asked at `asked`, answered at `answered`."""

    asked: float
    answered: float
    node: str
    status: int


@dataclass
class Pause:
    """A process of this node stood still from `since`; whatever it had begun may show late until `until`."""

    node: str
    since: float
    until: float = math.inf

    def covers(self, action):
        return action.node == self.node and self.since <= action.at <= self.until


@dataclass
class Evidence:
    """Everything that one run left behind."""

    actions: list = field(default_factory=list)
    terms: list = field(default_factory=list)  # (epoch, node), in the order of epochs
    ledger: list = field(default_factory=list)  # (epoch, node, pid, serial), in the order in which they were accepted
    samples: list = field(default_factory=list)
    survivors: list = field(default_factory=list)  # sentences: processes that outlived their epoch
    fault_at: float = 0.0
    takeover_limit: float = 0.0  # I5; 0: no takeover is expected
    healed_at: float = 0.0  # I8; 0: not asked
    ttl: float = 2.0
    # Stops of a process between check and act: what it does next may come late once it goes on, and the fence has to
    # reject it. (faults.md, I1) Each ends soon after the process went on: by then the node has noticed.
    pauses: list = field(default_factory=list)
    # (from, until): what the database took in this time was lost with it (a replica promoted with loss). No invariant can
    # bring that back: terms and writes of this time are not asked for.
    lost: tuple = (0.0, 0.0)


def i1_no_action_after_the_next_epoch(evidence):
    """No action under epoch e after the first action under epoch e+1."""
    first = {}
    for action in evidence.actions:
        if action.write != "fenced":
            first[action.epoch] = min(first.get(action.epoch, action.at), action.at)
    epochs = sorted(first)
    newer_from = {}  # epoch → the first action under any higher one
    earliest = None
    for epoch in reversed(epochs):
        newer_from[epoch] = earliest
        earliest = first[epoch] if earliest is None else min(earliest, first[epoch])
    broken = []
    for action in evidence.actions:
        if action.write == "fenced":
            continue
        newer = newer_from[action.epoch]
        slipped = action.write != "ack" and any(pause.covers(action) for pause in evidence.pauses)
        if newer is not None and newer < action.at and not slipped:
            broken.append(f"{action.node} acted under epoch {action.epoch} {action.at - newer:.3f} s after a newer one")
    return broken


def i2_one_holder_each_epoch(evidence):
    """One holder per epoch; epochs strictly increase."""
    broken = []
    holders = {}
    for epoch, node in evidence.terms:
        if holders.setdefault(epoch, node) != node:
            broken.append(f"epoch {epoch} has two holders, {holders[epoch]} and {node}")
    epochs = [epoch for epoch, _ in evidence.terms]
    if any(later <= earlier for earlier, later in zip(epochs, epochs[1:])):
        broken.append(f"the epochs do not rise: {epochs}")
    acted = {}
    for action in evidence.actions:
        if acted.setdefault(action.epoch, action.node) != action.node:
            broken.append(f"{acted[action.epoch]} and {action.node} both acted under epoch {action.epoch}")
    forgotten = {action.epoch for action in evidence.actions if evidence.lost[0] < action.at < evidence.lost[1]}
    for epoch, node in acted.items():
        if epoch in forgotten and epoch not in holders:
            continue
        if holders and holders.get(epoch) != node:
            broken.append(f"{node} acted under epoch {epoch}, which {holders.get(epoch, 'nobody')} held")
    return sorted(set(broken))


def i3_writes_in_epoch_order(evidence):
    """Accepted fenced writes are in epoch order."""
    epochs = [row[0] for row in evidence.ledger]
    return [f"a write of epoch {later} was accepted after one of epoch {earlier}"
            for earlier, later in zip(epochs, epochs[1:]) if later < earlier]


def i4_no_acknowledged_write_lost(evidence):
    """Every write that was acknowledged is in the ledger."""
    kept = set(evidence.ledger)
    lost = [action for action in evidence.actions
            if action.write == "ack" and not evidence.lost[0] < action.at < evidence.lost[1] and (action.epoch, action.node, action.pid, action.serial) not in kept]
    return [f"write {each.serial} of epoch {each.epoch} on {each.node} was acknowledged and is not there" for each in lost]


def takeover_at(evidence):
    """When another node first answered as the primary after the fault: the answer's arrival. Nothing: never."""
    before = [each for each in evidence.samples if each.status == 200 and each.answered <= evidence.fault_at]
    # The samples stand by node, not by time: the primary is the one that said so last.
    old = max(before, key=lambda each: each.answered).node if before else ""
    after = [each.answered for each in evidence.samples
             if each.status == 200 and each.asked >= evidence.fault_at and each.node != old]
    return min(after) if after else None


def i5_takeover_in_time(evidence):
    """Takeover within the row's limit of the fault."""
    if not evidence.takeover_limit:
        return []
    at = takeover_at(evidence)
    if at is None:
        return ["nobody took over"]
    took = at - evidence.fault_at
    return [f"the takeover took {took:.2f} s"] if took > evidence.takeover_limit else []


def i6_primary_is_one_answer(evidence):
    """/primary answers 200 only before the self-fence deadline: never on two nodes at one instant.

    Between two answers of yes that follow each other closely, a node was the primary all the time; another node's yes
    that was asked and answered within is one too many.
    """
    certain = {}  # node → intervals, one after the other
    last = {}
    for each in sorted(evidence.samples, key=lambda each: each.answered):
        before = last.get(each.node)
        if before and before.status == 200 and each.status == 200 and each.asked - before.answered < 0.5:
            certain.setdefault(each.node, []).append((before.answered, each.asked))
        last[each.node] = each
    broken = set()
    for each in (each for each in evidence.samples if each.status == 200):
        for node, intervals in certain.items():
            index = bisect.bisect_left(intervals, (each.asked,)) - 1
            if node != each.node and index >= 0 and each.answered < intervals[index][1]:
                broken.add(f"/primary said yes on {each.node} and on {node} at the same time")
    return sorted(broken)


def i7_no_survivor(evidence):
    """No process of a service unit outlives its epoch."""
    return list(evidence.survivors)


def i8_primary_after_the_faults(evidence):
    """A primary exists within 2 ttl after the faults end."""
    if not evidence.healed_at:
        return []
    after = [each.answered for each in evidence.samples if each.status == 200 and each.asked >= evidence.healed_at]
    if not after:
        return ["no primary since the fault ended"]
    took = min(after) - evidence.healed_at
    return [f"a primary came {took:.2f} s after the fault had ended"] if took > 2 * evidence.ttl else []


INVARIANTS = {
    "I1": i1_no_action_after_the_next_epoch,
    "I2": i2_one_holder_each_epoch,
    "I3": i3_writes_in_epoch_order,
    "I4": i4_no_acknowledged_write_lost,
    "I5": i5_takeover_in_time,
    "I6": i6_primary_is_one_answer,
    "I7": i7_no_survivor,
    "I8": i8_primary_after_the_faults,
}


def check(evidence):
    """What is broken, by invariant; empty lists where nothing is."""
    return {name: rule(evidence) for name, rule in INVARIANTS.items()}


def longest_gap(actions):
    """The longest time without any action between two epochs, in seconds; 0 with a single epoch."""
    ordered = sorted((each for each in actions if each.write != "fenced"), key=lambda each: each.at)
    return max((later.at - earlier.at for earlier, later in zip(ordered, ordered[1:]) if later.epoch != earlier.epoch),
               default=0.0)


def fence_bounds(samples, node, fault_at):
    """Between which moments after the fault a node stopped being the primary: when the last yes was asked for (the fault's
    moment if there was none), and when the first no came. Seconds since the fault; nothing while no “no” has come."""
    last_yes = fault_at
    for each in samples:
        if each.node != node or each.asked <= fault_at or each.status == 0:
            continue
        if each.status != 200:
            return last_yes - fault_at, each.answered - fault_at
        last_yes = each.asked
    return None


def most_within(looks, window):
    """The largest rise of a counter within so many seconds. looks: name → (at, count) in order; two looks that are further
    apart count as one window."""
    most = 0
    for row in looks.values():
        for first, (at, count) in enumerate(row):
            for number, (later, higher) in enumerate(row[first + 1:]):
                if later - at > window and number > 0:
                    break
                most = max(most, higher - count)
    return most


def doubts(lines):
    """How many takeovers got no answer, by a node's log of its election (with debug lines)."""
    count, asked = 0, False
    for line in lines:
        if "takeover: asks for" in line:
            asked = True
        elif asked and "the outcome is not known" in line:
            count, asked = count + 1, False
        elif "takeover: " in line:
            asked = False
    return count


def grounds_of_terms(lines):
    """On what each term began that a node's log tells of: epoch → “won” (the database answered its takeover), “read” (it
    read this epoch in the database after a takeover without an answer), or “nothing”."""
    grounds, won, read, doubt = {}, set(), set(), False
    for line in lines:
        number = re.search(r"epoch (\d+)", line)
        epoch = int(number.group(1)) if number else 0
        if "takeover: won" in line:
            won.add(epoch)
        elif "the outcome is not known" in line:
            doubt, read = True, set()
        elif " read: " in line and doubt:
            read.add(epoch)
        elif "primary with epoch" in line:
            grounds[epoch] = "won" if epoch in won else "read" if epoch in read else "nothing"
    return grounds
