#include "model/storage/canary.h"
#include "model/storage/storageprobe.h"
#include "model/storage/storagewatch.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <future>

#include <sys/stat.h>

using namespace rollcall;
using namespace std::chrono_literals;

namespace
{

NodeRow rowWith(NodeId id)
{
    NodeRow row;
    row.id = id;
    return row;
}

} // namespace

class TestStorageProbe : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_first = {m_folder->path(), m_cluster, m_one, {m_two}, {}};
        m_second = {m_folder->path(), m_cluster, m_two, {m_one}, {}};
    }

    void twoNodesReadEachOther()
    {
        StorageProbe one;
        StorageProbe two;
        one.round(m_first);
        const StorageReport second = two.round(m_second);
        const StorageReport first = one.round(m_first);
        QCOMPARE(first.fault, StorageFault::None);
        QCOMPARE(first.written, 2);
        QCOMPARE(first.sees.at(0).nonce, second.nonce);
        QCOMPARE(first.sees.at(0).sequence, 1);
        QVERIFY(first.nonce != second.nonce);
        QVERIFY(!first.foreign);
        QCOMPARE(QDir(folder()).entryList(QDir::Files).size(), 2); // no file is left of writing
    }

    void whatIsNoFileOfOursIsNotRead_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("another text") << QByteArray("hello\n");
        QTest::newRow("no number") << QByteArray("rollcall-canary 1\nab\nx\n");
        QTest::newRow("zero") << QByteArray("rollcall-canary 1\nab\n0\n");
        QTest::newRow("no nonce") << QByteArray("rollcall-canary 1\n\n1\n");
        QTest::newRow("cut off") << QByteArray("rollcall-canary 1\nab\n1");
        QTest::newRow("huge") << QByteArray("rollcall-canary 1\nab\n1\n").rightJustified(100'000, 'x');
    }
    void whatIsNoFileOfOursIsNotRead()
    {
        QFETCH(QByteArray, content);
        StorageProbe one;
        one.round(m_first);
        QFile file(fileOf(m_two));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        QCOMPARE(one.round(m_first).sees.at(0).fault, StorageFault::Other);
    }

    void aPipeOrALinkInPlaceOfAFileHoldsNobodyUp()
    {
        StorageProbe one;
        one.round(m_first);
        QCOMPARE(::mkfifo(QFile::encodeName(fileOf(m_two)).constData(), 0600), 0);
        QCOMPARE(one.round(m_first).sees.at(0).fault, StorageFault::Other);
        QFile::remove(fileOf(m_two));
        QVERIFY(QFile::link(fileOf(m_one), fileOf(m_two)));
        QCOMPARE(one.round(m_first).sees.at(0).fault, StorageFault::Other);
    }

    void theFolderItselfIsNeverMade()
    {
        StorageProbe one;
        m_first.folder += QStringLiteral("/not-mounted");
        const StorageReport report = one.round(m_first);
        QCOMPARE(report.fault, StorageFault::Missing);
        QVERIFY(!report.detail.isEmpty());
        QVERIFY(!QDir(m_first.folder).exists());
        QDir().mkpath(m_first.folder);
        QCOMPARE(one.round(m_first).fault, StorageFault::None);
    }

    void aFileThatIsGoneIsMissingAndAnotherClusterIsNoticed()
    {
        StorageProbe one;
        StorageProbe stranger;
        StorageQuestion other = m_second;
        other.cluster = ClusterId::create();
        stranger.round(other);
        const StorageReport report = one.round(m_first);
        QCOMPARE(report.sees.at(0).fault, StorageFault::Missing);
        QVERIFY(report.foreign);
    }

    void whoLeavesCleansUp()
    {
        StorageProbe one;
        StorageProbe two;
        one.round(m_first);
        two.round(m_second);
        QFile leftover(fileOf(m_one) + QStringLiteral(".new"));
        QVERIFY(leftover.open(QIODevice::WriteOnly));
        leftover.close();
        one.leave();
        QCOMPARE(QDir(folder()).entryList(QDir::Files), QStringList{m_two.toString()});
        two.leave();
        QVERIFY(isEmpty(m_folder->path()));
    }

    void whatWasSeenInAFormerFolderIsNotReportedOfTheNext()
    {
        QTemporaryDir next;
        const QString missing = next.path() + QStringLiteral("/not-mounted");
        StorageWatch watch(m_cluster, m_one);
        watch.setFolder(m_folder->path());
        QTRY_VERIFY_WITH_TIMEOUT(watch.report().written > 0, 15'000);
        watch.setFolder(missing);
        StorageReport report = watch.report();
        QCOMPARE(report.path, missing);
        QVERIFY(report.written == 0 || report.fault == StorageFault::Missing);
        QTRY_COMPARE_WITH_TIMEOUT(watch.report().fault, StorageFault::Missing, 15'000);
        QCOMPARE(watch.report().written, 0);
        QTRY_VERIFY_WITH_TIMEOUT(isEmpty(m_folder->path()), 15'000);
        watch.setFolder(QString());
        QCOMPARE(watch.report(), StorageReport{});
    }

    void aFormerFolderThatHangsHoldsTheNextOneUpInNothing()
    {
        const auto gate = std::make_shared<std::promise<void>>();
        const std::shared_future<void> opened(gate->get_future());
        const auto left = std::make_shared<std::promise<void>>();
        StorageWatch watch(m_cluster, m_one, [opened, left, first = true]() mutable {
            StorageWatch::Work work{[](const StorageQuestion& asked) {
                                        StorageReport report;
                                        report.path = asked.folder;
                                        report.written = 7;
                                        return report;
                                    },
                                    [] {}};
            if (std::exchange(first, false))
                work = {[opened](const StorageQuestion&) {
                            opened.wait();
                            return StorageReport{};
                        },
                        [left] { left->set_value(); }};
            return work;
        });
        watch.setFolder(QStringLiteral("/srv/hanging"));
        watch.setFolder(QStringLiteral("/srv/shared"));
        QTRY_COMPARE_WITH_TIMEOUT(watch.report().written, 7, 15'000);
        gate->set_value();
        QCOMPARE(left->get_future().wait_for(15s), std::future_status::ready);
    }

    void theFileOfARemovedNodeIsDeleted()
    {
        StorageProbe one;
        StorageProbe two;
        two.round(m_second);
        one.round(m_first);
        QVERIFY(QFile::exists(fileOf(m_two)));
        m_first.others.clear();
        m_first.removed = {m_two};
        one.round(m_first);
        QVERIFY(!QFile::exists(fileOf(m_two)));
        QVERIFY(QFile::exists(fileOf(m_one)));
    }

    void aStorageThatHangsIsReportedAndHoldsNobodyUp()
    {
        const auto gate = std::make_shared<std::promise<void>>();
        const std::shared_future<void> opened(gate->get_future());
        const auto left = std::make_shared<std::promise<void>>();
        {
            StorageWatch watch(m_cluster, m_one, [opened, left] {
                return StorageWatch::Work{[opened](const StorageQuestion& asked) {
                                              opened.wait();
                                              StorageReport report;
                                              report.path = asked.folder;
                                              report.written = static_cast<qint64>(asked.others.size());
                                              return report;
                                          },
                                          [left] { left->set_value(); }};
            });
            watch.setNodes({rowWith(m_one), rowWith(m_two)});
            watch.setFolder(QStringLiteral("/srv/shared"));
            QTRY_COMPARE_WITH_TIMEOUT(watch.report().fault, StorageFault::Hanging, 15'000);
            QVERIFY(watch.report().hanging >= StorageWatch::hangsAfter);
            gate->set_value();
            QTRY_COMPARE_WITH_TIMEOUT(watch.report().fault, StorageFault::None, 15'000);
            QCOMPARE(watch.report().written, 1);
        }
        QCOMPARE(left->get_future().wait_for(15s), std::future_status::ready);
    }

    void inALargeClusterAFewFilesAreReadByEach()
    {
        std::promise<StorageQuestion> asked;
        std::vector<NodeRow> rows;
        for (int i = 0; i < 50; ++i)
            rows.push_back(rowWith(NodeId::create()));
        StorageWatch watch(m_cluster, rows.front().id, [&asked] {
            return StorageWatch::Work{[&asked, first = true](const StorageQuestion& question) mutable {
                                          if (std::exchange(first, false))
                                              asked.set_value(question);
                                          return StorageReport{};
                                      },
                                      [] {}};
        });
        watch.setNodes(rows);
        watch.setFolder(QStringLiteral("/srv/shared"));
        const StorageQuestion question = asked.get_future().get();
        watch.stop();
        QCOMPARE(question.others.size(), mostStorageSightings);
        QVERIFY(std::find(question.others.begin(), question.others.end(), rows.front().id) ==
                question.others.end());
    }

private:
    static bool isEmpty(const QString& folder)
    {
        return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).isEmpty();
    }
    QString folder() const { return m_folder->path() + QStringLiteral("/.rollcall/") + m_cluster.toString(); }
    QString fileOf(NodeId node) const { return folder() + u'/' + node.toString(); }

    const ClusterId m_cluster = ClusterId::create();
    const NodeId m_one = NodeId::create();
    const NodeId m_two = NodeId::create();
    std::unique_ptr<QTemporaryDir> m_folder;
    StorageQuestion m_first;
    StorageQuestion m_second;
};

QTEST_GUILESS_MAIN(TestStorageProbe)
#include "tst_storageprobe.moc"
