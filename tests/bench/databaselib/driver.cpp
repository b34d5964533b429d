#include "model/core/clock.h"
#include "model/database/databaseurl.h"
#include "model/database/leasesql.h"
#include "model/database/noderepository.h"
#include "model/database/session.h"
#include "model/database/sqlleasestore.h"

#include <QCoreApplication>
#include <QSocketNotifier>
#include <QTimer>

#include <atomic>
#include <cstdio>
#include <thread>

#include <unistd.h>

using namespace rollcall;
using namespace std::chrono_literals;

namespace
{

[[noreturn]] void giveUp(const QString& why)
{
    std::fprintf(stderr, "%s\n", qPrintable(why));
    std::_Exit(1);
}

template <class T>
T need(Result<T> result)
{
    if (!result)
        giveUp(result.error().message());
    return std::move(*result);
}

struct Plan {
    DatabaseUrl url;
    int nodes = 0;
    Millis renewEvery{0};
    bool polls = false; ///< whether each node also reads the lease, as its election does
};

NodeRegistration registration(int index)
{
    NodeRegistration made;
    made.id = NodeId::create();
    made.name = QStringLiteral("node-%1").arg(index + 1);
    made.incarnation = Incarnation::create();
    made.report.version = QStringLiteral("1.0.0");
    made.report.os = QStringLiteral("Debian GNU/Linux 12");
    made.report.address = QStringLiteral("node-%1.example").arg(index + 1);
    made.report.messenger = QStringLiteral("tcp://node-%1.example:33237").arg(index + 1);
    made.report.health = QStringLiteral("http://node-%1.example:33238").arg(index + 1);
    for (const char* name : {"website", "worker"}) {
        UnitReport unit;
        unit.name = QLatin1String(name);
        unit.state = UnitState::Running;
        unit.pid = 1000 + index;
        made.report.units.push_back(unit);
    }
    for (int peer = 0; peer < mostPeerReports; ++peer) {
        PeerReport report;
        report.node = NodeId::create();
        report.result = ProbeResult::Ok;
        report.rtt = std::chrono::microseconds(400 + peer);
        made.report.peers.push_back(report);
    }
    return made;
}

/// One node's share of the load, in a thread with connections of its own: a heartbeat a second, and, where it
/// polls, the lease four times a second. The nodes start spread over the second.
class BeatingNode
{
public:
    BeatingNode(const Plan& plan, NodeRegistration row, int index)
        : m_thread([this, plan, row = std::move(row), index] { run(plan, row, index); })
    {
    }
    ~BeatingNode()
    {
        m_stop = true;
        m_thread.join();
    }
    BeatingNode(const BeatingNode&) = delete;
    BeatingNode& operator=(const BeatingNode&) = delete;

    static std::atomic<int> beats;

private:
    void run(const Plan& plan, const NodeRegistration& row, int index)
    {
        const auto heart = need(Session::open(plan.url, Secret()));
        const auto election = plan.polls ? need(openLeaseSession(plan.url, Secret())) : nullptr;
        SelfReport report = row.report;
        const auto start = std::chrono::steady_clock::now() + 1000ms * index / plan.nodes;
        for (int quarter = 0; !m_stop; ++quarter) {
            std::this_thread::sleep_until(start + 250ms * quarter);
            if (election)
                need(leasesql::read(*election, row.id));
            if (quarter % 4)
                continue;
            report.load = 0.01 * (quarter % 100); // no two heartbeats in a row are the same
            if (!need(NodeRepository::heartbeat(*heart, row.id, row.incarnation, report)).mine)
                giveUp(QStringLiteral("A heartbeat was not written."));
            ++beats;
        }
    }

    std::atomic<bool> m_stop = false;
    std::thread m_thread;
};

std::atomic<int> BeatingNode::beats = 0;

/// The primary's renewals, one after the other, through the product's own store.
class Renewals : public QObject
{
public:
    Renewals(const Plan& plan, NodeId me)
        : m_store(plan.url, Secret())
        , m_me(me)
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setSingleShot(true);
        m_timer.setInterval(plan.renewEvery);
        connect(&m_timer, &QTimer::timeout, this, &Renewals::renew);
        m_store.read(me).then(this, [this](const Result<LeaseObservation>& seen) {
            TakeOverRequest request;
            request.me = m_me;
            request.expected = need(seen).lease.value();
            request.newEpoch = 1;
            request.why = TermStart::First;
            m_store.takeOver(request).then(this, [this](const Result<std::optional<Epoch>>& won) {
                if (!need(won))
                    giveUp(QStringLiteral("The lease was not won."));
                m_epoch = **won;
                m_timer.start();
            });
        });
    }

private:
    void renew()
    {
        const Instant sent = BootClock::now();
        m_store.renew(m_me, m_epoch).then(this, [this, sent](const Result<RenewOutcome>& outcome) {
            if (!need(outcome).renewed)
                giveUp(QStringLiteral("The lease was lost."));
            std::printf("%.6f\n", std::chrono::duration<double>(BootClock::now() - sent).count());
            m_timer.start();
        });
    }

    SqlLeaseStore m_store;
    NodeId m_me;
    Epoch m_epoch = 0;
    QTimer m_timer;
};

} // namespace

/// databasedriver URL NODES RENEW-MS [polls]: registers so many nodes in a cluster that has none, lets them
/// beat, and prints the seconds of each renewal until standard input ends; then "beats NUMBER".
int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    const QStringList words = app.arguments();
    const auto url = DatabaseUrl::parse(words.value(1));
    if (!url || words.value(2).toInt() < 1 || words.value(3).toInt() < 1) {
        std::fprintf(stderr, "usage: databasedriver URL NODES RENEW-MS [polls]\n");
        return 2;
    }
    const Plan plan{*url, words.value(2).toInt(), Millis(words.value(3).toInt()),
                    words.value(4) == QLatin1String("polls")};
    std::vector<NodeRegistration> rows;
    {
        const auto session = need(Session::open(plan.url, Secret()));
        for (int i = 0; i < plan.nodes; ++i) {
            rows.push_back(registration(i));
            need(NodeRepository::registerNode(*session, rows.back()));
        }
    }
    Renewals renewals(plan, rows.front().id);
    std::vector<std::unique_ptr<BeatingNode>> nodes;
    for (int i = 0; i < plan.nodes; ++i)
        nodes.push_back(std::make_unique<BeatingNode>(plan, rows[static_cast<size_t>(i)], i));
    QSocketNotifier ended(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&ended, &QSocketNotifier::activated, &app, &QCoreApplication::quit);
    app.exec();
    nodes.clear();
    std::printf("beats %d\n", BeatingNode::beats.load());
    return 0;
}
