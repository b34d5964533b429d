#include "model/tables/storagewords.h"
#include "tests/ui/pagetools.h"
#include "tests/ui/sampleview.h"
#include "ui/pages/storagematrixcard.h"
#include "ui/pages/storagenodescard.h"
#include "ui/pages/storagepage.h"
#include "ui/widgets/banners.h"
#include "ui/widgets/labels.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QHeaderView>
#include <QPromise>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <ctime>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

/// Every node reads the files of the next sixteen others.
Sample shared(Sample sample)
{
    std::vector<NodeRow>& nodes = sample.facts.nodes;
    for (std::size_t reader = 0; reader < nodes.size(); ++reader) {
        StorageReport& report = nodes[reader].report.shared;
        report.latency = 2300us;
        for (std::size_t step = 1; step < nodes.size() && step <= mostStorageSightings; ++step) {
            const NodeRow& writer = nodes[(reader + step) % nodes.size()];
            report.sees.push_back({writer.id, StorageFault::None, writer.report.shared.nonce, 100, 0ms,
                                   std::chrono::microseconds(600 + 37 * (reader * 7 + step) % 900)});
        }
    }
    return sample;
}

StorageSighting& sight(Sample& sample, std::size_t reader, std::size_t writer)
{
    const NodeId id = sample.facts.nodes[writer].id;
    for (StorageSighting& each : sample.facts.nodes[reader].report.shared.sees)
        if (each.node == id)
            return each;
    qFatal("there is no such sighting");
}

/// web-02's folder is its own, web-03 is shown old content, web-05 has a path of its own, full.
Sample broken()
{
    Sample sample = shared(production());
    sample.facts.nodes[5].heartbeatAge = 252s;
    for (std::size_t other : {0U, 2U, 3U, 4U, 6U}) {
        sight(sample, 1, other) = {sample.facts.nodes[other].id, StorageFault::Missing, {}, 0, 9s, 400us};
        sight(sample, other, 1) = {sample.facts.nodes[1].id, StorageFault::Missing, {}, 0, 9s, 400us};
    }
    for (std::size_t other : {0U, 3U, 4U, 6U}) {
        sight(sample, 2, other).sequence = 60;
        sight(sample, 2, other).unchanged = 20s;
    }
    StorageReport& full = sample.facts.nodes[4].report.shared;
    full.path = QStringLiteral("/mnt/artifacts-on-the-other-file-server");
    full.fault = StorageFault::Full;
    return sample;
}

void feed(StoragePage& page, const QString& path)
{
    std::vector<SettingState> states;
    for (const SettingSpec& spec : settingCatalogue()) {
        SettingState state;
        state.spec = spec;
        state.value = spec.key == settingkey::BasePath ? path : spec.standard;
        states.push_back(state);
    }
    page.setLoader([states] { return readyResult<std::vector<SettingState>>(states); });
}

QPushButton* named(QWidget& page, const char* name)
{
    return page.findChild<QPushButton*>(QString::fromLatin1(name));
}

/// Names and states have their room; sentences and paths may be elided.
void nothingIsCut(StoragePage& page)
{
    QTableView* table = page.nodes().table();
    for (int column : {StorageNodeModel::Node, StorageNodeModel::Verdict})
        QVERIFY(!table->isVisible() ||
                table->columnWidth(column) >=
                    static_cast<const QAbstractItemView*>(table)->sizeHintForColumn(column));
    QTableView* matrix = page.matrix().table();
    if (!matrix->isVisible() || page.matrix().isCompact())
        return;
    for (int column = 0; column < matrix->model()->columnCount(); ++column)
        QVERIFY(matrix->columnWidth(column) >=
                static_cast<const QAbstractItemView*>(matrix)->sizeHintForColumn(column));
}

} // namespace

class StoragePageTest : public QObject
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
        Sample none = production();
        none.facts.nodes.clear();
        Sample unset = staging();
        for (NodeRow& row : unset.facts.nodes)
            row.report.shared = {};
        Sample one = staging();
        one.facts.nodes.resize(1);
        Sample longNames = broken();
        for (NodeRow& row : longNames.facts.nodes)
            row.name += QStringLiteral("-production-frankfurt");
        Sample fifty = shared(many(50));
        sight(fifty, 3, 4).sequence = 60;
        sight(fifty, 3, 4).unchanged = 20s;
        const QString path = QStringLiteral("/srv/shared");
        const std::array<std::tuple<QString, Sample, Freshness, QString>, 9> states{
            {{QStringLiteral("shared"), shared(staging()), fresh(), path},
             {QStringLiteral("broken"), broken(), fresh(), path},
             {QStringLiteral("long-names"), longNames, fresh(), path},
             {QStringLiteral("fifty"), fifty, fresh(), path},
             {QStringLiteral("one"), one, fresh(), path},
             {QStringLiteral("no-nodes"), none, fresh(), path},
             {QStringLiteral("not-set-up"), unset, fresh(), QString()},
             {QStringLiteral("stale"), broken(), stale(), path},
             {QStringLiteral("not-read"), broken(), {}, path}}};
        for (const auto& [name, each, freshness, base] : states) {
            StoragePage page;
            feed(page, base);
            if (freshness.stale())
                page.present(each.view(), fresh());
            QCoreApplication::processEvents();
            page.present(each.view(), freshness);
            open(page, size);
            page.present(each.view(), freshness);
            picture(page, QStringLiteral("storage-%1-%2").arg(name, Look::rowName()));
            nothingIsCut(page);
        }
    }

    void theSquareSaysWhoSeesWhoseFile()
    {
        StorageMatrixModel model;
        QAbstractItemModelTester tester(&model);
        const Sample sample = broken();
        model.show(sample.view(), fresh());
        QCOMPARE(model.rowCount(), 7);
        QCOMPARE(model.columnCount(), 7);
        QCOMPARE(model.index(0, 0).data().toString(), emDash);
        QCOMPARE(model.index(0, 2).data(StateRole).value<Mark>(), Mark::Tick);
        QCOMPARE(model.index(0, 1).data().toString(), QStringLiteral("Absent"));
        QCOMPARE(model.index(0, 1).data(StateRole).value<Mark>(), Mark::Down);
        QCOMPARE(model.index(2, 0).data(StateRole).value<Mark>(), Mark::Degraded);
        const QString tip = model.index(0, 1).data(Qt::ToolTipRole).toString();
        QVERIFY2(tip.startsWith(QStringLiteral("web-01 does not find the file of web-02.\nweb-02: Its folder "
                                               "/srv/shared is not the shared storage")),
                 qPrintable(tip));
        QVERIFY(model.index(2, 0)
                    .data(Qt::AccessibleTextRole)
                    .toString()
                    .contains(QStringLiteral("old file of web-01, 40 rounds behind")));
        QCOMPARE(model.headerData(1, Qt::Vertical, Qt::AccessibleTextRole).toString(),
                 QStringLiteral("web-02 reads"));
        // web-05 cannot write: that is no fault of who reads.
        QCOMPARE(model.index(0, 4).data().toString(), QStringLiteral("No file"));
        QVERIFY(model.index(0, 4).data(Qt::ToolTipRole).toString().contains(QStringLiteral("is full")));
        // web-06 is down: nothing is claimed of it.
        QVERIFY(model.index(0, 5)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .contains(QStringLiteral("web-06: It does not report.")));
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.show(sample.view(), fresh());
        QCOMPARE(changed.count(), 0);
        model.show(sample.view(), stale());
        QCOMPARE(model.index(0, 2).data(StateRole).value<Mark>(), Mark::Unknown);
        QCOMPARE(model.index(0, 2).data(FreshRole).toBool(), false);
        model.show(shared(many(50)).view(), fresh());
        QCOMPARE(model.rowCount(), 50);
        QCOMPARE(model.count(SightState::Fresh), 50 * 16);
        QVERIFY(model.index(0, 30)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .contains(QStringLiteral("each node reads those of 16 others")));
        model.show(many(StorageMatrixModel::mostNodes + 1).view(), fresh());
        QCOMPARE(model.rowCount(), 0);
    }

    void theTableSaysCauseAndRemedy()
    {
        StorageNodeModel model;
        QAbstractItemModelTester tester(&model);
        const Sample sample = broken();
        model.show(sample.view(), fresh(), QStringLiteral("/srv/shared"));
        const auto text = [&model](int row, int column, int role = Qt::DisplayRole) {
            return model.index(row, column).data(role).toString();
        };
        QCOMPARE(text(0, StorageNodeModel::Verdict), QStringLiteral("Proven"));
        QCOMPARE(text(0, StorageNodeModel::Path, SecondLineRole), QStringLiteral("Artifacts.BasePath"));
        QCOMPARE(text(0, StorageNodeModel::Write), QStringLiteral("2.3\u202Fms"));
        QCOMPARE(text(1, StorageNodeModel::Verdict), QStringLiteral("Failing"));
        QVERIFY(!text(1, StorageNodeModel::Words, SecondLineRole).isEmpty());
        QCOMPARE(text(4, StorageNodeModel::Path, SecondLineRole),
                 QStringLiteral("[storage] path of this node"));
        QVERIFY(text(4, StorageNodeModel::Words).contains(QStringLiteral("is full")));
        QCOMPARE(text(4, StorageNodeModel::Write), emDash);
        QCOMPARE(text(5, StorageNodeModel::Verdict), QStringLiteral("Unknown"));
        QVERIFY(model.copyText(1).startsWith(QStringLiteral("web-02\tFailing\t/srv/shared\t")));
        QCOMPARE(storageSummary(sample.view(), fresh()).mark, Mark::Down);
        QCOMPARE(storageSummary(shared(staging()).view(), fresh()).sentence,
                 QStringLiteral("It is shared: what each node writes, the others read, in /srv/shared."));
        Sample silent = shared(production());
        silent.facts.nodes[5].heartbeatAge = 252s;
        QCOMPARE(storageSummary(silent.view(), fresh()),
                 (StorageSummary{Mark::Healthy,
                                 QStringLiteral("It is shared by all nodes that report; web-06 does not.")}));
        model.show(sample.view(), stale(), QStringLiteral("/srv/shared"));
        QCOMPARE(text(1, StorageNodeModel::Verdict), QStringLiteral("Unknown"));
    }

    void thePathIsAskedForAndCellsAreCopied()
    {
        StoragePage page;
        feed(page, QStringLiteral("/srv/shared"));
        const Sample sample = broken();
        page.present(sample.view(), fresh());
        open(page);
        page.present(sample.view(), fresh());
        QSignalSpy asked(&page, &Page::requested);
        QTest::mouseClick(named(page, "setStoragePath"), Qt::LeftButton);
        QCOMPARE(asked.takeLast()[0].value<Intent>(), Intent::changeSetting(settingkey::BasePath));
        QVERIFY(page.findChild<TextLabel*>(QStringLiteral("storagePath"))
                    ->text()
                    .contains(QStringLiteral("Artifacts.BasePath is /srv/shared.")));

        QTableView* matrix = page.matrix().table();
        matrix->setCurrentIndex(matrix->model()->index(0, 1));
        matrix->setFocus();
        QTest::keySequence(matrix, QKeySequence::Copy);
        QVERIFY(QApplication::clipboard()->text().startsWith(
            QStringLiteral("web-01 does not find the file of web-02.")));
        QSignalSpy node(&page, &Page::nodeAsked);
        QTest::keyClick(matrix, Qt::Key_Return);
        QCOMPARE(node.takeLast()[0].value<NodeId>(), sample.facts.nodes[0].id);
        QTest::mouseClick(named(page, "copyMatrix"), Qt::LeftButton);
        const QString csv = QApplication::clipboard()->text();
        QVERIFY(csv.startsWith(QStringLiteral("reader,writer,state,rounds_behind,read_ms,sentence\r\n")));
        QVERIFY(csv.contains(QStringLiteral("web-01,web-02,absent,0,0.400,")));
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("matrix.csv"));
        page.matrix().exportTo(file);
        QTRY_VERIFY(QFile::exists(file));
        QFile saved(file);
        QVERIFY(saved.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(saved.readAll()), csv);
        page.matrix().exportTo(folder.filePath(QStringLiteral("missing/matrix.csv")));
        QTRY_VERIFY(page.findChild<TextLabel*>(QStringLiteral("matrixFoot"))
                        ->text()
                        .contains(QStringLiteral("cannot be written")));

        page.present(sample.view(), stale());
        QVERIFY(!named(page, "setStoragePath")->isEnabled());
        QVERIFY(named(page, "copyMatrix")->isEnabled());
    }

    void withoutAPathItSaysWhatItWouldProve()
    {
        Sample unset = staging();
        for (NodeRow& row : unset.facts.nodes)
            row.report.shared = {};
        StoragePage page;
        feed(page, {});
        page.present(unset.view(), fresh());
        open(page);
        auto* empty = page.findChild<EmptyState*>();
        QVERIFY(empty->isVisible());
        QVERIFY(empty->accessibleName().contains(QStringLiteral("every other one reads it back")));
        QSignalSpy asked(&page, &Page::requested);
        QTest::mouseClick(empty->findChild<QPushButton*>(), Qt::LeftButton);
        QCOMPARE(asked.takeLast()[0].value<Intent>(), Intent::changeSetting(settingkey::BasePath));
        unset.facts.nodes.clear();
        page.present(unset.view(), fresh());
        QSignalSpy add(&page, &Page::addNodeAsked);
        QTest::mouseClick(empty->findChild<QPushButton*>(), Qt::LeftButton);
        QCOMPARE(add.count(), 1);
        page.present(shared(staging()).view(), fresh());
        QVERIFY(!empty->isVisible());
    }

    void withoutTheSettingsItSaysNothingOfThePath()
    {
        Sample unset = staging();
        for (NodeRow& row : unset.facts.nodes)
            row.report.shared = {};
        QPromise<Result<std::vector<SettingState>>> answer;
        answer.start();
        bool refused = false;
        StoragePage page;
        page.setLoader([&]() -> FutureResult<std::vector<SettingState>> {
            if (refused)
                return readyResult<std::vector<SettingState>>(
                    failure(ErrorKind::Refused, QStringLiteral("The user may not read the table setting.")));
            return answer.future();
        });
        page.present(unset.view(), fresh());
        open(page);
        page.present(unset.view(), fresh());
        auto* empty = page.findChild<EmptyState*>();
        QVERIFY(empty->isVisible());
        QCOMPARE(empty->accessibleName(), QStringLiteral("Reading settings…"));
        QVERIFY(!empty->findChild<QPushButton*>()->isVisible());
        picture(page, QStringLiteral("storage-settings-not-read"));
        answer.addResult(std::vector<SettingState>());
        answer.finish();
        QTRY_VERIFY((page.present(unset.view(), fresh()),
                     empty->accessibleName().startsWith(QStringLiteral("No shared storage is set up."))));

        refused = true;
        page.reset();
        QTRY_VERIFY((page.present(unset.view(), fresh()),
                     empty->accessibleName().contains(QStringLiteral("may not read the table setting"))));
        // Whoever reports a path is shown whatever the settings say.
        page.present(shared(staging()).view(), fresh());
        QVERIFY(!empty->isVisible());
    }

    void whatWasCopiedIsSaidForAMoment()
    {
        StoragePage page;
        feed(page, QStringLiteral("/srv/shared"));
        Sample sample = broken();
        page.present(sample.view(), fresh());
        open(page);
        page.present(sample.view(), fresh());
        auto* foot = page.findChild<TextLabel*>(QStringLiteral("matrixFoot"));
        const QString counts = foot->text();
        const auto copy = [&] {
            QTest::mouseClick(named(page, "copyMatrix"), Qt::LeftButton);
            return foot->text().contains(QStringLiteral("were copied as CSV"));
        };
        QVERIFY(copy());
        page.present(sample.view(), fresh());
        QVERIFY(foot->text().contains(QStringLiteral("were copied"))); // nothing else is to say
        page.present(sample.view(), stale());
        QCOMPARE(foot->text(), QStringLiteral("Last known: ") + counts);
        QVERIFY(copy());
        page.present(sample.view(), fresh());
        QCOMPARE(foot->text(), counts);
        QVERIFY(copy());
        sight(sample, 0, 2) = {sample.facts.nodes[2].id, StorageFault::Missing, {}, 0, 9s, 400us};
        page.present(sample.view(), fresh());
        QVERIFY(foot->text() != counts);
        QVERIFY2(!foot->text().contains(QStringLiteral("copied")), qPrintable(foot->text()));
        QVERIFY(copy());
        QTRY_VERIFY_WITH_TIMEOUT(!foot->text().contains(QStringLiteral("copied")), 8000);
        // What went wrong stays until something else is to say.
        page.matrix().exportTo(QStringLiteral("/nowhere/matrix.csv"));
        QTest::qWait(5500);
        QVERIFY(foot->text().contains(QStringLiteral("cannot be written")));
    }

    void fiftyNodesScrollUnderTheirNames()
    {
        StoragePage page;
        feed(page, QStringLiteral("/srv/shared"));
        const ClusterView view = shared(many(50)).view();
        page.present(view, fresh());
        open(page);
        page.present(view, fresh());
        QTableView* matrix = page.matrix().table();
        QVERIFY(page.matrix().isCompact());
        QVERIFY(matrix->horizontalScrollBar()->maximum() > 0);
        matrix->scrollTo(matrix->model()->index(49, 49));
        QVERIFY(matrix->viewport()->rect().intersects(matrix->visualRect(matrix->model()->index(49, 49))));
        QVERIFY(matrix->verticalHeader()->isVisible());
        QVERIFY(matrix->horizontalHeader()->isVisible());
        picture(page, QStringLiteral("storage-fifty-scrolled"));
        const int before = processorMillis();
        page.present(view, fresh());
        const int took = processorMillis() - before;
        QVERIFY2(took < 500, qPrintable(QString::number(took)));
    }

    void tenThousandNodesStayQuick()
    {
        const ClusterView view = many(10000).view();
        StoragePage page;
        feed(page, QStringLiteral("/srv/shared"));
        open(page);
        page.present(view, fresh());
        const int before = processorMillis();
        page.present(view, fresh());
        const int took = processorMillis() - before;
        qInfo("refresh with 10000 nodes: %d ms", took);
        QVERIFY2(took < 2000, qPrintable(QString::number(took)));
    }
};

QTEST_MAIN(StoragePageTest)
#include "tst_storagepage.moc"
