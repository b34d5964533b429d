#include "model/core/background.h"
#include "tests/ui/pagetools.h"
#include "tests/ui/sampleview.h"
#include "ui/pages/balancercheckcard.h"
#include "ui/pages/balancerconfigcard.h"
#include "ui/pages/balancersignalscard.h"
#include "ui/pages/loadbalancingpage.h"
#include "ui/widgets/banners.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <limits>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

QPushButton* named(QWidget& page, const char* name)
{
    return page.findChild<QPushButton*>(QString::fromLatin1(name));
}

QString words(QWidget& page, const char* name)
{
    return page.findChild<TextLabel*>(QString::fromLatin1(name))->text();
}

QString written(const QTemporaryDir& folder, const QString& name, const QString& text)
{
    QFile file(folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
        qFatal("cannot write %s", qPrintable(file.fileName()));
    return file.fileName();
}

/// The configuration of these nodes, with one line changed by hand, one left out, and visitors bound to
/// nodes.
QString driftedFile(const Sample& sample)
{
    QString text = *balancerConfig(sample.view(), {});
    text.replace(QStringLiteral("10.20.0.12:80"), QStringLiteral("10.20.9.12:80"));
    QStringList lines = text.split(u'\n');
    lines.erase(std::remove_if(lines.begin(), lines.end(),
                               [](const QString& line) {
                                   return line.contains(QStringLiteral("server ")) &&
                                          line.contains(QStringLiteral("10.20.0.13"));
                               }),
                lines.end());
    for (qsizetype i = 0; i < lines.size(); ++i)
        if (lines[i].startsWith(QStringLiteral("backend"))) {
            lines.insert(i + 1, QStringLiteral("    cookie NODE insert"));
            break;
        }
    return lines.join(u'\n');
}

/// Until the result stands on the page.
void checkFile(LoadBalancingPage& page, const QString& path)
{
    QSignalSpy checked(&page.check(), &BalancerCheckCard::checked);
    page.check().check(path);
    QTRY_COMPARE(checked.count(), 1);
}

/// While it lives nothing is done in the background: as on a file server that takes its time.
class BusyPool
{
public:
    BusyPool()
        : m_threads(backgroundThreads().maxThreadCount())
    {
        for (int i = 0; i < m_threads; ++i)
            backgroundThreads().start([held = m_held] { held->acquire(); });
    }
    ~BusyPool() { m_held->release(m_threads); }
    BusyPool(const BusyPool&) = delete;
    BusyPool& operator=(const BusyPool&) = delete;

private:
    std::shared_ptr<QSemaphore> m_held = std::make_shared<QSemaphore>();
    int m_threads;
};

/// Names and states have their room; sentences may be elided.
void nothingIsCut(LoadBalancingPage& page)
{
    QTableView* table = page.nodeSignals().table();
    for (int column : {BalancerSignalModel::Node, BalancerSignalModel::Signal})
        QVERIFY(!table->isVisible() ||
                table->columnWidth(column) >=
                    static_cast<const QAbstractItemView*>(table)->sizeHintForColumn(column));
    labelsHaveRoom(page);
}

} // namespace

class LoadBalancingPageTest : public QObject
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
        QTemporaryDir folder;
        Sample none = production();
        none.facts.nodes.clear();
        Sample one = staging();
        one.facts.nodes.resize(1);
        Sample longNames = production();
        for (NodeRow& row : longNames.facts.nodes) {
            row.name += QStringLiteral("-production-frankfurt");
            row.report.health = QStringLiteral("http://%1.example.com:33238").arg(row.name);
        }
        const QString drifted = written(folder, QStringLiteral("haproxy.cfg"), driftedFile(production()));
        const QString fitting =
            written(folder, QStringLiteral("good.cfg"), *balancerConfig(staging().view(), {}));
        const std::array<std::tuple<QString, Sample, Freshness, QString>, 8> states{
            {{QStringLiteral("off"), staging(), fresh(), fitting},
             {QStringLiteral("all"), production(), fresh(), QString()},
             {QStringLiteral("drift"), production(), fresh(), drifted},
             {QStringLiteral("long-names"), longNames, fresh(), folder.filePath(QStringLiteral("no.cfg"))},
             {QStringLiteral("one"), one, fresh(), QString()},
             {QStringLiteral("fifty"), many(50), fresh(), drifted},
             {QStringLiteral("no-nodes"), none, fresh(), QString()},
             {QStringLiteral("stale"), production(), stale(), QString()}}};
        for (const auto& [name, each, freshness, file] : states) {
            LoadBalancingPage page;
            page.present(each.view(), freshness);
            if (!file.isEmpty())
                checkFile(page, file);
            open(page, size);
            page.present(each.view(), freshness);
            picture(page, QStringLiteral("lb-%1-%2").arg(name, Look::rowName()));
            nothingIsCut(page);
        }
        LoadBalancingPage page;
        page.present(production().view(), {});
        open(page, size);
        picture(page, QStringLiteral("lb-not-read-%1").arg(Look::rowName()));
        QVERIFY(page.config().text().isEmpty());
    }

    void theTableSaysWhatTheBalancerMakesOfEachNode()
    {
        LoadBalancingPage page;
        QAbstractItemModelTester tester(page.nodeSignals().table()->model());
        const Sample sample = production();
        page.present(sample.view(), fresh());
        open(page);
        const BalancerSignalModel& model = page.nodeSignals().model();
        QCOMPARE(model.rowCount(), 7);
        QCOMPARE(model.entryAt(0)->signal.text, QStringLiteral("In rotation"));
        QCOMPARE(model.entryAt(0)->more, QStringLiteral("Asked 0.8\u202Fs ago."));
        QCOMPARE(model.entryAt(0)->health, QStringLiteral("http://10.20.0.11:33238/ready"));
        QCOMPARE(model.entryAt(3)->signal.mark, Mark::Draining);
        QCOMPARE(model.entryAt(5)->signal.text, QStringLiteral("Unknown"));
        QSignalSpy asked(&page, &Page::nodeAsked);
        page.nodeSignals().table()->selectRow(3);
        page.nodeSignals().table()->setFocus();
        QTest::keyClick(page.nodeSignals().table(), Qt::Key_Return);
        QCOMPARE(asked.takeLast()[0].value<NodeId>(), sample.facts.nodes[3].id);
        QTest::keySequence(page.nodeSignals().table(), QKeySequence::Copy);
        QVERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("web-04\tDraining\t")));
        page.present(sample.view(), stale());
        QCOMPARE(model.entryAt(0)->fresh, false);
        QCOMPARE(model.entryAt(0)->signal.mark, Mark::Unknown);
    }

    void theConfigurationFollowsTheInputs()
    {
        LoadBalancingPage page;
        page.present(production().view(), fresh());
        open(page);
        QVERIFY(
            page.config().text().contains(QStringLiteral("server web-01 10.20.0.11:80 check port 33238")));
        auto* product = page.findChild<QComboBox*>(QStringLiteral("product"));
        product->setFocus();
        QTest::keyClick(product, Qt::Key_Down);
        QVERIFY(page.config().text().contains(QStringLiteral("upstream")));
        QTest::keyClick(product, Qt::Key_Up);
        auto* ports = page.findChild<QLineEdit*>(QStringLiteral("webPorts"));
        ports->selectAll();
        QTest::keyClicks(ports, QStringLiteral("8080, web-02=8081"));
        QVERIFY(page.config().text().contains(QStringLiteral("10.20.0.11:8080")));
        QVERIFY(page.config().text().contains(QStringLiteral("10.20.0.12:8081")));
        auto* bind = page.findChild<QLineEdit*>(QStringLiteral("bind"));
        bind->selectAll();
        QTest::keyClicks(bind, QStringLiteral("nowhere"));
        QVERIFY(page.config().text().isEmpty());
        QVERIFY(!named(page, "copyConfig")->isEnabled());
        QVERIFY(!named(page, "saveConfig")->isEnabled());
        auto* trouble = page.findChild<EmptyState*>(QStringLiteral("configTrouble"));
        QVERIFY(trouble->isVisible());
        QCOMPARE(
            trouble->accessibleName(),
            QStringLiteral("\"nowhere\" is not an address to listen on. Write it as *:80, 10.0.0.10:80 or "
                           "[2001:db8::10]:80."));
        picture(page, QStringLiteral("lb-wrong-address"));
        bind->setText(QStringLiteral("[2001:db8::10]:443"));
        QVERIFY(page.config().text().contains(QStringLiteral("[2001:db8::10]:443")));
        QTest::mouseClick(named(page, "copyConfig"), Qt::LeftButton);
        QCOMPARE(QApplication::clipboard()->text(), page.config().text());
        QTemporaryDir folder;
        page.config().saveTo(folder.filePath(QStringLiteral("haproxy.cfg")));
        QTRY_VERIFY(words(page, "configFoot").contains(QStringLiteral("haproxy -c -f ")));
        QFile saved(folder.filePath(QStringLiteral("haproxy.cfg")));
        QVERIFY(saved.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(saved.readAll()), page.config().text());
        picture(page, QStringLiteral("lb-saved"));
        page.config().saveTo(folder.filePath(QStringLiteral("missing/haproxy.cfg")));
        QTRY_VERIFY(words(page, "configFoot").contains(QStringLiteral("cannot be written")));
    }

    void theTextStaysWhereItIsReadAndFollowsTheNodes()
    {
        LoadBalancingPage page;
        Sample sample = many(50);
        page.present(sample.view(), fresh());
        open(page);
        auto* text = page.findChild<QPlainTextEdit*>(QStringLiteral("configText"));
        QSignalSpy changed(text, &QPlainTextEdit::textChanged);
        page.present(sample.view(), fresh());
        QCOMPARE(changed.count(), 0);
        sample.facts.nodes.pop_back();
        page.present(sample.view(), fresh());
        QVERIFY(changed.count() > 0);
        QVERIFY(!page.config().text().contains(QStringLiteral("node-00050")));
    }

    void aFileIsComparedWithTheCluster()
    {
        QTemporaryDir folder;
        const Sample sample = production();
        LoadBalancingPage page;
        page.present(sample.view(), fresh());
        open(page);
        QVERIFY(!named(page, "checkFileAgain")->isVisible());
        const QString path =
            written(folder, QStringLiteral("haproxy.cfg"), *balancerConfig(sample.view(), {}));
        checkFile(page, path);
        QCOMPARE(words(page, "checkWords"),
                 QStringLiteral("haproxy.cfg fits the cluster: HAProxy has 7 nodes. Ports were not checked: "
                                "enter the application’s port above."));
        QVERIFY(!page.check().table()->isVisible());

        // Somebody edits it: Check Again reads it anew.
        written(folder, QStringLiteral("haproxy.cfg"), driftedFile(sample));
        QSignalSpy again(&page.check(), &BalancerCheckCard::checked);
        QTest::mouseClick(named(page, "checkFileAgain"), Qt::LeftButton);
        QTRY_COMPARE(again.count(), 1);
        QVERIFY2(
            words(page, "checkWords").startsWith(QStringLiteral("haproxy.cfg does not fit the cluster in")),
            qPrintable(words(page, "checkWords")));
        const DriftModel& model = page.check().model();
        QVERIFY(page.check().table()->isVisible());
        QStringList all;
        for (int row = 0; row < model.rowCount(); ++row)
            all << model.copyText(row);
        const QString text = all.join(u'\n');
        QVERIFY2(text.contains(QStringLiteral("web-03")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("10.20.9.12")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("cookie")), qPrintable(text));
        page.check().table()->selectRow(0);
        page.check().table()->setFocus();
        QTest::keySequence(page.check().table(), QKeySequence::Copy);
        QCOMPARE(QApplication::clipboard()->text(), model.copyText(0));
        // The same from the row's menu, which has no node to lead to.
        QApplication::clipboard()->clear();
        Q_EMIT page.check().table()->customContextMenuRequested(
            page.check().table()->visualRect(model.index(0, DriftModel::Words)).center());
        auto* menu = page.check().findChild<QMenu*>();
        QVERIFY(menu);
        QCOMPARE(menu->actions().size(), 1);
        menu->actions().first()->trigger();
        QCOMPARE(QApplication::clipboard()->text(), model.copyText(0));
        menu->close();
        // Tab comes to the table after the buttons above it.
        QWidget* after = named(page, "checkFile");
        while (after != page.check().table() && after != named(page, "checkFileAgain"))
            after = after->nextInFocusChain();
        QCOMPARE(after, page.check().table());

        // Ports are compared once a person has said which is right.
        checkFile(page, written(folder, QStringLiteral("good.cfg"), *balancerConfig(sample.view(), {})));
        QCOMPARE(model.rowCount(), 0);
        QVERIFY(words(page, "checkWords").contains(QStringLiteral("Ports were not checked")));
        page.findChild<QLineEdit*>(QStringLiteral("webPorts"))->setText(QStringLiteral("8080"));
        QTRY_COMPARE(model.rowCount(), 7);
        QVERIFY(!words(page, "checkWords").contains(QStringLiteral("Ports were not checked")));

        checkFile(page, written(folder, QStringLiteral("letter.txt"), QStringLiteral("Dear Sir,\n")));
        QVERIFY(words(page, "checkWords").startsWith(QStringLiteral("letter.txt: ")));
        picture(page, QStringLiteral("lb-no-configuration"));
        checkFile(page, folder.filePath(QStringLiteral("missing.cfg")));
        QVERIFY(words(page, "checkWords").contains(QStringLiteral("cannot be read")));
        // What is no configuration is not read to its end.
        QFile large(folder.filePath(QStringLiteral("disk.img")));
        QVERIFY(large.open(QIODevice::WriteOnly) && large.resize(largestBalancerFile + 1));
        checkFile(page, large.fileName());
        QVERIFY2(words(page, "checkWords").contains(QStringLiteral("too large for a configuration")),
                 qPrintable(words(page, "checkWords")));
        checkFile(page, folder.path());
        QVERIFY(words(page, "checkWords").contains(QStringLiteral("not a plain file")));
        picture(page, QStringLiteral("lb-no-file"));
        page.reset();
        QVERIFY(words(page, "checkWords").startsWith(QStringLiteral("Choose the file")));
    }

    void theWindowGoesOnWhileAFileIsChecked()
    {
        QTemporaryDir folder;
        const Sample sample = production();
        const QString fitting =
            written(folder, QStringLiteral("good.cfg"), *balancerConfig(sample.view(), {}));
        const QString drifted = written(folder, QStringLiteral("haproxy.cfg"), driftedFile(sample));
        LoadBalancingPage page;
        page.present(sample.view(), fresh());
        open(page);
        checkFile(page, drifted);
        QVERIFY(page.check().table()->isVisible());
        QSignalSpy checked(&page.check(), &BalancerCheckCard::checked);
        {
            const BusyPool slow;
            QTest::mouseClick(named(page, "checkFileAgain"), Qt::LeftButton);
            QVERIFY(!named(page, "checkFileAgain")->isEnabled());
            QTRY_COMPARE(words(page, "checkWords"), QStringLiteral("Checking haproxy.cfg…"));
            QVERIFY(!page.check().table()->isVisible());
            page.present(sample.view(), stale()); // nothing is claimed of it meanwhile
            page.present(sample.view(), fresh());
            QCOMPARE(words(page, "checkWords"), QStringLiteral("Checking haproxy.cfg…"));
            picture(page, QStringLiteral("lb-checking"));
            page.check().check(fitting); // the first answer is not wanted any more
            QCOMPARE(checked.count(), 0);
        }
        QTRY_COMPARE(words(page, "checkWords"),
                     QStringLiteral("good.cfg fits the cluster: HAProxy has 7 nodes. Ports were not checked: "
                                    "enter the application’s port above."));
        QVERIFY(named(page, "checkFileAgain")->isEnabled());
        QVERIFY(backgroundThreads().waitForDone(5'000));
        QCoreApplication::processEvents();
        QCOMPARE(checked.count(), 1);
        {
            const BusyPool slow; // a page that is closed meanwhile is not told
            auto gone = std::make_unique<LoadBalancingPage>();
            gone->present(sample.view(), fresh());
            gone->check().check(fitting);
        }
        QVERIFY(backgroundThreads().waitForDone(5'000));
        QCoreApplication::processEvents();
    }

    void oldValuesAreNoReasonToActAndClaimNothing()
    {
        QTemporaryDir folder;
        const Sample sample = production();
        const QString fitting =
            written(folder, QStringLiteral("good.cfg"), *balancerConfig(sample.view(), {}));
        LoadBalancingPage page;
        page.present(sample.view(), fresh());
        open(page);
        checkFile(page, fitting);
        auto* mark = page.check().findChild<StateMark*>();
        QCOMPARE(mark->mark(), Mark::Healthy);
        QVERIFY(named(page, "saveConfig")->isEnabled());

        // The same reading, which only grew old: the database's clock stands still.
        page.present(sample.view(), stale());
        QCOMPARE(mark->mark(), Mark::Unknown);
        QCOMPARE(words(page, "checkWords"),
                 QStringLiteral(
                     "Last known, 34\u202Fs old: good.cfg fits the cluster: HAProxy has 7 nodes. Ports were "
                     "not checked: enter the application’s port above."));
        QVERIFY(!page.config().text().isEmpty()); // it can still be read
        const auto noted = [&page] {
            const QList<QLabel*> labels = page.config().findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
                return !label->isHidden() && label->text() == QStringLiteral("Last known, 34\u202Fs old");
            });
        };
        QVERIFY(noted());
        for (const char* each : {"copyConfig", "saveConfig"}) {
            QVERIFY2(!named(page, each)->isEnabled(), each);
            QVERIFY2(named(page, each)->toolTip().startsWith(QStringLiteral("Off because the values are")),
                     each);
        }
        page.config().saveTo(folder.filePath(QStringLiteral("late.cfg")));
        QVERIFY(!QFile::exists(folder.filePath(QStringLiteral("late.cfg"))));
        QVERIFY(words(page, "configFoot").contains(QStringLiteral("was not written")));
        picture(page, QStringLiteral("lb-stale-checked"));
        // A file that is checked now is compared with what is not known any more.
        checkFile(page, written(folder, QStringLiteral("haproxy.cfg"), driftedFile(sample)));
        QCOMPARE(mark->mark(), Mark::Unknown);
        QVERIFY(page.check().model().rowCount() > 0);

        page.present(sample.view(), fresh());
        QCOMPARE(mark->mark(), Mark::Degraded);
        QVERIFY(named(page, "copyConfig")->isEnabled());
        QVERIFY(named(page, "saveConfig")->isEnabled());
        QVERIFY(!noted());
    }

    void aLargeFileIsReadOnce()
    {
        QTemporaryDir folder;
        Sample sample = production();
        QString text = *balancerConfig(sample.view(), {});
        for (int i = 0; text.size() < 4'000'000; ++i)
            text += QStringLiteral("\nbackend other-%1\n    server a%1 192.0.2.1:80 check\n").arg(i);
        QElapsedTimer timer;
        timer.start();
        QVERIFY(readBalancerConfig(text));
        const qint64 reading = timer.nsecsElapsed();
        LoadBalancingPage page;
        page.present(sample.view(), fresh());
        open(page);
        const QString path = written(folder, QStringLiteral("large.cfg"), text);
        timer.restart();
        page.check().check(path);
        QVERIFY2(timer.nsecsElapsed() < reading / 4, "the window waits for the file");
        QTRY_VERIFY2(words(page, "checkWords").startsWith(QStringLiteral("large.cfg fits the cluster")),
                     qPrintable(words(page, "checkWords")));
        qint64 quickest = std::numeric_limits<qint64>::max();
        for (int i = 0; i < 5; ++i) {
            sample.facts.databaseTime += 2'000;
            const ClusterView view = sample.view();
            timer.restart();
            page.present(view, fresh());
            quickest = std::min(quickest, timer.nsecsElapsed());
        }
        QVERIFY2(quickest < reading / 2,
                 qPrintable(QStringLiteral("%1 ns, reading takes %2 ns").arg(quickest).arg(reading)));
        // A node that moved is seen all the same.
        sample.facts.databaseTime += 2'000;
        sample.facts.nodes[1].report.address = QStringLiteral("10.20.9.12");
        page.present(sample.view(), fresh());
        QTRY_VERIFY2(
            words(page, "checkWords").startsWith(QStringLiteral("large.cfg does not fit the cluster in")),
            qPrintable(words(page, "checkWords")));
    }

    void tenThousandNodesStayQuick()
    {
        const ClusterView view = many(10000).view();
        LoadBalancingPage page;
        open(page);
        page.present(view, fresh());
        const int before = processorMillis();
        page.present(view, fresh());
        const int took = processorMillis() - before;
        qInfo("refresh with 10000 nodes: %d ms", took);
        QVERIFY2(took < 2000, qPrintable(QString::number(took)));
    }
};

QTEST_MAIN(LoadBalancingPageTest)
#include "tst_loadbalancingpage.moc"
