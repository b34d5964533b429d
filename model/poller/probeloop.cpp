#include "model/poller/probeloop.h"

#include "model/core/durationtext.h"
#include "model/messenger/pipepath.h"
#include "model/messenger/rpcmessage.h"
#include "model/poller/openfiles.h"
#include "model/poller/pong.h"

#include <QFile>
#include <QRandomGenerator>

#include <algorithm>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace rollcall
{

namespace
{

constexpr qsizetype longestLine = 1024 * 1024;
constexpr uint64_t wakeMark = ~uint64_t(0);
constexpr int filesForOthers = 512; ///< database, log, libraries: not the poller's
constexpr size_t eventsPerTurn = 1024;

size_t placesWithin(const PollerLimits& limits)
{
    const int files = raiseOpenFileLimit();
    const int most = std::max(files - filesForOthers, files / 2);
    return static_cast<size_t>(limits.connections > 0 ? std::min(limits.connections, most) : most);
}

ProbeResult resultOf(const Error& error)
{
    switch (error.kind) {
    case ErrorKind::KeyDiffers:
        return ProbeResult::KeyDiffers;
    case ErrorKind::TimedOut:
        return ProbeResult::Timeout;
    default:
        return ProbeResult::Refused;
    }
}

} // namespace

struct ProbeLoop::Target {
    Target(ProbeTicket name, Endpoint where, const PollerTimings& timings, Instant now)
        : ticket(name)
        , endpoint(std::move(where))
        , cycle(timings, now)
    {
    }

    ProbeTicket ticket;
    Endpoint endpoint;
    ProbeCycle cycle;
    ProbeSocket socket;
    LineDecoder decoder{longestLine};
    QList<QHostAddress> addresses;    ///< that this attempt has not tried yet
    qint64 ping = 0;                  ///< id of the last one
    std::optional<uint32_t> interest; ///< the events that epoll watches the socket for; nothing: not at all
    uint32_t generation = 0;          ///< of the socket: events of an older one are stale
};

ProbeLoop::ProbeLoop(const std::optional<EncryptionKey>& key, const PollerTimings& timings,
                     const PollerLimits& limits, LookUp lookUp)
    : m_timings(timings)
    , m_tls(key ? std::make_unique<ProbeTls>(*key) : nullptr)
    , m_lookUp(std::move(lookUp))
    , m_epoll(epoll_create1(EPOLL_CLOEXEC))
    , m_wake(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
    , m_wheel(BootClock::now())
    , m_places(placesWithin(limits))
    , m_attempts(static_cast<size_t>(limits.attempts))
    , m_handshakes(static_cast<size_t>(limits.handshakes))
    , m_events(eventsPerTurn)
    , m_random(QRandomGenerator::global()->generate())
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = wakeMark;
    if (m_epoll < 0 || m_wake < 0 || epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_wake, &event) != 0)
        qFatal("The poller cannot start: this process may not open more files.");
}

ProbeLoop::~ProbeLoop()
{
    m_targets.clear();
    close(m_wake);
    close(m_epoll);
}

void ProbeLoop::watch(ProbeTicket ticket, const Endpoint& endpoint)
{
    Index index = static_cast<Index>(m_targets.size());
    if (m_free.empty()) {
        m_targets.emplace_back();
    } else {
        index = m_free.back();
        m_free.pop_back();
    }
    m_targets[index] = std::make_unique<Target>(ticket, endpoint, m_timings, BootClock::now());
    m_byTicket.insert(ticket, index);
    apply(index);
}

void ProbeLoop::forget(ProbeTicket ticket)
{
    const auto found = m_byTicket.constFind(ticket);
    if (found == m_byTicket.constEnd())
        return;
    const Index index = *found;
    closeSocket(index);
    m_wheel.clear(index);
    m_byTicket.erase(found);
    m_targets[index].reset();
    m_free.push_back(index);
}

void ProbeLoop::probeNow(ProbeTicket ticket)
{
    const auto found = m_byTicket.constFind(ticket);
    if (found != m_byTicket.constEnd())
        obey(*found, m_targets[*found]->cycle.asked());
}

void ProbeLoop::probeAllNow()
{
    for (Index index = 0; index < m_targets.size(); ++index) {
        if (m_targets[index])
            obey(index, m_targets[index]->cycle.asked());
    }
}

void ProbeLoop::resolved(const QString& host, const QList<QHostAddress>& addresses)
{
    m_lookedUp.erase(host);
    for (Index index = 0; index < m_targets.size(); ++index) {
        Target* target = m_targets[index].get();
        if (!target || target->cycle.phase() != ProbeCycle::Phase::Connecting || target->socket.isOpen() ||
            target->endpoint.host != host)
            continue;
        if (addresses.isEmpty()) {
            lose(index, linkError(LinkEnd::HostUnknown, target->endpoint));
            continue;
        }
        target->addresses = addresses;
        connectNext(index);
    }
}

void ProbeLoop::turn()
{
    settle();
    const std::optional<Millis> wait = m_wheel.wait(BootClock::now());
    const int timeout = wait ? static_cast<int>(std::min<int64_t>(wait->count(), 60'000)) : -1;
    const int count = epoll_wait(m_epoll, m_events.data(), static_cast<int>(m_events.size()), timeout);
    // What has arrived counts before deadlines do: after a suspend both are there.
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = m_events[static_cast<size_t>(i)];
        if (event.data.u64 == wakeMark) {
            uint64_t ignored = 0;
            [[maybe_unused]] const ssize_t taken = read(m_wake, &ignored, sizeof ignored);
            continue;
        }
        const auto index = static_cast<Index>(event.data.u64);
        if (m_targets[index] && m_targets[index]->generation == event.data.u64 >> 32)
            ready(index, event.events);
    }
    m_due.clear();
    m_wheel.advance(BootClock::now(), m_due);
    for (const Index index : m_due) {
        if (m_targets[index])
            obey(index, m_targets[index]->cycle.woken(BootClock::now()));
    }
    settle();
}

void ProbeLoop::wake()
{
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(m_wake, &one, sizeof one);
}

void ProbeLoop::takeOutcomes(std::vector<ProbeOutcome>& outcomes)
{
    outcomes.insert(outcomes.end(), std::make_move_iterator(m_outcomes.begin()),
                    std::make_move_iterator(m_outcomes.end()));
    m_outcomes.clear();
}

void ProbeLoop::obey(Index index, ProbeCycle::Order order)
{
    switch (order) {
    case ProbeCycle::Order::Nothing:
        return;
    case ProbeCycle::Order::Connect:
        return apply(index);
    case ProbeCycle::Order::Ping:
        return ping(index);
    case ProbeCycle::Order::GiveUp:
        return lose(index, silence(*m_targets[index]));
    case ProbeCycle::Order::Miss:
        reportFailure(index, silence(*m_targets[index]));
        return arm(index);
    }
}

void ProbeLoop::apply(Index index)
{
    m_targets[index]->cycle.queued();
    arm(index);
    if (m_places.enter(index) && m_attempts.enter(index))
        attempt(index);
}

void ProbeLoop::settle()
{
    // Each may free a place for another, until all places are taken or nobody waits.
    for (bool again = true; again;) {
        again = false;
        while (const auto index = m_places.next()) {
            again = true;
            if (m_attempts.enter(*index))
                attempt(*index);
        }
        while (const auto index = m_handshakes.next()) {
            again = true;
            greet(*index);
        }
        while (const auto index = m_attempts.next()) {
            again = true;
            attempt(*index);
        }
    }
}

void ProbeLoop::attempt(Index index)
{
    Target& target = *m_targets[index];
    target.cycle.connecting(BootClock::now());
    arm(index);
    if (!target.endpoint.isTcp())
        return connectNext(index);
    const QHostAddress address(target.endpoint.host);
    if (!address.isNull()) {
        target.addresses = {address};
        return connectNext(index);
    }
    if (m_lookedUp.insert(target.endpoint.host).second)
        m_lookUp(target.endpoint.host);
}

void ProbeLoop::connectNext(Index index)
{
    Target& target = *m_targets[index];
    auto progress = ProbeSocket::Progress::Failed;
    ++target.generation;
    target.interest.reset();
    if (target.endpoint.isTcp()) {
        while (progress == ProbeSocket::Progress::Failed && !target.addresses.isEmpty())
            progress = target.socket.connectTo(target.addresses.takeFirst(), target.endpoint.port);
    } else {
        const Result<QString> path = pipePathToConnect(target.endpoint.name);
        if (!path)
            return lose(index, path.error());
        progress = target.socket.connectTo(QFile::encodeName(*path));
    }
    if (progress == ProbeSocket::Progress::Failed)
        return lose(index, endOf(target));
    watchFor(index, EPOLLOUT);
}

void ProbeLoop::ready(Index index, uint32_t events)
{
    Target& target = *m_targets[index];
    switch (target.cycle.phase()) {
    case ProbeCycle::Phase::Connecting:
        if (target.socket.finishConnecting() == ProbeSocket::Progress::Failed)
            return target.addresses.isEmpty() ? lose(index, endOf(target)) : connectNext(index);
        if (!target.endpoint.isTcp())
            return opened(index);
        target.cycle.accepted();
        arm(index);
        watchFor(index, 0);
        if (m_handshakes.enter(index))
            greet(index);
        return;
    case ProbeCycle::Phase::Queuing:
        if (events & (EPOLLERR | EPOLLHUP))
            lose(index, linkError(LinkEnd::ClosedAtOnce, target.endpoint));
        return;
    case ProbeCycle::Phase::Greeting:
        return greeted(index, target.socket.shakeHands());
    case ProbeCycle::Phase::Idle:
    case ProbeCycle::Phase::Pinging:
        return receive(index);
    case ProbeCycle::Phase::Resting:
    case ProbeCycle::Phase::Queued:
        return;
    }
}

void ProbeLoop::greet(Index index)
{
    m_attempts.leave(index);
    Target& target = *m_targets[index];
    target.cycle.greeting(BootClock::now());
    arm(index);
    greeted(index, target.socket.startTls(*m_tls));
}

void ProbeLoop::greeted(Index index, ProbeSocket::Progress progress)
{
    Target& target = *m_targets[index];
    switch (progress) {
    case ProbeSocket::Progress::Done:
        return opened(index);
    case ProbeSocket::Progress::Again:
        return watchFor(index, target.socket.wantsToWrite() ? EPOLLOUT : EPOLLIN);
    case ProbeSocket::Progress::Failed:
        return lose(index, endOf(target));
    }
}

void ProbeLoop::opened(Index index)
{
    m_attempts.leave(index);
    m_handshakes.leave(index);
    watchFor(index, EPOLLIN);
    obey(index, m_targets[index]->cycle.connected());
}

void ProbeLoop::ping(Index index)
{
    Target& target = *m_targets[index];
    target.ping = ++m_lastPing;
    target.cycle.pinged(BootClock::now(), chance());
    if (target.socket.send(pingLine(target.ping)) == ProbeSocket::Progress::Failed)
        return lose(index, endOf(target));
    arm(index);
}

void ProbeLoop::receive(Index index)
{
    Target& target = *m_targets[index];
    for (auto progress = ProbeSocket::Progress::Done; progress == ProbeSocket::Progress::Done;) {
        QByteArray bytes;
        progress = target.socket.receive(bytes, target.decoder.room());
        target.decoder.append(bytes);
        QByteArray line;
        LineDecoder::Next next = target.decoder.next(line);
        for (; next == LineDecoder::Next::Line; next = target.decoder.next(line)) {
            if (!line.trimmed().isEmpty() && !handleLine(index, line))
                return;
        }
        if (next == LineDecoder::Next::TooLong)
            return lose(index, linkError(LinkEnd::LineTooLong, target.endpoint));
        if (progress == ProbeSocket::Progress::Failed)
            return lose(index, endOf(target));
    }
    // Others wait for a place: this one comes back for its next ping.
    if (m_places.waiting() > 0 && target.cycle.phase() == ProbeCycle::Phase::Idle)
        part(index);
}

bool ProbeLoop::handleLine(Index index, const QByteArray& line)
{
    Target& target = *m_targets[index];
    target.cycle.heard(BootClock::now());
    if (const auto id = answeredPing(line)) {
        if (*id == target.ping)
            answered(index, {});
        return true;
    }
    const auto message = readRpcLine(line);
    if (!message) {
        lose(index, linkError(LinkEnd::BrokenProtocol, target.endpoint, message.error().error.message));
        return false;
    }
    const auto* response = std::get_if<RpcResponse>(&*message);
    if (!response)
        return true; // a notification that nobody here asked for
    const auto* refusal = std::get_if<RpcError>(&response->outcome);
    const std::optional<Error> words =
        refusal ? std::optional(errorFromRpc(*refusal, target.endpoint.toString())) : std::nullopt;
    if (words && response->id.isNull()) {
        lose(index, *words);
        return false;
    }
    if (response->id.toInteger() == target.ping)
        answered(index, words);
    return true;
}

void ProbeLoop::answered(Index index, const std::optional<Error>& refusal)
{
    Target& target = *m_targets[index];
    if (target.cycle.phase() != ProbeCycle::Phase::Pinging)
        return; // it counts as missed already
    const Instant now = BootClock::now();
    const std::chrono::microseconds roundTrip = target.cycle.answered(now);
    arm(index);
    if (refusal)
        return reportFailure(index, *refusal);
    m_outcomes.push_back({target.ticket, ProbeResult::Ok, roundTrip, now, {}});
}

void ProbeLoop::lose(Index index, const Error& error)
{
    closeSocket(index);
    m_targets[index]->cycle.lost(BootClock::now(), chance());
    arm(index);
    reportFailure(index, error);
}

void ProbeLoop::part(Index index)
{
    closeSocket(index);
    m_targets[index]->cycle.parted();
    arm(index);
}

void ProbeLoop::closeSocket(Index index)
{
    Target& target = *m_targets[index];
    target.socket.close();
    target.decoder = LineDecoder(longestLine);
    target.addresses.clear();
    target.interest.reset();
    ++target.generation;
    m_places.leave(index);
    m_attempts.leave(index);
    m_handshakes.leave(index);
}

void ProbeLoop::arm(Index index)
{
    const std::optional<Instant> at = m_targets[index]->cycle.wakeAt();
    if (at)
        m_wheel.set(index, *at);
    else
        m_wheel.clear(index);
}

void ProbeLoop::watchFor(Index index, uint32_t events)
{
    Target& target = *m_targets[index];
    if (target.interest == events)
        return;
    epoll_event event{};
    event.events = events;
    event.data.u64 = uint64_t(target.generation) << 32 | index;
    // A closed socket has left epoll by itself.
    const int operation = target.interest ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    if (epoll_ctl(m_epoll, operation, target.socket.descriptor(), &event) != 0)
        qFatal("The poller cannot watch a socket: the limit of epoll watches is reached.");
    target.interest = events;
}

void ProbeLoop::reportFailure(Index index, const Error& error)
{
    m_outcomes.push_back({m_targets[index]->ticket, resultOf(error), {}, BootClock::now(), error.what});
}

Error ProbeLoop::endOf(const Target& target) const
{
    return linkError(target.socket.end(), target.endpoint, target.socket.detail());
}

Error ProbeLoop::silence(const Target& target) const
{
    if (m_lookedUp.contains(target.endpoint.host) && !target.socket.isOpen())
        return linkError(LinkEnd::HostUnknown, target.endpoint);
    return linkError(LinkEnd::NoAnswer, target.endpoint, durationText(m_timings.deadline));
}

double ProbeLoop::chance()
{
    return std::uniform_real_distribution<double>(0, 1)(m_random);
}

} // namespace rollcall
