#include "model/poller/proberecord.h"

namespace rollcall
{

namespace
{

constexpr size_t historyLength = 64;
constexpr std::chrono::microseconds failureMark{-1};

} // namespace

ProbeRecord::ProbeRecord(const QString& endpoint, const QString& hindrance)
{
    m_probe.endpoint = endpoint;
    m_probe.error = hindrance;
}

void ProbeRecord::add(const ProbeOutcome& outcome)
{
    const bool good = outcome.result == ProbeResult::Ok;
    m_probe.result = outcome.result;
    m_probe.error = outcome.error;
    m_probe.failuresInARow = good ? 0 : m_probe.failuresInARow + 1;
    if (good)
        m_probe.rtt = outcome.roundTrip;
    m_at = outcome.at;
    if (m_probe.history.size() == historyLength)
        m_probe.history.erase(m_probe.history.begin());
    m_probe.history.push_back(good ? outcome.roundTrip : failureMark);
}

Probe ProbeRecord::probe(Instant now) const
{
    Probe probe = m_probe;
    if (m_at)
        probe.age = std::chrono::duration_cast<Millis>(now - *m_at);
    return probe;
}

} // namespace rollcall
