#include "model/database/clusterrepository.h"
#include "model/database/commandrepository.h"
#include "model/database/eventrepository.h"
#include "model/node/housekeeping.h"
#include "tests/database/testdatabase.h"
#include "tests/support/testsupport.h"

#include <QScopeGuard>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

class TestHousekeeping : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanupTestCase() { TestDatabase::endServer(); }

    void onlyThePrimaryDeletesWhatIsOld_data() { eachBackend(); }
    void onlyThePrimaryDeletesWhatIsOld()
    {
        QFETCH(QString, backend);
        TestDatabase database(backend);
        Session& session = database.session();
        for (int i = 0; i < 2100; ++i) // more than two portions
            must(EventRepository::append(
                session, Event{0, 0, Severity::Info, u"node.joined"_qs, {}, {}, {}, u"old"_qs, {}}));
        database.sql(QStringLiteral("UPDATE event SET at = at - 91 * CAST(86400000 AS BIGINT)"));
        must(EventRepository::append(
            session, Event{0, 0, Severity::Info, u"node.joined"_qs, {}, {}, {}, u"new"_qs, {}}));
        const qint64 order =
            must(CommandRepository::add(session, NodeId::create(), u"switchover"_qs, {}, u"dana"_qs));
        database.sql(QStringLiteral("UPDATE command SET asked_at = asked_at - 8 * CAST(86400000 AS BIGINT)"));
        const qint64 fresh =
            must(CommandRepository::add(session, NodeId::create(), u"switchover"_qs, {}, u"dana"_qs));

        const Result<SharedPrimaryBoard> board = makePrimaryBoard();
        auto worker = std::make_unique<DatabaseWorker>(database.url(), Secret());
        const Housekeeping housekeeping(*worker, **board, {20ms, 1ms});
        // A call may be under way at the end: it is ended while the one who waits for it is still there.
        const auto end = qScopeGuard([&] { worker.reset(); });
        waitUntil([&, rounds = 0]() mutable { return ++rounds > 10; }, 10s, "some rounds");
        QVERIFY(must(CommandRepository::find(session, order))); // not the primary
        (*board)->promote(1, BootClock::now() + 60s);
        waitUntil([&] { return !must(CommandRepository::find(session, order)); }, 10s, "the old order to go");
        EventFilter oldest;
        oldest.limit = 1000;
        waitUntil([&] { return must(EventRepository::list(session, oldest)).size() == 1; }, 10s,
                  "the old events to go");
        QCOMPARE(must(EventRepository::list(session, oldest)).front().sentence, u"new"_qs);
        QVERIFY(must(CommandRepository::find(session, fresh)));
    }
};

QTEST_GUILESS_MAIN(TestHousekeeping)
#include "tst_housekeeping.moc"
