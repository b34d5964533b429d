#include "model/poller/polledtarget.h"

namespace rollcall
{

using std::chrono::microseconds;

namespace
{

constexpr size_t historyLength = 64;
constexpr microseconds failureMark{-1};

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

PolledTarget::PolledTarget(const QString& endpoint, const std::optional<EncryptionKey>& key, Millis deadline,
                           Millis backOffMost, QObject* parent)
    : QObject(parent)
    , m_deadline(deadline)
{
    m_probe.endpoint = endpoint;
    if (endpoint.isEmpty()) {
        m_probe.error = QStringLiteral("The node has not announced a messenger.");
        return;
    }
    const Result<Endpoint> parsed = Endpoint::parse(endpoint);
    if (!parsed) {
        m_probe.error = parsed.error().what;
        return;
    }
    if (parsed->isTcp() && !key) {
        m_probe.error = QStringLiteral("There is no encryption key here to reach it with.");
        return;
    }
    ClientTimings timings;
    timings.connectDeadline = deadline;
    timings.backOffMost = backOffMost;
    m_client = std::make_unique<MessengerClient>(*parsed, key, timings);
    connect(m_client.get(), &MessengerClient::connected, this, &PolledTarget::ping);
    connect(m_client.get(), &MessengerClient::failed, this, &PolledTarget::failed);
    m_client->open();
}

PolledTarget::~PolledTarget()
{
    if (m_client)
        m_client->disconnect(this);
}

void PolledTarget::ping()
{
    if (!m_client || m_pinging || m_client->state() != MessengerClient::State::Connected)
        return;
    m_pinging = true;
    m_client->call(QStringLiteral("ping"), {}, m_deadline,
                   [this](const Result<QJsonObject>& result, microseconds roundTrip) {
                       m_pinging = false;
                       if (result)
                           succeeded(roundTrip);
                       else if (m_client && m_client->state() == MessengerClient::State::Connected)
                           failed(result.error()); // a lost connection is told once, by failed()
                   });
}

void PolledTarget::pingNow()
{
    if (m_client)
        m_client->open();
    ping();
}

Probe PolledTarget::probe(Instant now) const
{
    Probe probe = m_probe;
    if (m_at)
        probe.age = std::chrono::duration_cast<Millis>(now - *m_at);
    return probe;
}

void PolledTarget::succeeded(microseconds roundTrip)
{
    m_probe.result = ProbeResult::Ok;
    m_probe.rtt = roundTrip;
    m_probe.failuresInARow = 0;
    m_probe.error.clear();
    remember(roundTrip);
}

void PolledTarget::failed(const Error& error)
{
    m_probe.result = resultOf(error);
    ++m_probe.failuresInARow;
    m_probe.error = error.what;
    remember(failureMark);
}

void PolledTarget::remember(microseconds entry)
{
    m_at = BootClock::now();
    if (m_probe.history.size() == historyLength)
        m_probe.history.erase(m_probe.history.begin());
    m_probe.history.push_back(entry);
    Q_EMIT changed();
}

} // namespace rollcall
