#include "model/database/databaseworker.h"
#include "model/database/noderepository.h"
#include "tests/database/testdatabase.h"
#include "tests/support/testsupport.h"

#include <QElapsedTimer>
#include <QTcpServer>
#include <QTest>

#include <condition_variable>
#include <mutex>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

Result<int> countNodes(Session& session)
{
    return NodeRepository::list(session).map(
        [](const auto& nodes) { return static_cast<int>(nodes.size()); });
}

/// Keeps a worker's thread busy until it is opened.
class Gate
{
public:
    void open()
    {
        const std::lock_guard lock(m_mutex);
        m_open = true;
        m_changed.notify_all();
    }
    void pass()
    {
        std::unique_lock lock(m_mutex);
        m_entered = true;
        m_changed.wait(lock, [this] { return m_open; });
    }
    bool entered() const
    {
        const std::lock_guard lock(m_mutex);
        return m_entered;
    }

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_open = false;
    bool m_entered = false;
};

} // namespace

class TestDatabaseWorker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanupTestCase() { TestDatabase::endServer(); }
    void runsInOrderInOneThread_data() { eachBackend(); }
    void runsInOrderInOneThread();
    void frozenServerTimesOutAndRecovers();
    void killedServerRecovers();
    void connectingToASilentServerFailsFast();
    void refusedConnectionBacksOff();
    void lockedFileSaysSo();
    void longStatementIsInterrupted();
    void endsWhileServerHangs_data();
    void endsWhileServerHangs();
    void queueIsBounded();
    void expiredInTheQueueIsNotRun();
    void lateCommitIsNotSent_data() { eachBackend(); }
    void lateCommitIsNotSent();
    void wrongPasswordIsRefused();
};

void TestDatabaseWorker::runsInOrderInOneThread()
{
    QFETCH(QString, backend);
    TestDatabase database(backend);
    database.addNode(QStringLiteral("web-01"));
    DatabaseWorker worker(database.url(), Secret());
    auto order = std::make_shared<std::vector<int>>();
    std::vector<QFuture<Result<const void*>>> futures;
    for (int i = 0; i < 20; ++i)
        futures.push_back(worker.run(5s, [order, i](Session&) -> Result<const void*> {
            order->push_back(i);
            return static_cast<const void*>(QThread::currentThread());
        }));
    const void* thread = get(futures.front());
    for (const auto& future : futures)
        QCOMPARE(get(future), thread);
    QVERIFY(thread != QThread::currentThread());
    QCOMPARE(order->size(), size_t(20));
    QVERIFY(std::is_sorted(order->begin(), order->end()));
    QCOMPARE(get(worker.run(5s, countNodes)), 1);
}

void TestDatabaseWorker::frozenServerTimesOutAndRecovers()
{
    TestDatabase database(QStringLiteral("postgresql"));
    DatabaseWorker worker(database.url(), Secret());
    QCOMPARE(get(worker.run(5s, countNodes)), 0);

    TestDatabase::server().freeze();
    QElapsedTimer timer;
    timer.start();
    const Result<int> hanging = outcome(worker.run(300ms, countNodes));
    QVERIFY(!hanging);
    QCOMPARE(hanging.error().kind, ErrorKind::TimedOut);
    QVERIFY2(timer.elapsed() >= 290 && timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    // While it is frozen every further call ends by its own limit or at once, never later.
    for (int i = 0; i < 5; ++i) {
        timer.restart();
        const Result<int> next = outcome(worker.run(200ms, countNodes));
        QVERIFY(!next);
        QVERIFY(next.error().kind == ErrorKind::TimedOut || next.error().kind == ErrorKind::Unreachable);
        QVERIFY2(timer.elapsed() < 600, qPrintable(QString::number(timer.elapsed())));
    }
    TestDatabase::server().thaw();
    waitUntil([&] { return outcome(worker.run(1s, countNodes)).has_value(); }, 15s, "the worker to recover");
}

void TestDatabaseWorker::killedServerRecovers()
{
    TestDatabase database(QStringLiteral("postgresql"));
    DatabaseWorker worker(database.url(), Secret());
    QCOMPARE(get(worker.run(5s, countNodes)), 0);
    TestDatabase::server().kill();
    for (int i = 0; i < 3; ++i) {
        const Result<int> refused = outcome(worker.run(2s, countNodes));
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Unreachable);
        QVERIFY(refused.error().message().contains(QString::number(TestDatabase::server().port())));
    }
    TestDatabase::server().restart();
    waitUntil([&] { return outcome(worker.run(1s, countNodes)).has_value(); }, 15s, "the worker to recover");
}

void TestDatabaseWorker::connectingToASilentServerFailsFast()
{
    QTcpServer silent; // accepts connections in the kernel and never says a word
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    const DatabaseUrl url = must(
        DatabaseUrl::parse(QStringLiteral("postgresql://postgres@127.0.0.1:%1/x").arg(silent.serverPort())));
    DatabaseWorker worker(url, Secret());
    QElapsedTimer timer;
    timer.start();
    const Result<int> first = outcome(worker.run(200ms, countNodes));
    QVERIFY(!first);
    QCOMPARE(first.error().kind, ErrorKind::TimedOut);
    const auto second = worker.run(5s, countNodes);
    QVERIFY(second.isFinished()); // the thread still connects: at once
    QCOMPARE(outcome(second).error().kind, ErrorKind::Unreachable);
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
}

void TestDatabaseWorker::refusedConnectionBacksOff()
{
    const quint16 port = freePort();
    const DatabaseUrl url =
        must(DatabaseUrl::parse(QStringLiteral("postgresql://postgres@127.0.0.1:%1/x").arg(port)));
    DatabaseWorkerOptions options;
    options.firstBackOff = 60s; // so that the second attempt would be noticed
    DatabaseWorker worker(url, Secret(), options);
    QCOMPARE(outcome(worker.run(5s, countNodes)).error().kind, ErrorKind::Unreachable);
    const auto next = worker.run(5s, countNodes);
    QVERIFY(next.isFinished());
    QCOMPARE(outcome(next).error().kind, ErrorKind::Unreachable);
}

void TestDatabaseWorker::lockedFileSaysSo()
{
    TestDatabase database(QStringLiteral("sqlite"));
    const NodeRegistration node = database.addNode(QStringLiteral("web-01"));
    DatabaseWorker worker(database.url(), Secret());
    const auto beat = [node](Session& session) {
        return NodeRepository::heartbeat(session, node.id, node.incarnation, {});
    };
    QVERIFY(get(worker.run(5s, beat)).mine);
    database.sql(QStringLiteral("BEGIN IMMEDIATE"));
    QElapsedTimer timer;
    timer.start();
    const auto locked = outcome(worker.run(400ms, beat));
    QVERIFY(!locked);
    QCOMPARE(locked.error().kind, ErrorKind::Conflict);
    QVERIFY(locked.error().what.contains(QLatin1String("locked")));
    QVERIFY2(timer.elapsed() < 800, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(get(worker.run(1s, countNodes)), 1); // readers never wait
    database.sql(QStringLiteral("COMMIT"));
    QVERIFY(get(worker.run(5s, beat)).mine);
}

void TestDatabaseWorker::longStatementIsInterrupted()
{
    TestDatabase database(QStringLiteral("sqlite"));
    DatabaseWorker worker(database.url(), Secret());
    QCOMPARE(get(worker.run(5s, countNodes)), 0);
    const auto endless = [](Session& session) {
        return session.executeText(
            QStringLiteral("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "
                           "SELECT COUNT(*) FROM c"));
    };
    const Result<void> ended = outcome(worker.run(200ms, endless));
    QVERIFY(!ended);
    QCOMPARE(ended.error().kind, ErrorKind::TimedOut);
    waitUntil([&] { return outcome(worker.run(1s, countNodes)).has_value(); }, 5s, "the statement to end");
}

void TestDatabaseWorker::endsWhileServerHangs_data()
{
    QTest::addColumn<bool>("connected");
    QTest::newRow("in a statement") << true;
    QTest::newRow("connecting") << false;
}

void TestDatabaseWorker::endsWhileServerHangs()
{
    QFETCH(bool, connected);
    TestDatabase database(QStringLiteral("postgresql"));
    auto worker = std::make_unique<DatabaseWorker>(database.url(), Secret());
    if (connected)
        QCOMPARE(get(worker->run(5s, countNodes)), 0);
    TestDatabase::server().freeze();
    const auto first = worker->run(30s, countNodes);
    const auto second = worker->run(30s, countNodes);
    QElapsedTimer timer;
    timer.start();
    worker.reset();
    const qint64 elapsed = timer.elapsed();
    TestDatabase::server().thaw();
    // A hanging statement is torn down at once; only connecting takes the whole moment.
    QVERIFY2(elapsed < (connected ? 200 : 600), qPrintable(QString::number(elapsed)));
    QVERIFY(first.isFinished());
    QVERIFY(second.isFinished());
    QCOMPARE(outcome(second).error().kind, ErrorKind::Unreachable);
}

void TestDatabaseWorker::queueIsBounded()
{
    TestDatabase database(QStringLiteral("sqlite"));
    DatabaseWorkerOptions options;
    options.queueLimit = 3;
    DatabaseWorker worker(database.url(), Secret(), options);
    auto gate = std::make_shared<Gate>();
    const auto busy = worker.run(10s, [gate](Session&) -> Result<int> {
        gate->pass();
        return 1;
    });
    waitUntil([&] { return gate->entered(); }, 5s, "the thread to be busy");
    std::vector<QFuture<Result<int>>> waiting;
    for (int i = 0; i < 3; ++i)
        waiting.push_back(worker.run(10s, countNodes));
    const auto tooMany = worker.run(10s, countNodes);
    QVERIFY(tooMany.isFinished());
    QCOMPARE(outcome(tooMany).error().kind, ErrorKind::Unreachable);
    gate->open();
    QCOMPARE(get(busy), 1);
    for (const auto& each : waiting)
        QCOMPARE(get(each), 0);
}

void TestDatabaseWorker::expiredInTheQueueIsNotRun()
{
    TestDatabase database(QStringLiteral("sqlite"));
    DatabaseWorker worker(database.url(), Secret());
    auto gate = std::make_shared<Gate>();
    auto ran = std::make_shared<std::atomic<bool>>(false);
    const auto busy = worker.run(10s, [gate](Session&) -> Result<int> {
        gate->pass();
        return 1;
    });
    const auto expiring = worker.run(50ms, [ran](Session&) -> Result<int> {
        *ran = true;
        return 2;
    });
    QCOMPARE(outcome(expiring).error().kind, ErrorKind::TimedOut);
    gate->open();
    QCOMPARE(get(busy), 1);
    QCOMPARE(get(worker.run(5s, countNodes)), 0);
    QVERIFY(!*ran);
}

void TestDatabaseWorker::lateCommitIsNotSent()
{
    QFETCH(QString, backend);
    TestDatabase database(backend);
    DatabaseWorker worker(database.url(), Secret());
    QCOMPARE(get(worker.run(5s, countNodes)), 0);
    auto gate = std::make_shared<Gate>();
    NodeRegistration node;
    node.id = NodeId::create();
    node.name = QStringLiteral("late");
    node.incarnation = Incarnation::create();
    const auto late = worker.run(200ms, [gate, node](Session& session) {
        gate->pass();
        return NodeRepository::registerNode(session, node);
    });
    QCOMPARE(outcome(late).error().kind, ErrorKind::TimedOut);
    gate->open();
    waitUntil([&] { return outcome(worker.run(1s, countNodes)).has_value(); }, 10s, "the thread to go on");
    QCOMPARE(get(worker.run(5s, countNodes)), 0);
}

void TestDatabaseWorker::wrongPasswordIsRefused()
{
    TestDatabase database(QStringLiteral("postgresql"));
    QString text = database.url().display();
    text.replace(QLatin1String("postgres@"), QLatin1String("nobody@"));
    DatabaseWorker worker(must(DatabaseUrl::parse(text)), Secret("hunter2"));
    const Result<int> refused = outcome(worker.run(5s, countNodes));
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
    QVERIFY(refused.error().message().contains(QLatin1String("nobody")));
    QVERIFY(!refused.error().message().contains(QLatin1String("hunter2")));
}

QTEST_GUILESS_MAIN(TestDatabaseWorker)
#include "tst_database_worker.moc"
