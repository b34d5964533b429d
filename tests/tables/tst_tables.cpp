#include "model/tables/clusterlistmodel.h"
#include "model/tables/eventfilterproxy.h"
#include "model/tables/eventtablemodel.h"
#include "model/tables/nodefilterproxy.h"
#include "model/tables/nodetablemodel.h"
#include "model/tables/presentation.h"
#include "model/tables/problemlistmodel.h"
#include "model/tables/timetext.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace rollcall;
using namespace std::chrono_literals;

namespace
{

NodeView node(const QString& name, NodeId id = NodeId::create())
{
    NodeView view;
    view.row.id = id;
    view.row.name = name;
    view.row.heartbeatAge = 400ms;
    view.row.report.version = QStringLiteral("1.0.0");
    view.row.report.address = QStringLiteral("10.0.0.1");
    view.storage.state = StorageState::Proven;
    view.row.report.balancer.told = BalancerView::Up;
    view.row.report.units = {{QStringLiteral("web"), UnitRole::Web, UnitState::Running, 1, 0, {}},
                             {QStringLiteral("service"), UnitRole::Service, UnitState::Stopped, 0, 0, {}}};
    view.key = KeyState::InSync;
    view.alive = true;
    view.probe.result = ProbeResult::Ok;
    view.probe.rtt = 1200us;
    view.probe.history = {1200us};
    view.verdict.state = NodeState::Healthy;
    view.verdict.sentence = QStringLiteral("All is well.");
    view.removal.reason = QStringLiteral("%1 is alive.").arg(name);
    return view;
}

QString numbered(int i)
{
    return QStringLiteral("web-%1").arg(i, 5, 10, QLatin1Char('0'));
}

ClusterView cluster(int count)
{
    ClusterView view;
    for (int i = 0; i < count; ++i)
        view.nodes.push_back(node(numbered(i)));
    return view;
}

Freshness fresh()
{
    return {400ms};
}

QStringList names(const QAbstractItemModel& model)
{
    QStringList list;
    for (int row = 0; row < model.rowCount(); ++row)
        list.append(model.index(row, NodeTableModel::Node).data().toString());
    return list;
}

Event happened(qint64 id, Severity severity = Severity::Info,
               const QString& nodeName = QStringLiteral("web-01"))
{
    Event each;
    each.id = id;
    each.at = 1'760'000'000'000 + id * 60'000;
    each.severity = severity;
    each.kind = QStringLiteral("node.joined");
    each.nodeName = nodeName;
    each.sentence = QStringLiteral("%1 joined, number %2.").arg(nodeName).arg(id);
    return each;
}

} // namespace

class TablesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theBalancersOwnWordGoesBeforeTheNodes()
    {
        NodeView view = node(QStringLiteral("web-01"));
        QCOMPARE(balancerCell(view).text, QStringLiteral("In rotation"));
        view.balancer.asked = true;
        QCOMPARE(balancerCell(view).text, QStringLiteral("Unknown")); // it has not answered
        view.balancer.sighting = BalancerSighting{};
        const auto conclude = [&view] {
            const bool serves = view.row.wanted == Wanted::Active && view.verdict.state != NodeState::Idle;
            view.row.report.balancer.told = BalancerView::Unknown; // nobody asks the node itself
            view.balancerFit = balancerFit(view.row, serves, view.balancer);
        };
        conclude();
        QCOMPARE(balancerCell(view).text, QStringLiteral("Not listed"));
        QCOMPARE(balancerCell(view).mark, Mark::Degraded);
        const auto says = [&view, &conclude](const char* status, BalancerView what) {
            view.balancer.sighting->status = QString::fromLatin1(status);
            view.balancer.sighting->view = what;
            conclude();
            return balancerCell(view);
        };
        QCOMPARE(says("UP", BalancerView::Up).mark, Mark::Healthy);
        QCOMPARE(says("MAINT", BalancerView::Drain).text, QStringLiteral("Taken out"));
        QCOMPARE(says("DOWN", BalancerView::Down).text, QStringLiteral("Dropped"));
        QCOMPARE(says("DOWN", BalancerView::Down).mark, Mark::Degraded);
        view.row.wanted = Wanted::Draining;
        QCOMPARE(says("DOWN", BalancerView::Down).text, QStringLiteral("Draining"));
        QCOMPARE(says("UP", BalancerView::Up).mark, Mark::Degraded); // it should not
        view.row.wanted = Wanted::Active;
        view.row.heartbeatAge = 60s; // others carry it
        QCOMPARE(says("DOWN", BalancerView::Down).text, QStringLiteral("Dropped"));
    }

    void nodesOfEverySize_data()
    {
        QTest::addColumn<int>("count");
        for (int count : {0, 1, 3, 50, 10000})
            QTest::addRow("%d", count) << count;
    }
    void nodesOfEverySize()
    {
        QFETCH(int, count);
        NodeTableModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        NodeFilterProxy proxy;
        proxy.setSourceModel(&model);
        proxy.sort(NodeTableModel::Node);
        model.showLoading();
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.index(0, NodeTableModel::Node).data().toString(), QStringLiteral("Reading nodes…"));
        QVERIFY(!model.nodeAt(0));
        ClusterView view = cluster(count);
        model.show(view, fresh());
        QCOMPARE(model.rowCount(), count);
        QCOMPARE(proxy.rowCount(), count);
        if (count > 0)
            QCOMPARE(model.nodeAt(count - 1)->row.name, numbered(count - 1));
        for (NodeView& each : view.nodes)
            each.row.heartbeatAge = 700ms;
        model.show(view, fresh());
        model.show({}, fresh());
        QCOMPARE(model.rowCount(), 0);
    }

    void randomChangesArriveAsDifferences()
    {
        QRandomGenerator random(20260309);
        NodeTableModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        NodeFilterProxy proxy;
        QAbstractItemModelTester proxyTester(&proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
        proxy.setSourceModel(&model);
        proxy.sort(NodeTableModel::State);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        ClusterView view = cluster(20);
        model.show(view, fresh());
        int next = 100;
        for (int step = 0; step < 400; ++step) {
            const int size = static_cast<int>(view.nodes.size());
            switch (random.bounded(6)) {
            case 0:
                view.nodes.insert(view.nodes.begin() + random.bounded(size + 1), node(numbered(next++)));
                break;
            case 1:
                if (size > 0)
                    view.nodes.erase(view.nodes.begin() + random.bounded(size));
                break;
            case 2:
                if (size > 1)
                    std::swap(view.nodes[static_cast<std::size_t>(random.bounded(size))],
                              view.nodes[static_cast<std::size_t>(random.bounded(size))]);
                break;
            case 3:
                for (NodeView& each : view.nodes)
                    each.row.heartbeatAge = Millis(random.bounded(9000));
                break;
            case 4:
                if (size > 0)
                    view.nodes[static_cast<std::size_t>(random.bounded(size))].verdict.state =
                        static_cast<NodeState>(random.bounded(8));
                break;
            default:
                model.thawOrder();
            }
            model.show(view, fresh());
            QStringList expected;
            for (const NodeView& each : view.nodes)
                expected.append(each.row.name);
            QCOMPARE(names(model), expected);
            QCOMPARE(proxy.rowCount(), static_cast<int>(view.nodes.size()));
        }
        QCOMPARE(resets.count(), 0);
    }

    void repeatedKeysAreShownOnce()
    {
        NodeTableModel model;
        ClusterView view = cluster(2);
        view.nodes.push_back(view.nodes.front());
        model.show(view, fresh());
        QCOMPARE(names(model), (QStringList{numbered(0), numbered(1)}));
    }

    void onlyChangedCellsAreReported()
    {
        NodeTableModel model;
        ClusterView view = cluster(5);
        model.show(view, fresh());
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        model.show(view, fresh());
        QCOMPARE(changes.count(), 0);
        view.nodes[2].row.heartbeatAge = 900ms;
        view.nodes[3].row.heartbeatAge = 900ms;
        model.show(view, fresh());
        QCOMPARE(changes.count(), 1);
        QCOMPARE(changes[0][0].toModelIndex(), model.index(2, NodeTableModel::Heartbeat));
        QCOMPARE(changes[0][1].toModelIndex(), model.index(3, NodeTableModel::Heartbeat));
    }

    void persistentIndexFollowsItsNode()
    {
        NodeTableModel model;
        ClusterView view = cluster(5);
        model.show(view, fresh());
        const QPersistentModelIndex kept = model.index(3, NodeTableModel::Node);
        view.nodes.erase(view.nodes.begin() + 1);
        view.nodes.insert(view.nodes.begin(), node(QStringLiteral("api-1")));
        view.nodes.insert(view.nodes.begin(), node(QStringLiteral("api-0")));
        model.show(view, fresh());
        QCOMPARE(kept.data().toString(), numbered(3));
        QCOMPARE(kept.row(), 4);
    }

    void staleValuesAreUnknownButTheMessengerStaysLive()
    {
        NodeTableModel model;
        ClusterView view = cluster(1);
        model.show(view, Freshness{34s});
        const auto at = [&](int column, int role = Qt::DisplayRole) {
            return model.index(0, column).data(role);
        };
        QCOMPARE(at(NodeTableModel::State).toString(), QStringLiteral("Unknown"));
        QCOMPARE(at(NodeTableModel::State, SecondLineRole).toString(), QStringLiteral("was healthy"));
        QCOMPARE(at(NodeTableModel::State, StateRole).value<Mark>(), Mark::Unknown);
        QCOMPARE(at(NodeTableModel::Heartbeat).toString(), QStringLiteral("34\u202Fs old"));
        QCOMPARE(at(NodeTableModel::Key, FreshRole).toBool(), false);
        QCOMPARE(at(NodeTableModel::Messenger, FreshRole).toBool(), true);
        QCOMPARE(at(NodeTableModel::Messenger).toString(), QStringLiteral("1.2\u202Fms"));
        QCOMPARE(at(NodeTableModel::Remove, RemovableRole).toBool(), false);
        QCOMPARE(at(NodeTableModel::Remove, Qt::ToolTipRole).toString(),
                 QStringLiteral("Off because the values are 34\u202Fs old."));
        QCOMPARE(model.countByState().value(QStringLiteral("Unknown")), 1);
    }

    void aDeadNodeIsSaidSo()
    {
        ClusterView view = cluster(1);
        NodeView& dead = view.nodes.front();
        dead.row.name = QStringLiteral("web-06");
        dead.row.heartbeatAge = 252s;
        dead.alive = false;
        dead.probe.result = ProbeResult::Refused;
        dead.verdict.state = NodeState::Down;
        dead.verdict.secondLine = QStringLiteral("No heartbeat for 4 min");
        dead.removal = {true, {}};
        NodeTableModel model;
        model.show(view, fresh());
        const auto at = [&](int column, int role = Qt::DisplayRole) {
            return model.index(0, column).data(role);
        };
        QVERIFY(at(0, Qt::AccessibleTextRole)
                    .toString()
                    .startsWith(QStringLiteral("web-06, Down, No heartbeat for 4 min")));
        QCOMPARE(at(NodeTableModel::Heartbeat).toString(), QStringLiteral("4\u202Fmin 12\u202Fs"));
        QCOMPARE(at(NodeTableModel::Heartbeat, ToneRole).value<Tone>(), Tone::Critical);
        QCOMPARE(at(NodeTableModel::Messenger).toString(), QStringLiteral("Refused"));
        QCOMPARE(at(NodeTableModel::Storage).toString(), QStringLiteral("Unknown"));
        QCOMPARE(at(NodeTableModel::Skew).toString(), QStringLiteral("—"));
        QCOMPARE(at(NodeTableModel::Remove, RemovableRole).toBool(), true);
        const auto chips = at(NodeTableModel::Units, UnitsRole).value<QList<UnitChip>>();
        QCOMPARE(chips.size(), 2);
        QCOMPARE(chips[0].kind, UnitChip::Kind::Unknown);
    }

    void unitsStandByOnlyWhereTheyCouldRun()
    {
        NodeView each = node(QStringLiteral("web-02"));
        QCOMPARE(unitChips(each)[0].kind, UnitChip::Kind::Running);
        QCOMPARE(unitChips(each)[1].kind, UnitChip::Kind::Standby);
        each.row.wanted = Wanted::Maintenance;
        QCOMPARE(unitChips(each)[1].kind, UnitChip::Kind::Stopped);
        each.row.wanted = Wanted::Active;
        each.key = KeyState::Differs;
        QCOMPARE(unitChips(each)[1].kind, UnitChip::Kind::Stopped);
    }

    void rowsDoNotJumpUntilTheOrderIsThawed()
    {
        NodeTableModel model;
        NodeFilterProxy proxy;
        proxy.setSourceModel(&model);
        ClusterView view = cluster(3);
        for (std::size_t i = 0; i < 3; ++i)
            view.nodes[i].row.heartbeatAge = Millis(100 * (static_cast<int>(i) + 1));
        model.show(view, fresh());
        proxy.sort(NodeTableModel::Heartbeat);
        const QStringList before = names(proxy);
        view.nodes[0].row.heartbeatAge = 900ms;
        model.show(view, fresh());
        QCOMPARE(names(proxy), before);
        model.thawOrder();
        QCOMPARE(names(proxy), (QStringList{numbered(1), numbered(2), numbered(0)}));
    }

    void namesAreSortedByTheirNumbers()
    {
        NodeTableModel model;
        NodeFilterProxy proxy;
        proxy.setSourceModel(&model);
        ClusterView view;
        for (const QString& name :
             {QStringLiteral("web-10"), QStringLiteral("web-9"), QStringLiteral("Web-1")})
            view.nodes.push_back(node(name));
        model.show(view, fresh());
        proxy.sort(NodeTableModel::Node);
        QCOMPARE(names(proxy),
                 (QStringList{QStringLiteral("Web-1"), QStringLiteral("web-9"), QStringLiteral("web-10")}));
    }

    void namesCompareNaturally()
    {
        QVERIFY(compareNaturally(u"web-2", u"web-10") < 0);
        QVERIFY(compareNaturally(u"web-02", u"web-2") != 0);
        QVERIFY(compareNaturally(u"WEB-2", u"web-3") < 0);
        QVERIFY(compareNaturally(u"web", u"web-1") < 0);
        QVERIFY(compareNaturally(u"1", u"a") < 0);
        QCOMPARE(compareNaturally(u"", u""), 0);
        QVERIFY(compareNaturally(u"n99999999999999999999999", u"n100000000000000000000000") < 0);
    }

    void filterFollowsChangingStates()
    {
        NodeTableModel model;
        NodeFilterProxy proxy;
        proxy.setSourceModel(&model);
        ClusterView view = cluster(3);
        model.show(view, fresh());
        proxy.setState(QStringLiteral("Down"));
        QCOMPARE(proxy.rowCount(), 0);
        view.nodes[1].verdict.state = NodeState::Down;
        model.show(view, fresh());
        QCOMPARE(names(proxy), QStringList{numbered(1)});
        proxy.setState({});
        proxy.setText(QStringLiteral("0002"));
        QCOMPARE(names(proxy), QStringList{numbered(2)});
        proxy.setText(QStringLiteral("no such node"));
        QCOMPARE(proxy.rowCount(), 0);
    }

    void eventsKeepTheirPlaceWhateverArrives()
    {
        EventTableModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.add({happened(10), happened(9), happened(8)});
        const QPersistentModelIndex kept = model.index(1, EventTableModel::Text);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        model.add({happened(12), happened(11), happened(10), happened(9)});
        model.add({happened(7), happened(6)});
        QCOMPARE(model.rowCount(), 7);
        QCOMPARE(inserted.count(), 2);
        QCOMPARE(kept.row(), 3);
        QCOMPARE(model.newestId(), 12);
        QCOMPARE(model.oldestId(), 6);
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        model.add({happened(12), happened(11)});
        QCOMPARE(changes.count() + inserted.count(), 2);
        // A hole that a lost connection left is filled later.
        model.add({happened(20)});
        model.add({happened(15), happened(14)});
        for (int row = 1; row < model.rowCount(); ++row)
            QVERIFY(model.eventAt(row - 1)->id > model.eventAt(row)->id);
    }

    void eventsAreFiltered()
    {
        EventTableModel model;
        EventFilterProxy proxy;
        QAbstractItemModelTester tester(&proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
        proxy.setSourceModel(&model);
        model.add({happened(3, Severity::Error, QStringLiteral("web-02")), happened(2, Severity::Warning),
                   happened(1)});
        proxy.setSeverity(Severity::Warning);
        QCOMPARE(proxy.rowCount(), 1);
        proxy.setSeverity({});
        proxy.setNode(QStringLiteral("web-02"));
        QCOMPARE(proxy.rowCount(), 1);
        proxy.setNode({});
        proxy.setText(QStringLiteral("number 3"));
        QCOMPARE(proxy.rowCount(), 1);
        proxy.setKind(QStringLiteral("mode.changed"));
        QCOMPARE(proxy.rowCount(), 0);
        QCOMPARE(model.kinds(), QStringList{QStringLiteral("node.joined")});
        QCOMPARE(model.nodeNames().size(), 2);
    }

    void problemsChangeInPlace()
    {
        ProblemListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        Problem first{Severity::Error,
                      NodeId::create(),
                      QStringLiteral("web-06"),
                      QStringLiteral("web-06 does not answer"),
                      QStringLiteral("For 4 min."),
                      QStringLiteral("Start it."),
                      ProblemAction::ShowNode};
        Problem second{Severity::Warning,
                       {},
                       {},
                       QStringLiteral("Requests reach one node only"),
                       {},
                       {},
                       ProblemAction::EnableLoadBalancing};
        model.show({first, second});
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        first.detail = QStringLiteral("For 5 min.");
        model.show({first, second});
        QCOMPARE(changes.count(), 1);
        QCOMPARE(model.index(0, 0).data(TrailingRole).toString(), QStringLiteral("Show web-06"));
        QCOMPARE(model.index(1, 0).data(TrailingRole).toString(), QStringLiteral("Enable…"));
        QVERIFY(
            model.index(0, 0).data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("Start it.")));
        model.show({second});
        QCOMPARE(model.rowCount(), 1);
    }

    void clustersAreUnknownWithoutData()
    {
        ClusterListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        ClusterEntry live;
        live.profile = QStringLiteral("a");
        live.name = QStringLiteral("Production");
        live.freshness = fresh();
        ClusterView view = cluster(2);
        view.health = Health::Degraded;
        live.take(view);
        ClusterEntry silent;
        silent.profile = QStringLiteral("b");
        silent.name = QStringLiteral("Archive");
        model.show({live, silent});
        QCOMPARE(model.index(0, 0).data(StateRole).value<Mark>(), Mark::Degraded);
        QCOMPARE(model.index(1, 0).data(StateRole).value<Mark>(), Mark::Unknown);
        live.freshness = Freshness{1min};
        model.show({live, silent});
        QCOMPARE(ClusterListModel::stateOf(*model.clusterAt(0)), QStringLiteral("Unknown"));
    }

    void numbersAndNamesAreWritten()
    {
        QCOMPARE(rttText(1234us), QStringLiteral("1.2\u202Fms"));
        QCOMPARE(rttText(14200us), QStringLiteral("14\u202Fms"));
        QCOMPARE(rttText(9960us), QStringLiteral("10\u202Fms"));
        QCOMPARE(rttText(1400ms), QStringLiteral("1.4\u202Fs"));
        QCOMPARE(percentText(0.573), QStringLiteral("57\u202F%"));
        QCOMPARE(roughAgeText(252s), QStringLiteral("4\u202Fmin"));
        QCOMPARE(unbroken(QStringLiteral("web-01")), QStringLiteral("web-\u206001"));
        QCOMPARE(listed({QStringLiteral("a"), QStringLiteral("b")}), QStringLiteral("a and b"));
        QCOMPARE(listed({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c"), QStringLiteral("d")}),
                 QStringLiteral("a, b and 2 more"));
    }
};

QTEST_GUILESS_MAIN(TablesTest)
#include "tst_tables.moc"
