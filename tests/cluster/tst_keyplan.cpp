#include "model/cluster/eventkinds.h"
#include "model/cluster/keyplan.h"
#include "tests/cluster/facts.h"

#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

const QString oldKey = QStringLiteral("3F7A");
const QString newKey = QStringLiteral("B2C1");

/// Three nodes web-01 to web-03 in one phase of a rotation, each with these keys in its files.
class Rotating
{
public:
    explicit Rotating(RotationPhase phase, const QString& current = oldKey, const QString& next = {})
        : facts(3)
    {
        KeyRotation& keys = facts.facts.cluster.keys;
        keys.phase = phase;
        keys.by = QStringLiteral("dana");
        keys.inForce = phase == RotationPhase::Switched ? newKey : oldKey;
        keys.other = phase == RotationPhase::Switched ? oldKey : newKey;
        if (phase == RotationPhase::None)
            keys.other.clear();
        for (int i = 0; i < 3; ++i)
            set(i, current, next, oldKey);
    }
    void set(int index, const QString& current, const QString& next, const QString& uses)
    {
        SelfReport& report = facts.node(index).report;
        report.keyFiles = {current, next, QStringLiteral("/etc/rollcall/key.next"), {}};
        report.keyFingerprint = uses;
    }
    void stop(int index)
    {
        facts.node(index).stopped = true;
        facts.probe(index).result = ProbeResult::Refused;
        facts.waysTo(index, ProbeResult::Refused);
    }
    NodeKeys standing(int index) const { return planKeys(facts.view()).nodes[static_cast<size_t>(index)]; }
    Result<RotationChange> step(RotationStep step) const { return planStep(step, facts.view(), newKey); }
    Error refusal(RotationStep which) const
    {
        const auto change = step(which);
        if (change)
            qFatal("a refusal was expected");
        return change.error();
    }

    FactsBuilder facts;
};

} // namespace

class TestKeyPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wordsAreStable()
    {
        for (const RotationStep step :
             {RotationStep::Start, RotationStep::Switch, RotationStep::End, RotationStep::Cancel})
            QCOMPARE(rotationStepOf(wordOf(step)), std::optional(step));
        QVERIFY(!rotationStepOf(u"status"));
        QCOMPARE(wordOf(KeyStanding::Untidy), QStringLiteral("untidy"));
        QCOMPARE(wordOf(KeyStanding::NoKey), QStringLiteral("no-key"));
    }

    void theWholeWay()
    {
        Rotating cluster(RotationPhase::None);
        KeyRotation& keys = cluster.facts.facts.cluster.keys;
        keys = {}; // as before the first rotation
        const auto start = cluster.step(RotationStep::Start);
        QVERIFY(start);
        QCOMPARE(start->seen, KeyRotation());
        QCOMPARE(start->wanted.phase, RotationPhase::Preparing);
        QCOMPARE(start->wanted.inForce, oldKey);
        QCOMPARE(start->wanted.other, newKey);
        QCOMPARE(start->event, eventkind::KeyRotationStarted);
        QVERIFY2(start->advice.contains(u"web-01 (/etc/rollcall/key.next), web-02"),
                 qPrintable(start->advice));

        keys = start->wanted;
        QVERIFY(
            cluster.refusal(RotationStep::Switch).what.contains(u"web-01, web-02 and web-03 do not have"));
        for (int i = 0; i < 3; ++i)
            cluster.set(i, oldKey, newKey, oldKey);
        const auto change = cluster.step(RotationStep::Switch);
        QVERIFY(change);
        QCOMPARE(change->wanted.phase, RotationPhase::Switched);
        QCOMPARE(change->wanted.inForce, newKey);
        QCOMPARE(change->wanted.other, oldKey);
        QCOMPARE(change->event, eventkind::KeyRotationSwitched);

        keys = change->wanted;
        QVERIFY(cluster.refusal(RotationStep::End).what.contains(u"do not use key B2C1 yet"));
        for (int i = 0; i < 3; ++i)
            cluster.set(i, oldKey, newKey, newKey);
        const auto end = cluster.step(RotationStep::End);
        QVERIFY(end);
        QCOMPARE(end->wanted.phase, RotationPhase::None);
        QCOMPARE(end->wanted.inForce, newKey);
        QCOMPARE(end->wanted.other, QString());
        QCOMPARE(end->event, eventkind::KeyRotationEnded);
        QVERIFY2(end->advice.contains(u"On web-02, move /etc/rollcall/key.next over"),
                 qPrintable(end->advice));
    }

    void whereANodeStands_data()
    {
        QTest::addColumn<int>("phase");
        QTest::addColumn<QString>("current");
        QTest::addColumn<QString>("next");
        QTest::addColumn<QString>("uses");
        QTest::addColumn<QString>("standing");
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<QString>("remedy");
        const int none = static_cast<int>(RotationPhase::None);
        const int preparing = static_cast<int>(RotationPhase::Preparing);
        const int switched = static_cast<int>(RotationPhase::Switched);
        const QString put =
            QStringLiteral("Put key %1 into /etc/rollcall/key.next on web-02, readable by the user "
                           "of rollcall-node; no restart is needed.");
        QTest::newRow("at rest") << none << oldKey << "" << oldKey << "ready"
                                 << "It uses key 3F7A."
                                 << "";
        QTest::newRow("at rest, another key")
            << none << newKey << "" << newKey << "missing"
            << "It uses key B2C1 while the cluster uses 3F7A." << put.arg(oldKey);
        QTest::newRow("at rest, not tidied up")
            << none << newKey << oldKey << oldKey << "untidy"
            << "It uses key 3F7A, which is still in the file of the next key."
            << "On web-02, move /etc/rollcall/key.next over its encryption_key_file (mv); no restart is "
               "needed.";
        QTest::newRow("at rest, no key") << none << ""
                                         << ""
                                         << ""
                                         << "no-key"
                                         << "Its messenger needs no key."
                                         << "";
        QTest::newRow("preparing, without") << preparing << oldKey << "" << oldKey << "missing"
                                            << "It does not have key B2C1." << put.arg(newKey);
        QTest::newRow("preparing, with") << preparing << oldKey << newKey << oldKey << "ready"
                                         << "It has key B2C1."
                                         << "";
        QTest::newRow("preparing, already moved") << preparing << newKey << "" << newKey << "ready"
                                                  << "It has key B2C1."
                                                  << "";
        QTest::newRow("going back") << preparing << oldKey << newKey << newKey << "waiting"
                                    << "It still uses key B2C1, and goes back to 3F7A by itself."
                                    << "";
        QTest::newRow("switched, without") << switched << oldKey << "" << oldKey << "missing"
                                           << "It does not have key B2C1." << put.arg(newKey);
        QTest::newRow("switched, with") << switched << oldKey << newKey << oldKey << "waiting"
                                        << "It has key B2C1, and uses it in a moment."
                                        << "";
        QTest::newRow("switched, uses it") << switched << oldKey << newKey << newKey << "ready"
                                           << "It uses key B2C1, and still accepts 3F7A."
                                           << "";
    }
    void whereANodeStands()
    {
        QFETCH(int, phase);
        QFETCH(QString, current);
        QFETCH(QString, next);
        QFETCH(QString, uses);
        Rotating cluster(static_cast<RotationPhase>(phase), oldKey, newKey);
        cluster.set(1, current, next, uses);
        const NodeKeys node = cluster.standing(1);
        QCOMPARE(node.name, QStringLiteral("web-02"));
        QTEST(wordOf(node.standing), "standing");
        QTEST(node.sentence, "sentence");
        QTEST(node.remedy, "remedy");
    }

    void aFileThatCannotBeUsedIsNamed()
    {
        Rotating cluster(RotationPhase::Preparing, oldKey, newKey);
        cluster.set(2, oldKey, {}, oldKey);
        cluster.facts.node(2).report.keyFiles.problem = QStringLiteral("The encryption key is empty.");
        QCOMPARE(cluster.standing(2).sentence,
                 QStringLiteral("It does not have key B2C1. The encryption key is empty."));
        const Error refusal = cluster.refusal(RotationStep::Switch);
        QCOMPARE(refusal.kind, ErrorKind::Refused);
        QCOMPARE(refusal.what, QStringLiteral("web-03 does not have key B2C1 yet."));
        QVERIFY(refusal.remedy.contains(u"/etc/rollcall/key.next on web-03"));
    }

    /// One that is off does not hold the others up; whoever carries the step out is told of it.
    void aNodeThatIsOff()
    {
        Rotating cluster(RotationPhase::Preparing, oldKey, newKey);
        cluster.set(2, oldKey, {}, oldKey);
        cluster.stop(2);
        QCOMPARE(cluster.standing(2).standing, KeyStanding::Off);
        QCOMPARE(cluster.standing(2).sentence, QStringLiteral("It does not run, and did not have key B2C1."));
        const auto change = cluster.step(RotationStep::Switch);
        QVERIFY(change);
        QVERIFY2(
            change->advice.contains(u"Put key B2C1 into /etc/rollcall/key.next on web-03 before it starts."),
            qPrintable(change->advice));
        cluster.set(2, oldKey, newKey, oldKey);
        QCOMPARE(cluster.standing(2).sentence, QStringLiteral("It does not run. It had key B2C1."));
        QCOMPARE(cluster.standing(2).remedy, QString());
    }

    /// Right after the start a node that has the key already does not accept it yet: whoever switched first
    /// would be refused by it.
    void aNodeThatDoesNotKnowYetIsWaitedFor()
    {
        Rotating cluster(RotationPhase::Preparing, oldKey, newKey);
        ClusterFacts& facts = cluster.facts.facts;
        facts.databaseTime = 1'800'000'000'000;
        facts.cluster.keys.since = facts.databaseTime - 2000;
        QVERIFY(cluster.step(RotationStep::Switch));
        cluster.facts.node(1).heartbeatAge = 1900ms;
        QCOMPARE(cluster.standing(1).sentence,
                 QStringLiteral("It has key B2C1, and accepts it in a moment."));
        QCOMPARE(cluster.refusal(RotationStep::Switch).what,
                 QStringLiteral("web-02 does not accept key B2C1 yet."));
    }

    void startIsRefused()
    {
        Rotating under(RotationPhase::Preparing);
        QCOMPARE(under.refusal(RotationStep::Start).what,
                 QStringLiteral("A rotation to key B2C1 is under way, by dana."));

        Rotating same(RotationPhase::None);
        QCOMPARE(planStep(RotationStep::Start, same.facts.view(), oldKey).error().what,
                 QStringLiteral("The cluster uses key 3F7A already."));

        Rotating pipes(RotationPhase::None);
        pipes.facts.facts.cluster.keys = {};
        for (int i = 0; i < 3; ++i)
            pipes.set(i, {}, {}, {});
        QVERIFY(pipes.refusal(RotationStep::Start).what.startsWith(u"No node has an encryption key"));

        Rotating stranger(RotationPhase::None);
        stranger.set(1, QStringLiteral("9999"), {}, QStringLiteral("9999"));
        QCOMPARE(stranger.refusal(RotationStep::Start).what,
                 QStringLiteral("web-02 does not use the cluster's key, 3F7A."));

        // The file of the next key is the only one that holds the key in force: it would be overwritten.
        Rotating untidy(RotationPhase::None);
        untidy.set(0, QStringLiteral("9999"), oldKey, oldKey);
        QVERIFY(
            untidy.refusal(RotationStep::Start).what.contains(u"web-01 reads key 3F7A from the file where"));
        QVERIFY(untidy.refusal(RotationStep::Start).remedy.startsWith(u"On web-01, move"));
    }

    /// Somebody gave all nodes another key by hand: a rotation to that one is the way out.
    void aKeyThatAllHaveAlreadyCanBeStarted()
    {
        Rotating cluster(RotationPhase::None, newKey);
        for (int i = 0; i < 3; ++i)
            cluster.set(i, newKey, {}, newKey);
        QVERIFY(cluster.step(RotationStep::Start));
        cluster.facts.facts.cluster.keys = cluster.step(RotationStep::Start)->wanted;
        QVERIFY(cluster.step(RotationStep::Switch));
        QVERIFY(cluster.step(RotationStep::Cancel));
    }

    void stepsOutOfOrderAreRefused()
    {
        const Rotating none(RotationPhase::None);
        for (const RotationStep step : {RotationStep::Switch, RotationStep::End, RotationStep::Cancel})
            QCOMPARE(none.refusal(step).what,
                     QStringLiteral("No rotation of the encryption key is under way."));
        const Rotating preparing(RotationPhase::Preparing, oldKey, newKey);
        QCOMPARE(preparing.refusal(RotationStep::End).what, QStringLiteral("The nodes still use key 3F7A."));
        const Rotating switched(RotationPhase::Switched, oldKey, newKey);
        QCOMPARE(switched.refusal(RotationStep::Switch).what,
                 QStringLiteral("The nodes use key B2C1 already."));
    }

    void cancelGoesBackByOnePhase()
    {
        Rotating cluster(RotationPhase::Switched, oldKey, newKey);
        for (int i = 0; i < 3; ++i)
            cluster.set(i, oldKey, newKey, newKey);
        const auto back = cluster.step(RotationStep::Cancel);
        QVERIFY(back);
        QCOMPARE(back->event, eventkind::KeyRotationReverted);
        QCOMPARE(back->wanted.phase, RotationPhase::Preparing);
        QCOMPARE(back->wanted.inForce, oldKey);
        QCOMPARE(back->wanted.other, newKey);
        cluster.facts.facts.cluster.keys = back->wanted;
        QCOMPARE(cluster.refusal(RotationStep::Cancel).what,
                 QStringLiteral("web-01, web-02 and web-03 still use key B2C1."));
        for (int i = 0; i < 3; ++i)
            cluster.set(i, oldKey, newKey, oldKey);
        const auto off = cluster.step(RotationStep::Cancel);
        QVERIFY(off);
        QCOMPARE(off->event, eventkind::KeyRotationCancelled);
        QCOMPARE(off->wanted.phase, RotationPhase::None);
        QCOMPARE(off->wanted.inForce, oldKey);

        Rotating moved(RotationPhase::Switched, newKey);
        QVERIFY(
            moved.refusal(RotationStep::Cancel).what.contains(u"do not have the former key, 3F7A, any more"));
    }

    /// What a page shows: each step with its reason.
    void thePlanSaysWhichStepIsPossible()
    {
        const Rotating cluster(RotationPhase::Preparing, oldKey, newKey);
        const KeyPlan plan = planKeys(cluster.facts.view());
        QCOMPARE(plan.sentence,
                 QStringLiteral("The encryption key changes from 3F7A to B2C1: the nodes are being "
                                "given the new one."));
        QCOMPARE(plan.steps.size(), size_t(4));
        for (const KeyPlan::Step& step : plan.steps)
            QCOMPARE(!step.refusal, step.step == RotationStep::Switch || step.step == RotationStep::Cancel);
    }

    /// During the change both keys are right, and a third one is not.
    void theVerdictKnowsBothKeys()
    {
        Rotating cluster(RotationPhase::Switched, oldKey, newKey);
        cluster.set(1, oldKey, newKey, newKey);
        cluster.set(2, QStringLiteral("9999"), {}, QStringLiteral("9999"));
        QCOMPARE(cluster.facts.concluded(0).key, KeyState::InSync);
        QCOMPARE(cluster.facts.concluded(1).key, KeyState::InSync);
        QCOMPARE(cluster.facts.concluded(2).key, KeyState::Differs);
    }
};

QTEST_GUILESS_MAIN(TestKeyPlan)
#include "tst_keyplan.moc"
