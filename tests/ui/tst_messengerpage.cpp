#include "model/messenger/messengersubscription.h"
#include "model/services/logfeed.h"
#include "model/tables/messengerwords.h"
#include "tests/ui/pagetools.h"
#include "tests/ui/sampleview.h"
#include "ui/mainwindow/logwindow.h"
#include "ui/pages/meshcard.h"
#include "ui/pages/messengercard.h"
#include "ui/pages/messengerpage.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

/// The nodes of the pictures, each of which asked each other; web-06 is reached by nobody.
Sample meshed(Sample sample = production())
{
    for (NodeRow& from : sample.facts.nodes)
        for (const NodeRow& to : sample.facts.nodes)
            if (from.id != to.id)
                from.report.peers.push_back({to.id, ProbeResult::Ok, 900us, 0, 400ms});
    return sample;
}

/// What from says of to, as a number of failures in a row.
void breakWay(Sample& sample, int from, int to, ProbeResult result, int failures)
{
    const NodeId target = sample.facts.nodes[static_cast<std::size_t>(to)].id;
    for (PeerReport& report : sample.facts.nodes[static_cast<std::size_t>(from)].report.peers)
        if (report.node == target)
            report = {target, result, {}, failures, 700ms};
}

/// Every cell of both tables has the room that its delegate asks for.
void nothingIsCut(MessengerPage& page)
{
    for (QTableView* table : {page.messengers().table(), page.mesh().table()})
        for (int column = 0; column + 1 < table->model()->columnCount(); ++column)
            QVERIFY2(table->columnWidth(column) >=
                         static_cast<const QAbstractItemView*>(table)->sizeHintForColumn(column),
                     qPrintable(table->model()->headerData(column, Qt::Horizontal).toString()));
}

std::unique_ptr<LogFeed> feedThatEnded(const QString& why)
{
    return std::make_unique<LogFeed>(NodeId::create(), QStringLiteral("web"), 200, nullptr,
                                     failure(ErrorKind::Unreachable, why).value());
}

} // namespace

class MessengerPageTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Look> m_look;

private Q_SLOTS:
    void initTestCase() { m_look = std::make_unique<Look>(); }
    void cleanupTestCase() { m_look.reset(); }
    void cleanup() { m_look->setDark(false); }

    void everyStateFits_data() { Look::addRows(); }
    void everyStateFits()
    {
        const QSize size = m_look->takeRow();
        Sample broken = meshed();
        breakWay(broken, 0, 1, ProbeResult::Timeout, 12);
        breakWay(broken, 2, 6, ProbeResult::KeyDiffers, 4);
        Sample empty = production();
        empty.facts.nodes.clear();
        const std::array<std::tuple<QString, Sample, Freshness>, 6> states{
            {{QStringLiteral("all"), meshed(staging()), fresh()},
             {QStringLiteral("broken"), broken, fresh()},
             {QStringLiteral("twelve"), meshed(many(12)), fresh()},
             {QStringLiteral("no-nodes"), empty, fresh()},
             {QStringLiteral("stale"), broken, stale()},
             {QStringLiteral("not-read"), broken, {}}}};
        for (const auto& [name, each, freshness] : states) {
            MessengerPage page;
            page.present(each.view(), freshness);
            open(page, size);
            picture(page, QStringLiteral("messenger-%1-%2").arg(name, Look::rowName()));
            nothingIsCut(page);
        }
    }

    void everyStateHasItsWord()
    {
        Probe probe;
        QCOMPARE(messengerState(probe).text, QStringLiteral("Not configured"));
        probe.result = ProbeResult::Timeout;
        QCOMPARE(messengerState(probe).text, QStringLiteral("Not tried yet"));
        probe.age = 900ms;
        probe.failuresInARow = 7;
        QCOMPARE(messengerState(probe), (CellText{QStringLiteral("No answer"), Mark::Down, Tone::Critical}));
        QCOMPARE(messengerNote(probe), QStringLiteral("7 times in a row"));
        probe.result = ProbeResult::KeyDiffers;
        QCOMPARE(messengerState(probe).mark, Mark::Degraded);
        probe.result = ProbeResult::Refused;
        QCOMPARE(messengerState(probe).text, QStringLiteral("Refused"));
        probe.result = ProbeResult::Ok;
        probe.rtt = 1200us;
        QCOMPARE(messengerState(probe).mark, Mark::Healthy);
        QCOMPARE(messengerNote(probe), QString());
        probe.age = 34s; // old: it is not shown as true now
        QCOMPARE(messengerState(probe).text, QStringLiteral("Unknown"));
        QVERIFY(messengerNote(probe).startsWith(QStringLiteral("answered 34")));
        QCOMPARE(roundTripOf(probe), emDash);
    }

    void theTableSaysWhoIsReached()
    {
        MessengerModel model;
        QAbstractItemModelTester tester(&model);
        Sample sample = meshed();
        breakWay(sample, 0, 1, ProbeResult::Timeout, 12);
        breakWay(sample, 0, 2, ProbeResult::Timeout, 1); // one lost ping is no broken way
        model.show(sample.view(), fresh());
        QCOMPARE(model.rowCount(), 7);
        const auto reachedBy = [&](int row) { return model.entryAt(row)->reachedBy; };
        QCOMPARE(reachedBy(1).text, QStringLiteral("Not web-01"));
        QCOMPARE(reachedBy(1).mark, Mark::Degraded);
        QCOMPARE(reachedBy(2).mark, Mark::Tick);
        QVERIFY(model.entryAt(1)->reachedByWhom.contains(QStringLiteral("did not answer web-01")));
        QCOMPARE(model.entryAt(5)->state.text, QStringLiteral("Refused"));
        QVERIFY(model.index(5, MessengerModel::Node)
                    .data(Qt::AccessibleTextRole)
                    .toString()
                    .startsWith(QStringLiteral("web-06, messenger: Refused")));
        model.show(sample.view(), stale());
        QCOMPARE(reachedBy(1).text, QStringLiteral("Unknown"));
        QCOMPARE(model.entryAt(0)->state.text, QStringLiteral("Answers")); // the probe is live
        sample.facts.nodes.resize(1);
        model.show(sample.view(), fresh());
        QCOMPARE(reachedBy(0).text, QStringLiteral("No other node"));
    }

    void theSquareSaysEveryWay()
    {
        MeshModel model;
        QAbstractItemModelTester tester(&model);
        Sample sample = meshed(staging());
        breakWay(sample, 1, 0, ProbeResult::Refused, 5);
        model.show(sample.view(), fresh());
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.columnCount(), 4);
        const QModelIndex way = model.index(1, 1);
        QCOMPARE(way.data().toString(), QStringLiteral("Refused"));
        QCOMPARE(way.data(StateRole).value<Mark>(), Mark::Down);
        QVERIFY(
            way.data(Qt::AccessibleTextRole)
                .toString()
                .startsWith(QStringLiteral("stage-02 does not reach stage-01: refused, 5 failed in a row")));
        QCOMPARE(model.index(0, 1).data().toString(), emDash);
        QCOMPARE(model.index(0, 2).data(StateRole).value<Mark>(), Mark::Tick);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.show(sample.view(), fresh());
        QCOMPARE(changed.count(), 0);
        breakWay(sample, 1, 0, ProbeResult::Refused, 6);
        model.show(sample.view(), fresh());
        QCOMPARE(changed.count(), 1);
        model.show(sample.view(), stale());
        QCOMPARE(model.index(0, 2).data(StateRole).value<Mark>(), Mark::Unknown);
        QCOMPARE(model.index(0, 2).data(FreshRole).toBool(), false);
        model.show(many(13).view(), fresh());
        QCOMPARE(model.rowCount(), 0);
        model.show(meshed(many(12)).view(), fresh());
        QCOMPARE(model.columnCount(), 13);
    }

    void brokenWaysAreSaidInWords()
    {
        Sample sample = meshed(staging());
        QVERIFY(brokenWays(sample.view().mesh, 8).isEmpty());
        breakWay(sample, 1, 0, ProbeResult::Timeout, 5);
        breakWay(sample, 2, 0, ProbeResult::Timeout, 5);
        breakWay(sample, 2, 1, ProbeResult::Timeout, 5);
        const QStringList ways = brokenWays(sample.view().mesh, 2);
        QCOMPARE(ways.size(), 3);
        QCOMPARE(ways[0], QStringLiteral("stage-02 does not reach stage-01: no answer, 5 times in a row."));
        QCOMPARE(ways[2], QStringLiteral("And 1 more."));
    }

    void testAsksAgainAndSaysWhatIsSlower()
    {
        MessengerPage page;
        page.present(meshed().view(), fresh());
        open(page);
        auto* slower = page.findChild<TextLabel*>(QStringLiteral("slowerWithout"));
        QVERIFY(slower->isVisible());
        QVERIFY2(slower->text().contains(QStringLiteral("web-06")), qPrintable(slower->text()));
        QVERIFY(slower->text().contains(QStringLiteral("live logs are off")));
        auto* test = page.findChild<QPushButton*>(QStringLiteral("testMessenger"));
        QVERIFY(!test->isEnabled()); // no node is chosen
        QSignalSpy asked(&page, &MessengerPage::probeAsked);
        page.messengers().table()->selectRow(5);
        QTest::mouseClick(test, Qt::LeftButton);
        QCOMPARE(asked.takeLast()[0].value<NodeId>(), page.messengers().model().entryAt(5)->node);
        QTest::mouseClick(page.findChild<QPushButton*>(QStringLiteral("testAllMessengers")), Qt::LeftButton);
        QVERIFY(asked.takeLast()[0].value<NodeId>().isNull());
        page.messengers().table()->setFocus();
        QTest::keySequence(page.messengers().table(), QKeySequence::Copy);
        QVERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("web-06\tRefused\t")));
        page.present(staging().view(), fresh());
        QVERIFY(!slower->isVisible());
    }

    void theLogPausesSearchesAndSaves()
    {
        auto owned = feedThatEnded(QStringLiteral("No messenger of web-01 is known."));
        LogFeed* feed = owned.get();
        auto* window = new LogWindow(std::move(owned), QStringLiteral("web-01"));
        open(*window, {860, 520});
        QVERIFY(window->findChild<ElidedLabel*>()->text().contains(QStringLiteral("No messenger of web-01")));
        Q_EMIT feed->linesAdded({QStringLiteral("one"), QStringLiteral("two")});
        Q_EMIT feed->linesMissed(12);
        Q_EMIT feed->linesAdded({QStringLiteral("three")});
        QCOMPARE(window->text(), QStringLiteral("one\ntwo\n— 12 lines are missing here —\nthree"));
        window->setPaused(true);
        Q_EMIT feed->linesAdded({QStringLiteral("four")});
        QVERIFY(!window->text().contains(QStringLiteral("four")));
        window->setPaused(false);
        QVERIFY(window->text().endsWith(QStringLiteral("three\nfour")));
        QVERIFY(window->find(QStringLiteral("two")));
        QVERIFY(window->find(QStringLiteral("ONE"))); // around the end
        QVERIFY(window->find(QStringLiteral("four"), true));
        QVERIFY(!window->find(QStringLiteral("five")));
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("web.log"));
        window->save(path);
        QTRY_VERIFY(QFile::exists(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(file.readAll()), window->text() + u'\n');
        // The sign beside the sentence is of what it says, not of the connection.
        QTRY_COMPARE(window->findChild<StateMark*>()->mark(), Mark::Healthy);
        picture(*window, QStringLiteral("live-log"));
        window->save(folder.filePath(QStringLiteral("missing/web.log")));
        QTRY_COMPARE(window->findChild<StateMark*>()->mark(), Mark::Down);
        window->close();
    }

    void theLogIsBounded()
    {
        auto owned = feedThatEnded({});
        LogFeed* feed = owned.get();
        LogWindow window(std::move(owned), QStringLiteral("web-01"));
        window.setAttribute(Qt::WA_DeleteOnClose, false);
        QStringList lines;
        for (int i = 0; i < LogWindow::mostLines + 500; ++i)
            lines << QString::number(i);
        Q_EMIT feed->linesAdded(lines);
        QCOMPARE(window.text().count(u'\n') + 1, qsizetype(LogWindow::mostLines));
        QVERIFY(window.text().startsWith(QStringLiteral("500\n")));
        window.setPaused(true);
        Q_EMIT feed->linesAdded(lines);
        window.setPaused(false);
        QCOMPARE(window.text().count(u'\n') + 1, qsizetype(LogWindow::mostLines));
        QVERIFY(window.text().endsWith(lines.last()));
    }

    void tenThousandNodesStayQuick()
    {
        const Sample sample = many(10000);
        const ClusterView view = sample.view();
        MessengerPage page;
        open(page);
        page.present(view, fresh());
        const int before = processorMillis();
        page.present(view, fresh());
        const int took = processorMillis() - before;
        qInfo("refresh with 10000 nodes: %d ms", took);
        // A wide limit: it catches what grows with the square.
        QVERIFY2(took < 2000, qPrintable(QString::number(took)));
    }
};

QTEST_MAIN(MessengerPageTest)
#include "tst_messengerpage.moc"
