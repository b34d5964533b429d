#include "model/node/electionthread.h"

#include "model/database/sqlleasestore.h"

#include <QSemaphore>
#include <QThread>

namespace rollcall
{

class ElectionThread::Thread : public QThread
{
public:
    Thread(ElectionThread& owner, Setup setup, PrimaryBoard& board)
        : m_owner(owner)
        , m_setup(std::move(setup))
        , m_board(board)
    {
        setObjectName(QStringLiteral("election"));
    }

    QSemaphore listening;

protected:
    void run() override
    {
        SqlLeaseStore store(m_setup.url, m_setup.password);
        ElectionRunner runner(m_setup.config, store, m_board, m_clock);
        connectTo(runner);
        runner.start();
        listening.release();
        exec();
    }

private:
    void connectTo(ElectionRunner& runner)
    {
        connect(&runner, &ElectionRunner::promoted, &m_owner, &ElectionThread::promoted);
        connect(&runner, &ElectionRunner::stepDownAsked, &m_owner, &ElectionThread::stepDownAsked);
        connect(&runner, &ElectionRunner::demoted, &m_owner, &ElectionThread::demoted);
        connect(&runner, &ElectionRunner::leaseReleased, &m_owner, &ElectionThread::leaseReleased);
        connect(&runner, &ElectionRunner::observationChanged, &m_owner, &ElectionThread::observationChanged);
        connect(&runner, &ElectionRunner::heldBackChanged, &m_owner, &ElectionThread::heldBackChanged);
        connect(&runner, &ElectionRunner::epochSeen, &m_owner, &ElectionThread::epochSeen);
        connect(&runner, &ElectionRunner::alarm, &m_owner, &ElectionThread::alarm);
        connect(&runner, &ElectionRunner::retired, &m_owner, &ElectionThread::retired);
        connect(&m_owner, &ElectionThread::toldUnitsStopped, &runner, &ElectionRunner::unitsStopped);
        connect(&m_owner, &ElectionThread::toldStepDown, &runner, &ElectionRunner::stepDown);
        connect(&m_owner, &ElectionThread::toldNudge, &runner, &ElectionRunner::nudge);
        connect(&m_owner, &ElectionThread::toldFitness, &runner, &ElectionRunner::setFit);
    }

    ElectionThread& m_owner;
    Setup m_setup;
    PrimaryBoard& m_board;
    SystemClock m_clock;
};

ElectionThread::ElectionThread(Setup setup, PrimaryBoard& board, QObject* parent)
    : QObject(parent)
    , m_thread(std::make_unique<Thread>(*this, std::move(setup), board))
{
}

ElectionThread::~ElectionThread()
{
    m_thread->quit();
    m_thread->wait();
}

void ElectionThread::start()
{
    m_thread->start();
    m_thread->listening.acquire();
}

} // namespace rollcall
