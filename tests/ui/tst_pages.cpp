#include "model/tables/roles.h"
#include "tests/ui/pagetools.h"
#include "tests/ui/sampleview.h"
#include "ui/dialogs/question.h"
#include "ui/pages/clusterspage.h"
#include "ui/pages/clustertile.h"
#include "ui/pages/eventspage.h"
#include "ui/pages/filterbar.h"
#include "ui/pages/firstrunpage.h"
#include "ui/pages/nodedock.h"
#include "ui/pages/nodespage.h"
#include "ui/pages/overviewpage.h"
#include "ui/widgets/banners.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/searchfield.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

QPushButton* button(QWidget& parent, const QString& text)
{
    const QList<QPushButton*> all = parent.findChildren<QPushButton*>();
    for (QPushButton* each : all)
        if (each->text() == text && each->isVisibleTo(&parent))
            return each;
    return nullptr;
}

QStringList names(QTableView* table)
{
    QStringList list;
    for (int row = 0; row < table->model()->rowCount(); ++row)
        list << table->model()->index(row, NodeTableModel::Node).data().toString();
    return list;
}

} // namespace

class PagesTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Look> m_look;

private Q_SLOTS:
    void initTestCase() { m_look = std::make_unique<Look>(); }
    void cleanupTestCase() { m_look.reset(); }
    void cleanup() { m_look->setDark(false); }

    void picturesOfEveryPage_data() { Look::addRows(); }
    void picturesOfEveryPage()
    {
        const QSize size = m_look->takeRow();
        const QString tag = Look::rowName();
        const ClusterView view = production().view();
        OverviewPage overview;
        overview.present(view, fresh());
        open(overview, size);
        picture(overview, QStringLiteral("overview-%1").arg(tag));
        OverviewPage off;
        off.present(staging().view(), fresh());
        open(off, size);
        picture(off, QStringLiteral("overview-off-%1").arg(tag));
        NodesPage nodes;
        nodes.present(view, fresh());
        open(nodes, size);
        picture(nodes, QStringLiteral("nodes-%1").arg(tag));
        nodes.present(view, stale());
        picture(nodes, QStringLiteral("nodes-stale-%1").arg(tag));
        EventsPage events;
        events.present(view, fresh());
        open(events, size);
        picture(events, QStringLiteral("events-%1").arg(tag));
        FirstRunPage first;
        open(first, size.expandedTo({1280, 772}));
        picture(first, QStringLiteral("first-run-%1").arg(tag));
        const ClusterView other = staging().view();
        ClusterEntry a;
        a.profile = QStringLiteral("a");
        a.name = QStringLiteral("Production");
        a.freshness = fresh();
        a.take(view);
        ClusterEntry b;
        b.profile = QStringLiteral("b");
        b.name = QStringLiteral("Staging");
        b.freshness = fresh();
        b.take(other);
        ClusterEntry c;
        c.profile = QStringLiteral("c");
        c.name = QStringLiteral("Archive");
        c.trouble = QStringLiteral("The database at db-09 does not answer.");
        ClustersPage clusters;
        open(clusters, size);
        clusters.present({a, b, c},
                         {{a.profile, a.name, &view, fresh()}, {b.profile, b.name, &other, fresh()}});
        picture(clusters, QStringLiteral("clusters-%1").arg(tag));
    }

    void longNamesLeaveEveryPageReadable_data() { Look::addRows(); }
    void longNamesLeaveEveryPageReadable()
    {
        const QSize size = m_look->takeRow();
        Sample sample = production();
        for (NodeRow& row : sample.facts.nodes)
            row.name += QStringLiteral("-production-frankfurt");
        for (Term& term : sample.facts.terms)
            term.nodeName += QStringLiteral("-production-frankfurt");
        const ClusterView view = sample.view();
        OverviewPage overview;
        overview.present(view, fresh());
        open(overview, size);
        QCoreApplication::processEvents(); // the cards tell the page what they need one after the other
        picture(overview, QStringLiteral("long-overview-%1").arg(Look::rowName()));
        labelsHaveRoom(overview);
        QCOMPARE(overview.findChild<QScrollArea*>()->horizontalScrollBar()->maximum(), 0);
        NodesPage nodes;
        nodes.present(view, fresh());
        open(nodes, size);
        nodes.selectNode(view.nodes[5].row.id);
        picture(nodes, QStringLiteral("long-nodes-%1").arg(Look::rowName()));
    }

    void overviewOffersTheNextStep()
    {
        OverviewPage page;
        page.present(staging().view(), fresh());
        open(page);
        QSignalSpy asked(&page, &Page::requested);
        QPushButton* enable = button(page, QStringLiteral("Enable Load Balancing"));
        QVERIFY(enable);
        QVERIFY(enable->isEnabled());
        QTest::mouseClick(enable, Qt::LeftButton);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked[0][0].value<Intent>(), Intent::enable(Feature::LoadBalancing));
        QVERIFY(button(page, QStringLiteral("Enable High Availability")));

        page.present(production().view(), fresh());
        QVERIFY(!button(page, QStringLiteral("Enable Load Balancing")));
        QVERIFY(button(page, QStringLiteral("Disable…")));
    }

    void aClusterWithoutNodesOffersToAddOne()
    {
        Sample none = staging();
        none.facts.nodes.clear();
        OverviewPage page;
        page.present(none.view(), fresh());
        open(page);
        picture(page, QStringLiteral("overview-no-nodes"));
        QPushButton* add = button(page, QStringLiteral("Add Node…"));
        QVERIFY(add && add->isVisible());
        QSignalSpy asked(&page, &Page::addNodeAsked);
        QTest::mouseClick(add, Qt::LeftButton);
        QCOMPARE(asked.count(), 1);
        page.present(none.view(), stale());
        QVERIFY(!add->isEnabled());
        page.present(staging().view(), fresh());
        QVERIFY(!add->isVisible());

        ClusterEntry entry;
        entry.profile = QStringLiteral("a");
        entry.name = QStringLiteral("The web shop with all its helpers in Frankfurt am Main and elsewhere");
        entry.freshness = fresh();
        const ClusterView view = none.view();
        entry.take(view);
        ClusterEntry other = entry;
        other.profile = QStringLiteral("b");
        ClustersPage clusters;
        open(clusters);
        clusters.present({entry, other}, {{entry.profile, entry.name, &view, fresh()}});
        picture(clusters, QStringLiteral("clusters-no-nodes"));
        // It has answered, and there is nothing in it; its long name takes no other tile's room.
        QVERIFY(!clusters.findChildren<EmptyState*>().isEmpty());
        QCOMPARE(clusters.findChild<EmptyState*>()->accessibleName(),
                 QStringLiteral("No nodes have joined yet."));
        for (const ClusterTile* tile : clusters.findChildren<ClusterTile*>())
            QVERIFY2(tile->width() < 300, qPrintable(QString::number(tile->width())));
    }

    void staleValuesSwitchActionsOffWithTheReason()
    {
        OverviewPage page;
        page.present(staging().view(), stale());
        open(page);
        QPushButton* enable = button(page, QStringLiteral("Enable Load Balancing"));
        QVERIFY(enable && !enable->isEnabled());
        QCOMPARE(enable->toolTip(), QStringLiteral("Off because the values are 34\u202Fs old."));
        page.present(staging().view(), fresh());
        QVERIFY(enable->isEnabled());
    }

    void nodesKeepSelectionAndOrderThroughRefreshes()
    {
        Sample sample = production();
        NodesPage page;
        page.present(sample.view(), fresh());
        open(page);
        QCOMPARE(names(page.table()).size(), 7);
        const NodeId chosen = sample.facts.nodes[2].id;
        page.selectNode(chosen);
        for (int i = 0; i < 20; ++i) {
            for (NodeRow& row : sample.facts.nodes)
                row.heartbeatAge = Millis(100 + (i * 37) % 800);
            if (i == 10)
                sample.facts.nodes.erase(sample.facts.nodes.begin());
            page.present(sample.view(), fresh());
            QCOMPARE(page.selectedNode(), chosen);
        }
        QCOMPARE(names(page.table()).size(), 6);
    }

    void aNodeThatNeedsAPersonIsSelectedFirst()
    {
        const Sample sample = production();
        NodesPage page;
        page.present(sample.view(), fresh());
        QCOMPARE(page.selectedNode(), sample.facts.nodes[5].id);
    }

    void filterNarrowsAndIsCleared()
    {
        NodesPage page;
        page.present(production().view(), fresh());
        open(page);
        page.focusFilter();
        auto* field = page.findChild<SearchField*>();
        QTest::keyClicks(field, QStringLiteral("web-03"));
        QCOMPARE(names(page.table()), QStringList{QStringLiteral("web-03")});
        field->setText(QStringLiteral("web-9"));
        auto* empty = page.findChild<EmptyState*>();
        QVERIFY(empty->isVisible());
        QTest::mouseClick(button(*empty, QStringLiteral("Clear Filter")), Qt::LeftButton);
        QCOMPARE(names(page.table()).size(), 7);
        // Esc clears first, then leaves.
        QTest::keyClicks(field, QStringLiteral("x"));
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(field->text().isEmpty());
    }

    void chipsFilterByState()
    {
        NodesPage page;
        page.present(production().view(), fresh());
        open(page, {1400, 724});
        FilterChip* down = nullptr;
        const QList<FilterChip*> chips = page.findChildren<FilterChip*>();
        for (FilterChip* chip : chips) {
            QVERIFY2(chip->count() > 0, qPrintable(chip->word()));
            if (chip->word() == QStringLiteral("Down"))
                down = chip;
        }
        QVERIFY(down);
        QTest::mouseClick(down, Qt::LeftButton);
        QCOMPARE(names(page.table()), QStringList{QStringLiteral("web-06")});
    }

    void removalIsOfferedOnlyForTheDead()
    {
        const Sample sample = production();
        NodesPage page;
        page.present(sample.view(), fresh());
        open(page);
        QSignalSpy asked(&page, &Page::requested);
        page.table()->setFocus();
        page.selectNode(sample.facts.nodes[0].id);
        QTest::keyClick(page.table(), Qt::Key_Delete);
        QCOMPARE(asked.count(), 0);
        page.selectNode(sample.facts.nodes[5].id);
        QTest::keyClick(page.table(), Qt::Key_Delete);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked[0][0].value<Intent>(), Intent::forNode(Act::Remove, sample.facts.nodes[5].id));
        QPushButton* remove = page.dock()->findChild<QPushButton*>(QStringLiteral("removeNode"));
        QVERIFY(remove->isVisible());
        QTest::mouseClick(remove, Qt::LeftButton);
        QCOMPARE(asked.count(), 2);
        // The red cross of the row itself.
        const QModelIndex cross = page.table()->model()->index(5, NodeTableModel::Remove);
        QVERIFY(cross.data(RemovableRole).toBool());
        QTest::mouseClick(page.table()->viewport(), Qt::LeftButton, {},
                          page.table()->visualRect(cross).center());
        QCOMPARE(asked.count(), 3);
        // A living node's cross says why it does nothing.
        const QModelIndex alive = page.table()->model()->index(0, NodeTableModel::Remove);
        QTest::mouseClick(page.table()->viewport(), Qt::LeftButton, {},
                          page.table()->visualRect(alive).center());
        QCOMPARE(asked.count(), 3);
        QCOMPARE(alive.data(Qt::ToolTipRole).toString(),
                 QStringLiteral("web-01 is alive. Drain and stop it first."));
    }

    void aRowIsCopiedAsText()
    {
        const Sample sample = production();
        NodesPage page;
        page.present(sample.view(), fresh());
        open(page);
        page.selectNode(sample.facts.nodes[1].id);
        page.table()->setFocus();
        QTest::keySequence(page.table(), QKeySequence::Copy);
        QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("Healthy\tweb-02\t")));
    }

    void columnsHideInTheGivenOrderWhenThereIsNoRoom()
    {
        NodesPage page;
        page.present(production().view(), fresh());
        open(page, {1500, 724});
        QTableView* table = page.table();
        QVERIFY(!table->isColumnHidden(NodeTableModel::Address));
        page.resize(900, 724);
        QTRY_VERIFY(table->isColumnHidden(NodeTableModel::Address));
        QVERIFY(!table->isColumnHidden(NodeTableModel::State));
        QVERIFY(!table->isColumnHidden(NodeTableModel::Node));
        QVERIFY(!table->isColumnHidden(NodeTableModel::Remove));
        page.setHiddenColumns({QStringLiteral("Units")});
        QVERIFY(table->isColumnHidden(NodeTableModel::Units));
        QCOMPARE(page.hiddenColumns(), QStringList{QStringLiteral("Units")});
    }

    void noNodesIsAnInvitation()
    {
        Sample sample = staging();
        sample.facts.nodes.clear();
        NodesPage page;
        page.present(sample.view(), fresh());
        open(page);
        QSignalSpy asked(&page, &Page::addNodeAsked);
        auto* empty = page.findChild<EmptyState*>();
        QVERIFY(empty->isVisible());
        QTest::mouseClick(button(*empty, QStringLiteral("Add Node…")), Qt::LeftButton);
        QCOMPARE(asked.count(), 1);
    }

    void tenThousandNodesStayQuick()
    {
        Sample sample = many(10000);
        const ClusterView first = sample.view();
        for (NodeRow& row : sample.facts.nodes)
            row.heartbeatAge = *row.heartbeatAge + 300ms;
        const ClusterView second = sample.view();
        NodesPage page;
        open(page);
        page.present(first, fresh());
        const int before = processorMillis();
        page.present(second, fresh());
        const int took = processorMillis() - before;
        qInfo("refresh of 10000 nodes: %d ms", took);
        // A wide limit: it catches what grows with the square.
        QVERIFY2(took < 2000, qPrintable(QString::number(took)));
    }

    void eventsAreFilteredAndOlderOnesAreLoaded()
    {
        EventsPage page;
        int asked = 0;
        std::vector<Event> older;
        for (int i = 0; i < 50; ++i) {
            Event event;
            event.id = 700 - i;
            event.at = 1'700'000'000'000;
            event.kind = QStringLiteral("unit.failed");
            event.severity = Severity::Error;
            event.nodeName = QStringLiteral("web-03");
            event.sentence = QStringLiteral("web failed on web-03.");
            older.push_back(event);
        }
        page.setLoader([&](qint64 before, int) {
            ++asked;
            return readyResult<std::vector<Event>>(before > 700 ? older : std::vector<Event>());
        });
        page.present(production().view(), fresh());
        QCOMPARE(page.model().rowCount(), 7);
        open(page);
        QTRY_COMPARE(page.model().rowCount(), 57);
        QCOMPARE(asked, 1); // fewer than a page came back: that was the beginning
        page.showNode(QStringLiteral("web-03"));
        QCOMPARE(page.table()->model()->rowCount(), 51);
        auto* field = page.findChild<SearchField*>();
        field->setText(QStringLiteral("became primary"));
        QCOMPARE(page.table()->model()->rowCount(), 1);
        page.showNode({});
        QCOMPARE(page.table()->model()->rowCount(), 57);
    }

    void newEventsDoNotMoveWhatIsBeingRead()
    {
        Sample sample = production();
        EventsPage page;
        page.setLoader([](qint64, int) { return readyResult<std::vector<Event>>(std::vector<Event>()); });
        std::vector<Event> lots;
        for (int i = 0; i < 300; ++i) {
            Event event = sample.facts.events.front();
            event.id = 1000 - i;
            lots.push_back(event);
        }
        sample.facts.events = lots;
        page.present(sample.view(), fresh());
        open(page);
        page.table()->scrollTo(page.table()->model()->index(100, 0), QAbstractItemView::PositionAtTop);
        const QPersistentModelIndex top = page.table()->indexAt({10, 5});
        const int before = page.table()->rowViewportPosition(top.row());
        Event event = lots.front();
        event.id = 1001;
        sample.facts.events.insert(sample.facts.events.begin(), event);
        page.present(sample.view(), fresh());
        QCOMPARE(page.table()->rowViewportPosition(top.row()), before);
    }

    void eventsAreExported()
    {
        Event event = production().facts.events.front();
        event.sentence = QStringLiteral("He said \"no\", twice");
        event.actor = QStringLiteral("=cmd()");
        const QString csv = QString::fromUtf8(EventsPage::toCsv({event}));
        QVERIFY(csv.startsWith(QStringLiteral("at,severity,kind,node,actor,sentence\r\n")));
        QVERIFY(csv.contains(QStringLiteral("\"He said \"\"no\"\", twice\"")));
        QVERIFY(csv.contains(QStringLiteral("'=cmd()")));
        const QJsonArray json = QJsonDocument::fromJson(EventsPage::toJson({event})).array();
        QCOMPARE(json.size(), 1);
        QCOMPARE(json[0].toObject().value(QStringLiteral("node")).toString(), QStringLiteral("web-04"));
    }

    void firstRunHasThreeWays()
    {
        FirstRunPage page;
        open(page, {1280, 772});
        page.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        QSignalSpy demo(&page, &FirstRunPage::demoAsked);
        QSignalSpy connect(&page, &FirstRunPage::connectAsked);
        QSignalSpy create(&page, &FirstRunPage::createAsked);
        QTest::keyClick(&page, Qt::Key_1, Qt::AltModifier);
        QTRY_COMPARE(demo.count(), 1);
        QTest::keyClick(&page, Qt::Key_2, Qt::AltModifier);
        QTRY_COMPARE(connect.count(), 1);
        QTest::keyClick(&page, Qt::Key_3, Qt::AltModifier);
        QTRY_COMPARE(create.count(), 1);
    }

    void confirmationsStateTheEffect()
    {
        const ClusterView view = production().view();
        const NodeId second = view.nodes[1].row.id;
        const auto drain = questionFor(Intent::forNode(Act::Drain, second), view);
        QVERIFY(drain);
        QCOMPARE(drain->title, QStringLiteral("Drain web-02?"));
        QVERIFY2(drain->effect.contains(QStringLiteral("in rotation")), qPrintable(drain->effect));
        const auto remove = questionFor(Intent::forNode(Act::Remove, view.nodes[5].row.id), view);
        QVERIFY(remove && remove->title.contains(QStringLiteral("web-06")));
        QVERIFY(!questionFor(Intent::forNode(Act::Activate, second), view));
        QVERIFY(questionFor(Intent::disable(Feature::HighAvailability), view)
                    ->effect.contains(QStringLiteral("web-01")));
    }

    void reasonsAreGivenForWhatIsOff()
    {
        const ClusterView view = production().view();
        QCOMPARE(offReason(Intent::forNode(Act::Remove, view.nodes[1].row.id), view, fresh()),
                 QStringLiteral("web-02 is alive. Drain and stop it first."));
        QVERIFY(!offReason(Intent::forNode(Act::Drain, view.nodes[5].row.id), view, fresh()).isEmpty());
        QVERIFY(offReason(Intent::forNode(Act::Drain, view.nodes[1].row.id), view, fresh()).isEmpty());
        QVERIFY(!offReason(Intent::enable(Feature::LoadBalancing), view, fresh()).isEmpty());
        QVERIFY(!offReason(Intent::forNode(Act::HandOver, {}), staging().view(), stale()).isEmpty());
        QVERIFY(!offReason(Intent::forNode(Act::HandOver, {}), staging().view(), {}).isEmpty());
    }
};

QTEST_MAIN(PagesTest)
#include "tst_pages.moc"
