#include "model/cluster/storagematrix.h"
#include "tests/cluster/facts.h"

#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

using Change = void (*)(FactsBuilder&);

/// web-03 has a folder of its own, in which the files of the others are not.
void cutOff(FactsBuilder& cluster, StorageFault fault)
{
    for (int other = 0; other < static_cast<int>(cluster.facts.nodes.size()); ++other)
        if (other != 2) {
            cluster.sight(2, other).fault = fault;
            cluster.sight(other, 2).fault = fault;
        }
}

struct StorageCase {
    const char* name;
    int nodes;
    Change change;
    const char* states; // of each node: p, f, u
    StorageCause cause; // of the last node that is not proven, or of the last node
    const char* mentions;
};

const std::vector<StorageCase> storageCases{
    {"good", 3, [](FactsBuilder&) {}, "ppp", StorageCause::None, ""},
    {"missing", 3, [](FactsBuilder& c) { c.node(2).report.shared.fault = StorageFault::Missing; }, "ppf",
     StorageCause::Missing, "does not exist"},
    {"denied", 3, [](FactsBuilder& c) { c.node(2).report.shared.fault = StorageFault::Denied; }, "ppf",
     StorageCause::Denied, "may not write"},
    {"read-only", 3, [](FactsBuilder& c) { c.node(2).report.shared.fault = StorageFault::ReadOnly; }, "ppf",
     StorageCause::ReadOnly, "read-only"},
    {"full", 3, [](FactsBuilder& c) { c.node(2).report.shared.fault = StorageFault::Full; }, "ppf",
     StorageCause::Full, "full"},
    {"hanging", 3,
     [](FactsBuilder& c) {
         c.node(2).report.shared.fault = StorageFault::Hanging;
         c.node(2).report.shared.hanging = 7s;
     },
     "ppf", StorageCause::Hanging, "not answered"},
    {"another error", 3,
     [](FactsBuilder& c) {
         c.node(2).report.shared.fault = StorageFault::Other;
         c.node(2).report.shared.detail = QStringLiteral("Input/output error");
     },
     "ppf", StorageCause::Failing, "Input/output error"},
    {"full for all", 3,
     [](FactsBuilder& c) {
         for (NodeRow& row : c.facts.nodes)
             row.report.shared.fault = StorageFault::Full;
     },
     "fff", StorageCause::Full, "full"},
    {"unshared", 3, [](FactsBuilder& c) { cutOff(c, StorageFault::Missing); }, "ppf", StorageCause::Unshared,
     "the files of web-01 and web-02 are not in it"},
    {"another cluster's", 3,
     [](FactsBuilder& c) {
         cutOff(c, StorageFault::Missing);
         c.node(2).report.shared.foreign = true;
     },
     "ppf", StorageCause::WrongShare, "another cluster"},
    {"two of five on another share", 5,
     [](FactsBuilder& c) {
         cutOff(c, StorageFault::Missing);
         for (int right : {0, 1, 4})
             c.partShares(3, right);
         c.sight(2, 3).fault = StorageFault::None;
         c.sight(3, 2).fault = StorageFault::None;
     },
     "ppffp", StorageCause::WrongShare, "another shared storage"},
    {"two that do not share", 2, [](FactsBuilder& c) { c.partShares(0, 1); }, "ff", StorageCause::Unshared,
     "web-01"},
    {"a frozen copy", 3,
     [](FactsBuilder& c) {
         for (int other : {0, 1}) {
             c.sight(2, other).sequence = 80;
             c.sight(other, 2).sequence = 80;
         }
     },
     "ppf", StorageCause::StaleCache, "old content"},
    {"a cache at the reader", 3, [](FactsBuilder& c) { c.sight(2, 0).sequence = 96; }, "ppf",
     StorageCause::StaleCache, "web-01 wrote newer files"},
    {"the file of an earlier start", 3,
     [](FactsBuilder& c) {
         c.sight(2, 0).nonce = QStringLiteral("before");
         c.sight(2, 1).nonce = QStringLiteral("before");
     },
     "ppf", StorageCause::StaleCache, "old content"},
    {"two rounds behind is no cache", 3, [](FactsBuilder& c) { c.sight(2, 0).sequence = 98; }, "ppp",
     StorageCause::None, ""},
    {"behind, but only now", 3,
     [](FactsBuilder& c) {
         c.sight(2, 0).sequence = 90;
         c.sight(2, 0).unchanged = 1s;
     },
     "ppp", StorageCause::None, ""},
    {"unreadable", 3,
     [](FactsBuilder& c) {
         c.sight(2, 0).fault = StorageFault::Denied;
         c.sight(2, 1).fault = StorageFault::Denied;
     },
     "ppf", StorageCause::Denied, "cannot read the file"},
    {"not read back", 3,
     [](FactsBuilder& c) {
         for (int other : {0, 1})
             c.sight(other, 2).sequence = 50;
     },
     "ppf", StorageCause::NotReadBack, "does not reach web-01 and web-02"},
    {"slow", 3, [](FactsBuilder& c) { c.node(2).report.shared.latency = 2s; }, "ppp", StorageCause::Slow,
     "slow"},
    {"not configured", 3, [](FactsBuilder& c) { c.node(2).report.shared = {}; }, "ppu",
     StorageCause::NotConfigured, "No shared storage"},
    {"alone", 1, [](FactsBuilder&) {}, "u", StorageCause::NoPeer, "nothing proves"},
    {"just started", 3,
     [](FactsBuilder& c) {
         c.node(2).report.shared.written = 0;
         c.node(2).report.shared.sees.clear();
     },
     "ppu", StorageCause::Pending, "under way"},
    {"has not taken up the new folder", 3,
     [](FactsBuilder& c) {
         c.facts.basePath = QStringLiteral("/srv/next");
         for (int taken : {0, 1}) {
             c.node(taken).report.shared.basePath = c.facts.basePath;
             c.node(taken).report.shared.path = c.facts.basePath;
         }
     },
     "ppu", StorageCause::Pending, "has not taken up yet that the shared storage is /srv/next"},
    {"nobody has taken up the new folder", 3,
     [](FactsBuilder& c) { c.facts.basePath = QStringLiteral("/srv/next"); }, "uuu", StorageCause::Pending,
     "/srv/next"},
    {"has not taken up that there is none", 3,
     [](FactsBuilder& c) {
         c.facts.basePath.clear();
         for (int taken : {0, 1}) {
             c.node(taken).report.shared = {};
             c.node(taken).report.shared.basePath = QString();
         }
     },
     "uuu", StorageCause::Pending, "that no shared storage is set"},
    {"a path of its own, and the setting is the same", 3,
     [](FactsBuilder& c) { c.node(2).report.shared.path = QStringLiteral("/mnt/shared"); }, "ppp",
     StorageCause::None, ""},
    {"a service of before, which does not say its setting", 3,
     [](FactsBuilder& c) { c.node(2).report.shared.basePath.reset(); }, "ppp", StorageCause::None, ""},
    {"has not looked at the others yet", 3,
     [](FactsBuilder& c) {
         for (NodeRow& row : c.facts.nodes)
             row.report.shared.sees.clear();
     },
     "uuu", StorageCause::Pending, "under way"},
    {"silent", 3, [](FactsBuilder& c) { c.node(2).heartbeatAge = 20s; }, "ppu", StorageCause::NoReport,
     "not report"},
};

QString letterOf(StorageState state)
{
    return state == StorageState::Proven ? QStringLiteral("p") : wordOf(state).left(1);
}

} // namespace

class TestStorageMatrix : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whoIsProven_data()
    {
        QTest::addColumn<int>("index");
        for (size_t i = 0; i < storageCases.size(); ++i)
            QTest::newRow(storageCases[i].name) << static_cast<int>(i);
    }
    void whoIsProven()
    {
        QFETCH(int, index);
        const StorageCase& given = storageCases[static_cast<size_t>(index)];
        FactsBuilder cluster(given.nodes);
        given.change(cluster);
        const StorageMatrix matrix = storageMatrix(cluster.facts.nodes, cluster.facts.basePath);
        QString states;
        StorageVerdict last;
        for (const NodeRow& row : cluster.facts.nodes) {
            const StorageVerdict verdict = matrix.verdicts.value(row.id);
            states += letterOf(verdict.state);
            if (verdict.state != StorageState::Proven || last.state != StorageState::Failing)
                last = verdict;
            if (verdict.state == StorageState::Failing) {
                QVERIFY2(verdict.remedy.contains(row.name), qPrintable(verdict.remedy));
                QVERIFY2(verdict.sentence.contains(u"/srv/shared"), qPrintable(verdict.sentence));
            }
        }
        QCOMPARE(states, QString::fromLatin1(given.states));
        QCOMPARE(wordOf(last.cause), wordOf(given.cause));
        QVERIFY2(last.sentence.contains(QString::fromLatin1(given.mentions)), qPrintable(last.sentence));
        QCOMPARE(matrix.settled(), given.cause != StorageCause::Pending);
    }

    void everyCauseHasAWordOfItsOwn()
    {
        QSet<QString> words;
        for (int cause = 0; cause <= static_cast<int>(StorageCause::Slow); ++cause)
            words.insert(wordOf(static_cast<StorageCause>(cause)));
        QCOMPARE(words.size(), static_cast<int>(StorageCause::Slow) + 1);
    }
};

QTEST_APPLESS_MAIN(TestStorageMatrix)
#include "tst_storagematrix.moc"
