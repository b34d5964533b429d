#include "model/cluster/eventkinds.h"
#include "model/tables/eventwords.h"
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

    void eventsAreToldInFewWords_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QJsonObject>("details");
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("trailing");
        const auto row = [](const char* name, QLatin1String kind, const QJsonObject& details,
                            const QString& sentence, const QString& text, const QString& trailing) {
            QTest::newRow(name) << QString(kind) << details << sentence << text << trailing;
        };
        const QString reason = QStringLiteral("reason");
        const QJsonObject web{{QStringLiteral("unit"), QStringLiteral("web")},
                              {QStringLiteral("order"), QStringLiteral("stop")}};
        row("first", eventkind::PrimaryElected, {{reason, wordOf(TermStart::First)}},
            QStringLiteral("web-1 is the primary now, epoch 1: the first one of the cluster."),
            QStringLiteral("web-1 became primary"), QStringLiteral("first"));
        row("planned", eventkind::PrimaryElected, {{reason, wordOf(TermStart::Switchover)}}, {},
            QStringLiteral("web-1 became primary"), QStringLiteral("planned"));
        row("foreign reason", eventkind::PrimaryElected, {{reason, 5}}, {},
            QStringLiteral("web-1 became primary"), {});
        row("died", eventkind::PrimaryReleased, {{reason, wordOf(TermEnd::WorkerDied)}}, {},
            QStringLiteral("web-1 gave up primary"), QStringLiteral("process died"));
        row("unit", eventkind::UnitStarted, web, {}, QStringLiteral("web runs on web-1"), {});
        row("order", eventkind::UnitOrdered, web, {}, QStringLiteral("Stop web on web-1"), {});
        row("order without unit", eventkind::UnitOrdered, {}, QStringLiteral("Somebody ordered something."),
            QStringLiteral("Somebody ordered something"), {});
        row("unknown kind", QLatin1String("storage.lost"), {},
            QStringLiteral("web-1 lost its storage: no such file. Mount it."),
            QStringLiteral("web-1 lost its storage"), {});
        row("nothing", QLatin1String("x"), {}, {}, {}, {});
    }
    void eventsAreToldInFewWords()
    {
        QFETCH(QString, kind);
        QFETCH(QJsonObject, details);
        QFETCH(QString, sentence);
        Event event;
        event.kind = kind;
        event.nodeName = QStringLiteral("web-1");
        event.details = details;
        event.sentence = sentence;
        const EventWords words = shortWords(event);
        QTEST(words.text, "text");
        QTEST(words.trailing, "trailing");
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
        elected.nodeName = QStringLiteral("web-1");
        elected.sentence =
            QStringLiteral("web-1 is the primary now, epoch 4: the one before had been silent for 2.1 s.");
        elected.details = {{QStringLiteral("reason"), wordOf(TermStart::Silence)},
                           {QStringLiteral("silence_ms"), 2100}};
        Event older;
        older.id = 8;
        older.at = now - 86'400'000;
        older.actor = QStringLiteral("dana");
        older.sentence = QStringLiteral("web-2 is draining.");
        view.facts.events = {elected, older};
        RecentEventsModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.show(view, 10);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("web-1 became primary"));
        QCOMPARE(model.index(0, 0).data(TrailingRole).toString(), QStringLiteral("failover, 2.1\u202Fs"));
        QVERIFY(model.index(0, 0).data(DayRole).toString().isEmpty());
        QVERIFY(model.index(0, 0).data(Qt::ToolTipRole).toString().startsWith(elected.sentence));
        QCOMPARE(model.index(1, 0).data().toString(), QStringLiteral("web-2 is draining"));
        QCOMPARE(model.index(1, 0).data(DayRole).toString(), QStringLiteral("Yesterday"));
        QCOMPARE(model.index(1, 0).data(TrailingRole).toString(), QStringLiteral("dana"));
        model.show(view, 1);
        QCOMPARE(model.rowCount(), 1);
    }
};

QTEST_GUILESS_MAIN(SummariesTest)
#include "tst_summaries.moc"
