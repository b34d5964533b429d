#pragma once

#include "model/messenger/encryptionkey.h"
#include "model/messenger/endpoint.h"
#include "model/poller/pollertimings.h"
#include "model/poller/probeoutcome.h"

#include <QHostAddress>
#include <QList>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace rollcall
{

class ProbeLoop;

/// A ProbeLoop in a thread of its own. All members but the callbacks belong to the owner's thread; none of
/// them waits for the network.
class ProbeEngine
{
public:
    /// Both are called in the engine's thread, and only hand over.
    struct Callbacks {
        std::function<void()> outcomesWait;              ///< takeOutcomes() has some, and had none before
        std::function<void(const QString& host)> lookUp; ///< answer with resolved()
    };

    ProbeEngine(std::optional<EncryptionKey> key, PollerTimings timings, PollerLimits limits,
                Callbacks callbacks);
    ~ProbeEngine(); ///< no callback afterwards

    void watch(std::vector<std::pair<ProbeTicket, Endpoint>> targets);
    void forget(std::vector<ProbeTicket> tickets);
    void probeNow(ProbeTicket ticket);
    void probeAllNow();
    void resolved(const QString& host, const QList<QHostAddress>& addresses); ///< empty: not known

    /// In the order in which they came. Of those that nobody takes for long the oldest are dropped, so that
    /// 64 a target are kept at most.
    std::vector<ProbeOutcome> takeOutcomes();

private:
    using Command = std::function<void(ProbeLoop&)>;

    void post(Command command);
    void run();
    void handOver();

    Callbacks m_callbacks;
    std::unique_ptr<ProbeLoop> m_loop;
    std::atomic<bool> m_stop = false;
    std::mutex m_mutex;
    std::vector<Command> m_commands;      ///< guarded by m_mutex
    std::vector<ProbeOutcome> m_outcomes; ///< guarded by m_mutex
    std::thread m_thread;                 ///< last: it uses all of the others
};

} // namespace rollcall
