"""The checker has to fail where something is broken: every invariant is shown a log that breaks it."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from faultlib.checker import (Action, Evidence, Pause, Sample, check, doubts, fence_bounds,  # noqa: E402
                                grounds_of_terms, longest_gap, most_within, takeover_at)


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
        evidence.pauses = [Pause("a", 10.0)]  # a stopped process may believe so, as long as nothing is accepted
        self.assertFalse(any(check(evidence).values()))
        evidence.actions.append(Action(12.2, 1, "a", "fenced"))
        self.assertFalse(any(check(evidence).values()))

    def test_i1_the_exemption_of_a_pause_ends(self):
        evidence = good()
        evidence.actions.append(Action(14.0, 1, "a"))
        evidence.pauses = [Pause("a", 10.0, 14.5)]
        self.assertFalse(any(check(evidence).values()))
        evidence.pauses = [Pause("a", 10.0, 13.5)]  # it went on long before
        self.only(evidence, "I1")
        evidence.pauses = [Pause("a", 14.1, 20.0)]  # it was stopped only afterwards
        self.only(evidence, "I1")
        evidence.pauses = [Pause("b", 10.0, 20.0)]  # another node's pause excuses nothing
        self.only(evidence, "I1")

    def test_i1_an_accepted_write_of_a_paused_node(self):
        evidence = good()
        evidence.pauses = [Pause("a", 10.0)]
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

    def test_when_a_node_fenced_itself(self):
        samples = [Sample(9.9, 9.91, "a", 200), Sample(11.5, 11.51, "a", 200), Sample(11.52, 11.82, "a", 0)]
        self.assertIsNone(fence_bounds(samples, "a", 10.0))  # no answer is not a no
        samples += [Sample(11.84, 11.95, "a", 503), Sample(13.0, 13.01, "a", 200), Sample(10.1, 10.2, "b", 503)]
        self.assertEqual([round(each, 2) for each in fence_bounds(samples, "a", 10.0)], [1.5, 1.95])
        self.assertEqual([round(each, 2) for each in fence_bounds(samples[3:], "a", 10.0)], [0.0, 1.95])
        late = [Sample(12.0, 12.01, "a", 200), Sample(12.02, 12.03, "a", 503)]
        self.assertEqual([round(each, 2) for each in fence_bounds(late, "a", 10.0)], [2.0, 2.03])

    def test_connects_within_a_second(self):
        looks = {"a": [(0.0, 0), (0.25, 2), (0.5, 4), (1.0, 5), (1.25, 5), (1.5, 25)], "b": [(0.0, 7), (9.0, 9)]}
        self.assertEqual(most_within(looks, 1.0), 21)
        self.assertEqual(most_within({"b": looks["b"]}, 1.0), 2)  # a look that came late is taken as one window
        self.assertEqual(most_within({"b": [(0.0, 7)]}, 1.0), 0)

    def log(self, *words):
        return [f"2026-01-01T00:00:00.000Z debug rollcall.election: {each}" for each in words]

    ASKS = "takeover: asks for epoch 2, if it still is epoch 1, seq 9"
    DOUBT = "no answer, the outcome is not known: The connection broke."

    def test_doubt_then_read_then_act(self):
        lines = self.log(self.ASKS, self.DOUBT, "read: epoch 2, seq 10, holder x", "primary with epoch 2")
        self.assertEqual(doubts(lines), 1)
        self.assertEqual(grounds_of_terms(lines), {2: "read"})

    def test_doubt_then_asked_again(self):
        lines = self.log(self.ASKS, self.DOUBT, "read: epoch 1, seq 9, holder y", self.ASKS, "takeover: won epoch 2",
                         "primary with epoch 2")
        self.assertEqual(doubts(lines), 1)
        self.assertEqual(grounds_of_terms(lines), {2: "won"})

    def test_assumed_won(self):
        for between in ((), ("read: epoch 1, seq 9, holder y",)):
            lines = self.log("read: epoch 1, seq 9, holder y", self.ASKS, self.DOUBT, *between, "primary with epoch 2")
            self.assertEqual(grounds_of_terms(lines), {2: "nothing"})
        # What was read before the last doubt says nothing about it.
        lines = self.log(self.ASKS, self.DOUBT, "read: epoch 2, seq 9, holder y", self.DOUBT, "primary with epoch 2")
        self.assertEqual(grounds_of_terms(lines), {2: "nothing"})

    def test_an_answer_leaves_no_doubt(self):
        self.assertEqual(doubts(self.log(self.ASKS, "takeover: refused, the lease had changed", self.DOUBT)), 0)


if __name__ == "__main__":
    unittest.main(argv=["tst_checker"])
