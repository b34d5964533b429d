#include "model/poller/probeengine.h"

#include "model/poller/probeloop.h"

#include <csignal>

#include <pthread.h>

namespace rollcall
{

namespace
{

constexpr size_t outcomesPerTarget = 64;

} // namespace

ProbeEngine::ProbeEngine(std::optional<EncryptionKey> key, PollerTimings timings, PollerLimits limits,
                         Callbacks callbacks)
    : m_callbacks(std::move(callbacks))
    , m_loop(std::make_unique<ProbeLoop>(key, timings, limits, m_callbacks.lookUp))
    , m_thread([this] { run(); })
{
}

ProbeEngine::~ProbeEngine()
{
    m_stop = true;
    m_loop->wake();
    m_thread.join();
}

void ProbeEngine::watch(std::vector<std::pair<ProbeTicket, Endpoint>> targets)
{
    post([targets = std::move(targets)](ProbeLoop& loop) {
        for (const auto& [ticket, endpoint] : targets)
            loop.watch(ticket, endpoint);
    });
}

void ProbeEngine::forget(std::vector<ProbeTicket> tickets)
{
    post([tickets = std::move(tickets)](ProbeLoop& loop) {
        for (const ProbeTicket ticket : tickets)
            loop.forget(ticket);
    });
}

void ProbeEngine::probeNow(ProbeTicket ticket)
{
    post([ticket](ProbeLoop& loop) { loop.probeNow(ticket); });
}

void ProbeEngine::probeAllNow()
{
    post([](ProbeLoop& loop) { loop.probeAllNow(); });
}

void ProbeEngine::resolved(const QString& host, const QList<QHostAddress>& addresses)
{
    post([host, addresses](ProbeLoop& loop) { loop.resolved(host, addresses); });
}

std::vector<ProbeOutcome> ProbeEngine::takeOutcomes()
{
    std::vector<ProbeOutcome> taken;
    const std::scoped_lock lock(m_mutex);
    taken.swap(m_outcomes);
    return taken;
}

void ProbeEngine::post(Command command)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_commands.push_back(std::move(command));
    }
    m_loop->wake();
}

void ProbeEngine::run()
{
    pthread_setname_np(pthread_self(), "poller");
    // Signals are for the main thread. SIGPIPE besides would end the program when OpenSSL writes to a
    // connection that the other end has closed.
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
    while (!m_stop) {
        m_loop->turn();
        std::vector<Command> commands;
        {
            const std::scoped_lock lock(m_mutex);
            commands.swap(m_commands);
        }
        for (const Command& command : commands)
            command(*m_loop);
        handOver();
    }
}

void ProbeEngine::handOver()
{
    bool first = false;
    {
        const std::scoped_lock lock(m_mutex);
        const size_t before = m_outcomes.size();
        m_loop->takeOutcomes(m_outcomes);
        first = before == 0 && !m_outcomes.empty();
        const size_t most = outcomesPerTarget * std::max<size_t>(m_loop->targets(), 1);
        if (m_outcomes.size() > most)
            m_outcomes.erase(m_outcomes.begin(), m_outcomes.end() - static_cast<ptrdiff_t>(most / 2));
    }
    if (first)
        m_callbacks.outcomesWait();
}

} // namespace rollcall
