/// Drives the poller as the console does, and says what it cost; or is the node itself.
///   pollerdriver poll KEY_FILE PORT TARGETS INTERVAL_MS SECONDS
///       polls 127.1.0.1, 127.1.0.2, … and, once all have answered, goes on for so long
///   pollerdriver sweep KEY_FILE PORT TARGETS RUNS
///       with all connections open, asks all at once until each has answered, so often; then the same from
///       nothing, handshakes included
///   pollerdriver serve KEY_FILE
///       a MessengerServer as rollcall-node has it; prints its port, then its count of requests for every
///       line on standard input
/// Prints one JSON object. Processor time is this process's, all threads.
#include "model/core/clock.h"
#include "model/messenger/nodemethods.h"
#include "model/poller/nodepoller.h"
#include "model/poller/openfiles.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSocketNotifier>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <functional>

#include <sys/resource.h>
#include <unistd.h>

using namespace rollcall;
using namespace std::chrono_literals;

namespace
{

double processorSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) { return double(time.tv_sec) + double(time.tv_usec) / 1e6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double secondsSince(Instant start)
{
    return std::chrono::duration<double>(BootClock::now() - start).count();
}

/// 127.1.0.1, 127.1.0.2, …: every one is this machine.
QHash<NodeId, QString> targetsAt(quint16 port, int count)
{
    QHash<NodeId, QString> endpoints;
    for (int i = 1; i <= count; ++i)
        endpoints.insert(NodeId::create(),
                         QStringLiteral("tcp://127.1.%1.%2:%3").arg(i / 256).arg(i % 256).arg(port));
    return endpoints;
}

void say(const QJsonObject& object)
{
    std::printf("%s\n", QJsonDocument(object).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

/// Looks at the poller whenever it says that something changed, as the console does.
class Watcher : public QObject
{
public:
    explicit Watcher(NodePoller& poller)
        : m_poller(poller)
    {
        connect(&poller, &NodePoller::probesChanged, this, &Watcher::look);
    }

    /// Calls back once every node has an answer that came after the instant.
    void whenAllAnsweredSince(Instant since, std::function<void()> then)
    {
        m_since = since;
        m_then = std::move(then);
        look();
    }
    int failures() const { return m_failures; }

private:
    void look()
    {
        const auto probes = m_poller.snapshot();
        const Instant now = BootClock::now();
        int answered = 0;
        for (const Probe& probe : probes) {
            if (probe.result == ProbeResult::Ok && probe.age && now - *probe.age >= m_since)
                ++answered;
            m_failures = std::max(m_failures, probe.failuresInARow);
        }
        if (m_then && answered == probes.size())
            std::exchange(m_then, nullptr)();
    }

    NodePoller& m_poller;
    Instant m_since{};
    std::function<void()> m_then;
    int m_failures = 0;
};

int poll(const EncryptionKey& key, quint16 port, int targets, std::chrono::milliseconds interval, int seconds)
{
    NodePoller poller(key, {interval, 5s, 250ms});
    Watcher watcher(poller);
    const Instant start = BootClock::now();
    poller.setNodes(targetsAt(port, targets));
    watcher.whenAllAnsweredSince(start, [&] {
        const double reached = secondsSince(start);
        const double usedBefore = processorSeconds();
        std::printf("ready\n"); // whoever counts at the other end begins now
        std::fflush(stdout);
        const Instant begun = BootClock::now();
        QTimer::singleShot(std::chrono::seconds(seconds), Qt::PreciseTimer, &watcher,
                           [&, reached, usedBefore, begun] {
                               int bad = 0;
                               for (const Probe& probe : poller.snapshot())
                                   bad += probe.result != ProbeResult::Ok;
                               say({{QStringLiteral("all_answered_s"), reached},
                                    {QStringLiteral("wall_s"), secondsSince(begun)},
                                    {QStringLiteral("cpu_s"), processorSeconds() - usedBefore},
                                    {QStringLiteral("failing_now"), bad},
                                    {QStringLiteral("failures_in_a_row"), watcher.failures()}});
                               QCoreApplication::exit(0);
                           });
    });
    return QCoreApplication::exec();
}

/// Runs one sweep after another; each ends when the poller's own report has every answer.
class Sweeps : public QObject
{
public:
    Sweeps(const EncryptionKey& key, quint16 port, int targets, int runs)
        : m_key(key)
        , m_targets(targetsAt(port, targets))
        , m_left(runs)
        , m_runs(runs)
    {
        fresh();
        m_watcher->whenAllAnsweredSince(m_start, [this] { next(); });
    }

private:
    void fresh()
    {
        m_watcher.reset();
        m_poller = std::make_unique<NodePoller>(m_key, PollerTimings{1h, 10s, 1ms});
        m_watcher = std::make_unique<Watcher>(*m_poller);
        m_start = BootClock::now();
        m_poller->setNodes(m_targets);
    }

    void next()
    {
        if (m_left-- == 0)
            return QTimer::singleShot(0ms, this, [this] { cold(m_runs); });
        m_start = BootClock::now();
        m_poller->probeAllNow();
        m_watcher->whenAllAnsweredSince(m_start, [this] {
            m_open.append(secondsSince(m_start));
            QTimer::singleShot(200ms, this, &Sweeps::next);
        });
    }

    void cold(int left)
    {
        if (left == 0) {
            say({{QStringLiteral("open_s"), m_open}, {QStringLiteral("cold_s"), m_cold}});
            return QCoreApplication::exit(0);
        }
        fresh();
        m_watcher->whenAllAnsweredSince(m_start, [this, left] {
            m_cold.append(secondsSince(m_start));
            QTimer::singleShot(200ms, this, [this, left] { cold(left - 1); });
        });
    }

    EncryptionKey m_key;
    QHash<NodeId, QString> m_targets;
    int m_left;
    int m_runs;
    Instant m_start;
    QJsonArray m_open;
    QJsonArray m_cold;
    std::unique_ptr<NodePoller> m_poller;
    std::unique_ptr<Watcher> m_watcher;
};

int serve(const EncryptionKey& key)
{
    MessengerLimits limits;
    limits.clients = raiseOpenFileLimit() - 100;
    limits.clientsPerAddress = limits.clients;
    MessengerServer server(limits);
    serveNodeMethods(
        server,
        {ClusterId::create(), NodeId::create(), QStringLiteral("web-01"), Incarnation::create(),
         QStringLiteral("0.1.0")},
        [] { return QJsonObject(); }, [](const Nudge&) {});
    if (const Result<void> listening = server.listen(Endpoint::tcp(QStringLiteral("*"), 0), key);
        !listening) {
        std::fprintf(stderr, "pollerdriver: %s\n", qPrintable(listening.error().message()));
        return 1;
    }
    std::printf("%d\n", server.endpoint().port);
    std::fflush(stdout);
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &input, [&] {
        char asked[64];
        if (read(STDIN_FILENO, asked, sizeof asked) <= 0)
            return QCoreApplication::exit(0);
        std::printf("%lld\n", static_cast<long long>(server.counters().requests));
        std::fflush(stdout);
    });
    return QCoreApplication::exec();
}

} // namespace

int main(int count, char** given)
{
    QCoreApplication application(count, given);
    const QStringList arguments = application.arguments();
    const Result<EncryptionKey> key = EncryptionKey::readFile(arguments.value(2));
    if (!key) {
        std::fprintf(stderr, "pollerdriver: %s\n", qPrintable(key.error().message()));
        return 2;
    }
    const auto number = [&](int at) { return arguments.value(at).toInt(); };
    const auto port = static_cast<quint16>(number(3));
    if (arguments.value(1) == u"poll" && arguments.size() == 7)
        return poll(*key, port, number(4), std::chrono::milliseconds(number(5)), number(6));
    if (arguments.value(1) == u"sweep" && arguments.size() == 6) {
        Sweeps sweeps(*key, port, number(4), number(5));
        return QCoreApplication::exec();
    }
    if (arguments.value(1) == u"serve" && arguments.size() == 3)
        return serve(*key);
    std::fprintf(stderr, "pollerdriver: the comment at the start of its source says what it takes\n");
    return 2;
}
