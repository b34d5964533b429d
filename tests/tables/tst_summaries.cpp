#include "model/cluster/eventkinds.h"
#include "model/tables/recenteventsmodel.h"
#include "model/tables/signalhistory.h"
#include "model/tables/unitsummary.h"

#include <QAbstractItemModelTester>
#include <QDateTime>
#include <QTest>

using namespace rollcall;
using namespace std::chrono_literals;

namespace
{

NodeView node(const QString& name, bool primary)
{
    NodeView view;
    view.row.id = NodeId::create();
    view.row.name = name;
    view.row.heartbeatAge = 300ms;
    view.primary = primary;
    view.alive = true;
    view.row.report.units = {{QStringLiteral("web"), UnitRole::Web, UnitState::Running, 1, 0, {}},
                             {QStringLiteral("service"),
                              UnitRole::Service,
                              primary ? UnitState::Running : UnitState::Stopped,
                              0,
                              0,
                              {}}};
    return view;
}

ClusterView cluster()
{
    ClusterView view;
    view.facts.cluster.mode = Mode::HighAvailability;
    view.facts.databaseTime = QDateTime(QDate(2026, 3, 12), QTime(14, 0)).toMSecsSinceEpoch();
    for (int i = 1; i <= 3; ++i)
        view.nodes.push_back(node(QStringLiteral("web-%1").arg(i), i == 1));
    return view;
}

} // namespace

class SummariesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void unitsAreSummedUpAcrossNodes()
    {
        ClusterView view = cluster();
        auto units = summarizeUnits(view);
        QCOMPARE(units.size(), 2U);
        QCOMPARE(units[0].name, QStringLiteral("service"));
        QCOMPARE(units[0].text, QStringLiteral("Running on web-1"));
        QCOMPARE(units[0].note, QStringLiteral("Standby on 2 nodes"));
        QCOMPARE(units[0].mark, Mark::Healthy);
        QCOMPARE(units[1].text, QStringLiteral("Running on 3 of 3 nodes"));
        view.nodes[2].row.heartbeatAge = 1min;
        units = summarizeUnits(view);
        QCOMPARE(units[1].text, QStringLiteral("Running on 2 of 3 nodes"));
        QCOMPARE(units[1].note, QStringLiteral("Not on web-3"));
        QCOMPARE(units[1].mark, Mark::Degraded);
    }

    void aServiceOnTwoNodesIsNotHealthy()
    {
        ClusterView view = cluster();
        view.nodes[1].row.report.units[1].state = UnitState::Running;
        const auto units = summarizeUnits(view);
        QCOMPARE(units[0].text, QStringLiteral("Running on web-1 and web-2"));
        QCOMPARE(units[0].mark, Mark::Degraded);
    }

    void stoppedByHandIsNotAFailure()
    {
        ClusterView view = cluster();
        for (NodeView& each : view.nodes) {
            each.row.unitsHeld = {QStringLiteral("service")};
            each.row.report.units[1].state = UnitState::Stopped;
        }
        const auto units = summarizeUnits(view);
        QVERIFY(units[0].held && !units[0].running);
        QCOMPARE(units[0].mark, Mark::Idle);
        view.nodes[0].row.report.units[1].state = UnitState::Failed;
        QCOMPARE(summarizeUnits(view)[0].mark, Mark::Down);
    }

    void anEmptyClusterHasNoUnits() { QVERIFY(summarizeUnits({}).empty()); }

    void historyKeepsTheLastSamplesInOrder()
    {
        SignalHistory history;
        ClusterView view = cluster();
        const NodeId id = view.nodes[0].row.id;
        const qint64 start = view.facts.databaseTime;
        for (int i = 0; i < 300; ++i) {
            view.facts.databaseTime = start + i * 500;
            view.nodes[0].row.heartbeatAge = i < 200 ? 300ms : 9s;
            history.record(view);
        }
        const auto samples = history.of(id);
        QCOMPARE(static_cast<int>(samples.size()), SignalHistory::capacity);
        for (std::size_t i = 1; i < samples.size(); ++i)
            QCOMPARE(samples[i].at - samples[i - 1].at, SignalHistory::interval);
        QCOMPARE(samples.front().heartbeat, SignalHistory::Say::Good);
        QCOMPARE(samples.back().heartbeat, SignalHistory::Say::Bad);
        // A clock that was set back starts anew instead of standing still.
        view.facts.databaseTime = start;
        history.record(view);
        QCOMPARE(history.of(id).size(), 1U);
        QVERIFY(history.of(NodeId::create()).empty());
    }

    void recentEventsSayDayAndHow()
    {
        ClusterView view = cluster();
        const qint64 now = view.facts.databaseTime;
        Event elected;
        elected.id = 9;
        elected.at = now - 60'000;
        elected.kind = eventkind::PrimaryElected;
        elected.node = view.nodes[0].row.id;
        elected.sentence = QStringLiteral("web-1 became primary.");
        Event older;
        older.id = 8;
        older.at = now - 86'400'000;
        older.actor = QStringLiteral("dana");
        older.sentence = QStringLiteral("web-2 is draining.");
        view.facts.events = {elected, older};
        Term term;
        term.node = elected.node;
        term.startedAt = elected.at + 3;
        term.startReason = wordOf(TermStart::Silence);
        term.silenceMs = 2100;
        view.facts.terms = {term};
        RecentEventsModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.show(view, 10);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("web-1 became primary"));
        QCOMPARE(model.index(0, 0).data(TrailingRole).toString(), QStringLiteral("failover, 2.1\u202Fs"));
        QVERIFY(model.index(0, 0).data(DayRole).toString().isEmpty());
        QCOMPARE(model.index(1, 0).data(DayRole).toString(), QStringLiteral("Yesterday"));
        QCOMPARE(model.index(1, 0).data(TrailingRole).toString(), QStringLiteral("dana"));
        model.show(view, 1);
        QCOMPARE(model.rowCount(), 1);
    }
};

QTEST_GUILESS_MAIN(SummariesTest)
#include "tst_summaries.moc"
