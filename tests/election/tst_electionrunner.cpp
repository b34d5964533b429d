#include "model/election/electionrunner.h"
#include "tests/support/testsupport.h"

#include <QPromise>
#include <QTest>
#include <QThread>

#include <atomic>
#include <mutex>
#include <tuple>

#include <sys/wait.h>
#include <unistd.h>

using namespace rollcall;
using namespace std::chrono_literals;

namespace
{

/// The boot clock, plus jumps that the test makes: a suspended host.
class JumpingClock final : public Clock
{
public:
    Instant now() const override { return BootClock::now() + std::chrono::nanoseconds(m_ahead.load()); }
    void jump(std::chrono::nanoseconds by) { m_ahead += by.count(); }

private:
    std::atomic<qint64> m_ahead{0};
};

/// A lease row in memory; while held() is on, answers wait for answerAll().
class HeldStore final : public LeaseStore
{
public:
    HeldStore()
    {
        m_row.cluster = ClusterId::create();
        m_row.mode = Mode::HighAvailability;
        m_row.lease = Lease{};
    }

    FutureResult<LeaseObservation> read(NodeId) override
    {
        return call<LeaseObservation>([this] { return m_row; });
    }
    FutureResult<RenewOutcome> renew(NodeId me, Epoch mine) override
    {
        return call<RenewOutcome>([=, this] {
            const bool renewed = m_row.lease && m_row.lease->holder == me && m_row.lease->epoch == mine;
            if (renewed)
                ++m_row.lease->seq;
            return RenewOutcome{renewed, m_row};
        });
    }
    FutureResult<std::optional<Epoch>> takeOver(const TakeOverRequest& request) override
    {
        return call<std::optional<Epoch>>([=, this]() -> std::optional<Epoch> {
            if (m_row.lease->epoch != request.expected.epoch || m_row.lease->seq != request.expected.seq)
                return std::nullopt;
            m_row.fence = std::max(request.newEpoch, m_row.fence + 1);
            m_row.lease = Lease{request.me, m_row.fence, m_row.lease->seq + 1, {}};
            return m_row.fence;
        });
    }
    FutureResult<bool> release(NodeId me, Epoch mine, NodeId target, TermEnd) override
    {
        return call<bool>([=, this] {
            const bool held = m_row.lease->holder == me && m_row.lease->epoch == mine;
            if (held) {
                m_row.lease->holder = NodeId();
                m_row.lease->target = target;
            }
            return held;
        });
    }

    void change(const std::function<void(LeaseObservation&)>& what)
    {
        const std::lock_guard lock(m_mutex);
        what(m_row);
    }
    LeaseObservation row()
    {
        const std::lock_guard lock(m_mutex);
        return m_row;
    }
    void hold(bool on)
    {
        const std::lock_guard lock(m_mutex);
        m_held = on;
    }
    void failNext(ErrorKind kind)
    {
        const std::lock_guard lock(m_mutex);
        m_fail = kind;
    }
    /// The next call is dropped as by a worker that ends: its future is cancelled.
    void dropNext()
    {
        const std::lock_guard lock(m_mutex);
        m_drop = true;
    }
    size_t held()
    {
        const std::lock_guard lock(m_mutex);
        return m_answers.size();
    }
    void answerAll()
    {
        std::vector<std::function<void()>> answers;
        {
            const std::lock_guard lock(m_mutex);
            answers.swap(m_answers);
        }
        for (const auto& answer : answers)
            answer();
    }
    Qt::HANDLE lastThread() const { return m_thread; }

private:
    template <class T, class Body>
    FutureResult<T> call(Body body)
    {
        const std::lock_guard lock(m_mutex);
        m_thread = QThread::currentThreadId();
        if (m_fail)
            return readyResult<T>(
                failure(*std::exchange(m_fail, std::nullopt), QStringLiteral("The database is gone.")));
        if (!m_held && !m_drop)
            return readyResult<T>(body());
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        if (std::exchange(m_drop, false))
            return promise->future(); // the promise goes without an answer
        m_answers.push_back([this, promise, body] {
            Result<T> result = [&] {
                const std::lock_guard again(m_mutex);
                return Result<T>(body());
            }();
            promise->addResult(std::move(result));
            promise->finish();
        });
        return promise->future();
    }

    std::mutex m_mutex;
    LeaseObservation m_row;
    bool m_held = false;
    bool m_drop = false;
    std::optional<ErrorKind> m_fail;
    std::vector<std::function<void()>> m_answers;
    std::atomic<Qt::HANDLE> m_thread{nullptr};
};

/// What the runner told, as it arrives in the thread of the test.
template <class... Args>
class Heard : public QObject
{
public:
    Heard(ElectionRunner* runner, void (ElectionRunner::*signal)(Args...))
    {
        connect(runner, signal, this, [this](Args... args) { all.emplace_back(args...); });
    }
    size_t count() const { return all.size(); }
    std::vector<std::tuple<std::decay_t<Args>...>> all;
};

/// A runner in its thread.
class Running
{
public:
    explicit Running(LeaseStore& store)
        : board(std::move(makePrimaryBoard().value()))
        , runner(new ElectionRunner(ElectorConfig{me, {}, 0, 3}, store, *board, clock))
    {
        runner->moveToThread(&thread);
        QObject::connect(&thread, &QThread::finished, runner, &QObject::deleteLater);
        thread.start();
    }
    ~Running()
    {
        thread.quit();
        thread.wait();
    }
    void start() { QMetaObject::invokeMethod(runner, &ElectionRunner::start); }

    const NodeId me = NodeId::create();
    JumpingClock clock;
    SharedPrimaryBoard board;
    QThread thread;
    ElectionRunner* runner;
};

} // namespace

/// The thread around the elector: what it tells, in which order, and what the board says meanwhile.
class ElectionRunnerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void boardIsWrittenBeforeTheSignal();
    void renewsInItsOwnThread();
    void fencesWhenTheDatabaseHangs();
    void fencesAfterASuspend();
    void stepsDownAndReleases();
    void cancelledCallIsAFailure();
    void nudgeIsPrompt();
    void tellsOnlyWhatIsNew();
    void stampsTheBoard();
    void boardRules();
    void boardIsSharedAcrossFork();
};

void ElectionRunnerTest::boardIsWrittenBeforeTheSignal()
{
    HeldStore store;
    Running running(store);
    // Directly in the election thread: what a receiver would find at the instant of the signal.
    std::atomic<bool> atPromotion{false};
    std::atomic<bool> atDemotion{true};
    connect(running.runner, &ElectionRunner::promoted, running.runner, [&](Epoch epoch, Instant deadline) {
        atPromotion = running.board->held(running.clock.now()) == epoch &&
                      running.board->deadline() == deadline && running.board->leaseEpoch() == epoch;
    });
    connect(running.runner, &ElectionRunner::demoted, running.runner,
            [&] { atDemotion = running.board->isPrimary(running.clock.now()); });
    Heard promoted(running.runner, &ElectionRunner::promoted);
    Heard demoted(running.runner, &ElectionRunner::demoted);
    Heard seen(running.runner, &ElectionRunner::epochSeen);
    running.start();
    test::waitUntil([&] { return promoted.count() == 1; }, 5s, "promotion");
    QVERIFY(atPromotion);
    QCOMPARE(std::get<0>(promoted.all.at(0)), 1);
    QCOMPARE(seen.count(), size_t(1));
    store.change([](LeaseObservation& row) { row.lease->holder = NodeId::create(); });
    QMetaObject::invokeMethod(running.runner, &ElectionRunner::nudge);
    test::waitUntil([&] { return demoted.count() == 1; }, 5s, "demotion");
    QVERIFY(!atDemotion);
    QCOMPARE(std::get<1>(demoted.all.at(0)), TermEnd::Superseded);
    QVERIFY(std::get<2>(demoted.all.at(0)));
    QVERIFY(running.board->unitsGoneBy());
    QCOMPARE(running.board->leaseEpoch(), 0); // it is another's
    QMetaObject::invokeMethod(running.runner, [&] { running.runner->unitsStopped(1); });
    test::waitUntil([&] { return !running.board->unitsGoneBy(); }, 5s,
                    "the board to know that the units are gone");
}

void ElectionRunnerTest::renewsInItsOwnThread()
{
    HeldStore store;
    Running running(store);
    Heard extended(running.runner, &ElectionRunner::extended);
    running.start();
    test::waitUntil([&] { return extended.count() >= 2; }, 5s, "two renewals");
    const Instant first = std::get<1>(extended.all.at(0));
    const Instant second = std::get<1>(extended.all.at(1));
    QVERIFY(second - first >= 450ms);
    QVERIFY(running.board->deadline() >= second);
    QVERIFY(store.lastThread() != QThread::currentThreadId());
    QVERIFY(store.row().lease->seq >= 3);
}

void ElectionRunnerTest::fencesWhenTheDatabaseHangs()
{
    HeldStore store;
    Running running(store);
    Heard promoted(running.runner, &ElectionRunner::promoted);
    Heard demoted(running.runner, &ElectionRunner::demoted);
    running.start();
    test::waitUntil([&] { return promoted.count() == 1; }, 5s, "promotion");
    store.hold(true);
    Heard heldBack(running.runner, &ElectionRunner::heldBackChanged);
    const Instant deadline = running.board->deadline();
    test::waitUntil([&] { return demoted.count() == 1; }, 5s, "self-fence while a call hangs");
    test::waitUntil([&] { return heldBack.count() == 1; }, 5s, "that it leaves the role to others");
    const std::optional<HeldBack> held = std::get<0>(heldBack.all.at(0));
    QVERIFY(held && held->why == TermEnd::SelfFenced && held->until > deadline && held->term >= 1s);
    QVERIFY(running.clock.now() >= deadline);
    QCOMPARE(std::get<1>(demoted.all.at(0)), TermEnd::SelfFenced);
    QVERIFY(!running.board->isPrimary(running.clock.now()));
    QCOMPARE(running.board->leaseEpoch(), 1); // the database still says so, as far as anybody knows
    Heard released(running.runner, &ElectionRunner::leaseReleased);
    QMetaObject::invokeMethod(running.runner, [&] { running.runner->unitsStopped(1); });
    store.hold(false);
    store.answerAll();
    test::waitUntil([&] { return released.count() == 1; }, 5s, "release");
    QCOMPARE(running.board->leaseEpoch(), 0);
}

void ElectionRunnerTest::fencesAfterASuspend()
{
    HeldStore store;
    Running running(store);
    Heard promoted(running.runner, &ElectionRunner::promoted);
    Heard demoted(running.runner, &ElectionRunner::demoted);
    running.start();
    test::waitUntil([&] { return promoted.count() == 1; }, 5s, "promotion");
    running.clock.jump(60s);
    QVERIFY(!running.board->isPrimary(running.clock.now())); // at once, whatever the thread does
    test::waitUntil([&] { return demoted.count() == 1; }, 5s, "demotion at the first check after it");
    QCOMPARE(std::get<1>(demoted.all.at(0)), TermEnd::SelfFenced);
}

void ElectionRunnerTest::stepsDownAndReleases()
{
    HeldStore store;
    Running running(store);
    Heard promoted(running.runner, &ElectionRunner::promoted);
    Heard asked(running.runner, &ElectionRunner::stepDownAsked);
    Heard demoted(running.runner, &ElectionRunner::demoted);
    Heard released(running.runner, &ElectionRunner::leaseReleased);
    Heard retired(running.runner, &ElectionRunner::retired);
    running.start();
    test::waitUntil([&] { return promoted.count() == 1; }, 5s, "promotion");
    QMetaObject::invokeMethod(running.runner, [&] { running.runner->stepDown(NodeId(), TermEnd::Stopped); });
    test::waitUntil([&] { return asked.count() == 1; }, 5s, "the order to stop units");
    QVERIFY(running.board->isPrimary(running.clock.now()));
    QCOMPARE(demoted.count(), size_t(0));
    QMetaObject::invokeMethod(running.runner, [&] { running.runner->unitsStopped(1); });
    test::waitUntil([&] { return retired.count() == 1; }, 5s, "retirement");
    QCOMPARE(demoted.count(), size_t(1));
    QVERIFY(!std::get<2>(demoted.all.at(0)));
    QCOMPARE(released.count(), size_t(1));
    QVERIFY(store.row().lease->released());
    QVERIFY(!running.board->isPrimary(running.clock.now()));
    QVERIFY(!running.board->unitsGoneBy());
}

void ElectionRunnerTest::cancelledCallIsAFailure()
{
    HeldStore store;
    store.dropNext();
    Running running(store);
    Heard promoted(running.runner, &ElectionRunner::promoted);
    running.start();
    test::waitUntil([&] { return promoted.count() == 1; }, 5s,
                    "promotion in spite of a call that was dropped");
    store.failNext(ErrorKind::Unreachable);
    Heard extended(running.runner, &ElectionRunner::extended);
    test::waitUntil([&] { return extended.count() >= 1; }, 5s, "a renewal after one that failed");
}

void ElectionRunnerTest::nudgeIsPrompt()
{
    HeldStore store;
    const NodeId other = NodeId::create();
    store.change([&](LeaseObservation& row) {
        row.fence = 4;
        row.lease = Lease{other, 4, 1, {}};
        row.timings.poll = Millis(1000); // so that nothing but the nudge can be the reason
    });
    Running running(store);
    Heard seen(running.runner, &ElectionRunner::observationChanged);
    Heard promoted(running.runner, &ElectionRunner::promoted);
    running.start();
    test::waitUntil([&] { return seen.count() == 1; }, 5s, "the first reading");
    store.change([&](LeaseObservation& row) {
        row.lease->holder = NodeId();
        row.lease->target = running.me;
    });
    const Instant nudged = running.clock.now();
    QMetaObject::invokeMethod(running.runner, &ElectionRunner::nudge);
    test::waitUntil([&] { return promoted.count() == 1; }, 5s, "promotion");
    QVERIFY(running.clock.now() - nudged < 500ms);
}

void ElectionRunnerTest::tellsOnlyWhatIsNew()
{
    HeldStore store;
    Running running(store);
    Heard seen(running.runner, &ElectionRunner::observationChanged);
    Heard extended(running.runner, &ElectionRunner::extended);
    running.start();
    test::waitUntil([&] { return extended.count() >= 2; }, 5s, "two renewals");
    QCOMPARE(seen.count(), size_t(2)); // the free lease, then the own one; renewals are no news
    QCOMPARE(std::get<0>(seen.all.back()).lease->holder, running.me);
}

void ElectionRunnerTest::stampsTheBoard()
{
    HeldStore store;
    store.hold(true); // nothing ever answers
    Running running(store);
    QCOMPARE(running.board->lastStamp(), Instant());
    running.start();
    test::waitUntil([&] { return running.board->lastStamp() != Instant(); }, 5s, "the first stamp");
    const Instant first = running.board->lastStamp();
    test::waitUntil([&] { return running.board->lastStamp() > first; }, 5s, "another stamp");
    QVERIFY(running.board->lastStamp() - first < 2 * electorStampInterval);
    store.hold(false);
    store.answerAll();
}

void ElectionRunnerTest::boardRules()
{
    PrimaryBoard board;
    const Instant now = BootClock::now();
    QVERIFY(!board.isPrimary(now));
    QVERIFY(!board.unitsGoneBy());
    board.promote(7, now + 100ms);
    QCOMPARE(board.held(now), 7);
    QCOMPARE(board.held(now + 99ms), 7);
    QCOMPARE(board.held(now + 100ms), 0);
    QCOMPARE(board.epoch(), 7);
    QCOMPARE(board.unitsGoneBy(), std::optional(now + 100ms));
    board.moveDeadline(now + 200ms);
    QVERIFY(board.isPrimary(now + 150ms));
    board.clear(now + 150ms);
    QVERIFY(!board.isPrimary(now));
    QCOMPARE(board.leaseEpoch(), 7);
    QCOMPARE(board.unitsGoneBy(), std::optional(now + 150ms));
    board.unitsGone();
    board.leaseGone();
    QVERIFY(!board.unitsGoneBy());
    QCOMPARE(board.leaseEpoch(), 0);
}

void ElectionRunnerTest::boardIsSharedAcrossFork()
{
    const SharedPrimaryBoard board = std::move(makePrimaryBoard().value());
    const Instant deadline = BootClock::now() + 1h;
    const pid_t child = ::fork();
    if (child == 0) {
        board->promote(42, deadline);
        ::_exit(0);
    }
    QVERIFY(child > 0);
    int status = -1;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QCOMPARE(status, 0);
    QCOMPARE(board->held(BootClock::now()), 42);
    QCOMPARE(board->deadline(), deadline);
}

QTEST_GUILESS_MAIN(ElectionRunnerTest)
#include "tst_electionrunner.moc"
