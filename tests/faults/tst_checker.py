"""The checker has to fail where something is broken: every invariant is shown a log that breaks it."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from faultlib.checker import Action, Evidence, Sample, check, longest_gap, takeover_at  # noqa: E402


def good():
    """A takeover at 10 s, as it should be."""
    return Evidence(
        actions=[Action(9.0, 1, "a", "ack", 7, 1), Action(9.9, 1, "a", "ack", 7, 2), Action(12.0, 2, "b", "ack", 8, 1)],
        terms=[(1, "a"), (2, "b")],
        ledger=[(1, "a", 7, 1), (1, "a", 7, 2), (2, "b", 8, 1)],
        samples=[Sample(9.80, 9.81, "a", 200), Sample(9.83, 9.84, "a", 200), Sample(10.5, 10.51, "a", 0),
                 Sample(11.9, 11.91, "b", 200), Sample(12.9, 12.91, "b", 200)],
        fault_at=10.0, takeover_limit=2.3, healed_at=12.5)


class Checker(unittest.TestCase):
    def only(self, evidence, name):
        """Exactly this invariant is broken."""
        self.assertEqual([each for each, broken in check(evidence).items() if broken], [name])

    def test_good(self):
        self.assertFalse(any(check(good()).values()), check(good()))
        self.assertAlmostEqual(takeover_at(good()), 11.91)
        self.assertAlmostEqual(longest_gap(good().actions), 2.1)

    def test_takeover_by_a_primary_of_before(self):
        """The samples are in the order of nodes; who was the primary just before the fault is told by their times."""
        evidence = good()
        evidence.samples = [Sample(9.0, 9.01, "a", 200), Sample(11.9, 11.91, "a", 200), Sample(8.0, 8.01, "b", 200),
                            Sample(9.5, 9.51, "b", 200)]
        self.assertAlmostEqual(takeover_at(evidence), 11.91)
        evidence.samples = [Sample(9.5, 9.51, "a", 200), Sample(8.0, 8.01, "b", 200), Sample(11.9, 11.91, "b", 200)]
        self.assertAlmostEqual(takeover_at(evidence), 11.91)

    def test_i1_an_action_after_the_next_epoch(self):
        evidence = good()
        evidence.actions.append(Action(12.1, 1, "a"))
        self.only(evidence, "I1")
        evidence.paused = frozenset({"a"})  # a stopped process may believe so, as long as nothing is accepted
        self.assertFalse(any(check(evidence).values()))
        evidence.actions.append(Action(12.2, 1, "a", "fenced"))
        self.assertFalse(any(check(evidence).values()))

    def test_i1_an_accepted_write_of_a_paused_node(self):
        evidence = good()
        evidence.paused = frozenset({"a"})
        evidence.actions.append(Action(12.1, 1, "a", "ack", 7, 3))
        evidence.ledger.insert(2, (1, "a", 7, 3))
        self.only(evidence, "I1")

    def test_i2_two_holders(self):
        evidence = good()
        evidence.terms.append((2, "a"))
        self.only(evidence, "I2")

    def test_i2_two_nodes_act(self):
        evidence = good()
        evidence.actions.append(Action(12.3, 2, "c"))
        self.only(evidence, "I2")

    def test_i3_an_old_write_accepted_late(self):
        evidence = good()
        evidence.ledger.append((1, "a", 7, 3))
        self.only(evidence, "I3")

    def test_i4_an_acknowledged_write_lost(self):
        evidence = good()
        del evidence.ledger[1]
        self.only(evidence, "I4")
        evidence.lost = (9.5, 9.95)
        self.assertFalse(any(check(evidence).values()))

    def test_i5_late_and_never(self):
        evidence = good()
        evidence.takeover_limit = 1.0
        self.only(evidence, "I5")
        evidence = good()
        evidence.healed_at = 0
        evidence.samples = evidence.samples[:3]
        self.only(evidence, "I5")

    def test_i6_two_primaries_at_once(self):
        evidence = good()
        evidence.takeover_limit = 0
        evidence.samples += [Sample(9.815, 9.82, "b", 200)]
        self.only(evidence, "I6")

    def test_i7_a_survivor(self):
        evidence = good()
        evidence.survivors.append("process 7 still ran under epoch 1")
        self.only(evidence, "I7")

    def test_i8_no_primary_after_the_faults(self):
        evidence = good()
        evidence.healed_at = 13.0
        self.only(evidence, "I8")


if __name__ == "__main__":
    unittest.main(argv=["tst_checker"])
