#pragma once

#include "model/messenger/encryptionkey.h"
#include "model/messenger/endpoint.h"
#include "model/messenger/linedecoder.h"
#include "model/messenger/linkerror.h"
#include "model/poller/admission.h"
#include "model/poller/probecycle.h"
#include "model/poller/probeoutcome.h"
#include "model/poller/probesocket.h"
#include "model/poller/timerwheel.h"

#include <QHash>
#include <QHostAddress>
#include <QList>

#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <vector>

struct epoll_event;

namespace rollcall
{

/// Thousands of connections by one epoll descriptor, each driven by its ProbeCycle. Everything but wake()
/// belongs to one thread.
class ProbeLoop
{
public:
    /// Called when the addresses of a host are wanted; resolved() answers later, from the same thread.
    using LookUp = std::function<void(const QString& host)>;

    /// key: without one only pipes may be watched.
    ProbeLoop(const std::optional<EncryptionKey>& key, const PollerTimings& timings,
              const PollerLimits& limits, LookUp lookUp);
    ~ProbeLoop();
    ProbeLoop(const ProbeLoop&) = delete;
    ProbeLoop& operator=(const ProbeLoop&) = delete;

    void watch(ProbeTicket ticket, const Endpoint& endpoint);
    void forget(ProbeTicket ticket);
    void probeNow(ProbeTicket ticket);
    void probeAllNow();
    void resolved(const QString& host, const QList<QHostAddress>& addresses); ///< empty: not known

    /// Waits until something happened or is due, and handles all of it.
    void turn();
    /// Ends the waiting of the present turn, or of the next. From any thread.
    void wake();

    /// What came since the last call; appended.
    void takeOutcomes(std::vector<ProbeOutcome>& outcomes);
    size_t targets() const { return m_byTicket.size(); }

private:
    using Index = uint32_t;
    struct Target;

    void obey(Index index, ProbeCycle::Order order);
    void apply(Index index);
    void attempt(Index index);
    void connectNext(Index index);
    void greet(Index index);
    void greeted(Index index, ProbeSocket::Progress progress);
    void opened(Index index);
    void ping(Index index);
    void ready(Index index, uint32_t events);
    void receive(Index index);
    bool handleLine(Index index, const QByteArray& line);
    void answered(Index index, const std::optional<Error>& refusal);
    void lose(Index index, const Error& error);
    void part(Index index);
    void closeSocket(Index index);
    void settle();
    void arm(Index index);
    void watchFor(Index index, uint32_t events);
    void reportFailure(Index index, const Error& error);
    Error endOf(const Target& target) const;
    Error silence(const Target& target) const;
    double chance();

    PollerTimings m_timings;
    std::unique_ptr<ProbeTls> m_tls;
    LookUp m_lookUp;
    int m_epoll;
    int m_wake;
    std::vector<std::unique_ptr<Target>> m_targets; ///< by index; null: free
    std::vector<Index> m_free;
    QHash<ProbeTicket, Index> m_byTicket;
    std::set<QString> m_lookedUp; ///< hosts whose addresses are on their way
    TimerWheel m_wheel;
    Admission m_places; ///< from the attempt to closing: bounded by the limit of open files
    Admission m_attempts;
    Admission m_handshakes;
    std::vector<epoll_event> m_events;
    std::vector<Index> m_due;
    std::vector<ProbeOutcome> m_outcomes;
    qint64 m_lastPing = 0;
    std::minstd_rand m_random;
};

} // namespace rollcall
