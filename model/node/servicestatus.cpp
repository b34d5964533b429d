#include "model/node/servicestatus.h"

namespace rollcall
{

namespace
{

std::string sentence(const ServiceStatus::Facts& facts)
{
    if (facts.phase == SupervisorPhase::Stopping)
        return "Stopping the units and giving the lease back.";
    if (facts.phase == SupervisorPhase::Recovering)
        return "The worker has ended unexpectedly and is started again.";
    const std::string role = facts.epoch != 0 ? "the primary, epoch " + std::to_string(facts.epoch)
                                              : std::string("not the primary");
    switch (facts.member) {
    case MemberState::Starting:
        return "Not in the cluster yet: the database has not answered.";
    case MemberState::Active:
        return "In the cluster, " + role + ".";
    case MemberState::Draining:
        return "In the cluster, " + role + ", draining.";
    case MemberState::Maintenance:
        return "In the cluster, in maintenance: no units run.";
    case MemberState::Removed:
        return "Removed from the cluster: no units run.";
    case MemberState::DatabaseLost:
        return "In the cluster, " + role + ", but the database does not answer.";
    }
    return {};
}

} // namespace

std::string ServiceStatus::due(Instant now, const Facts& facts)
{
    std::string message;
    const auto add = [&](const std::string& line) { message += (message.empty() ? "" : "\n") + line; };
    const bool stopping = facts.phase == SupervisorPhase::Stopping;
    const bool joined = facts.phase == SupervisorPhase::Watching && facts.member != MemberState::Starting;
    if (joined && !m_saidReady) {
        m_saidReady = true;
        add("READY=1");
    }
    if (stopping && !m_saidStopping) {
        m_saidStopping = true;
        add("STOPPING=1");
    }
    if (const std::string said = sentence(facts); said != m_status) {
        m_status = said;
        add("STATUS=" + m_status);
    }
    const bool alive = isAlive(now, facts);
    if (m_rhythm && alive && (!m_fedAt || now - *m_fedAt >= *m_rhythm)) {
        m_fedAt = now;
        add("WATCHDOG=1");
    }
    return message;
}

void ServiceStatus::lost()
{
    m_saidReady = false; // saying it twice does no harm
    m_saidStopping = false;
    m_status.clear();
    m_fedAt.reset();
}

bool ServiceStatus::isAlive(Instant now, const Facts& facts)
{
    const bool unheard = facts.phase == SupervisorPhase::Watching && facts.stamp == Instant{};
    if (!unheard)
        m_unheardSince.reset();
    else if (!m_unheardSince)
        m_unheardSince = now;
    if (facts.phase != SupervisorPhase::Watching)
        return true; // what is left to do is the supervisor's, which is at it
    return unheard ? now - *m_unheardSince < startLimit : now - facts.stamp < silenceLimit;
}

} // namespace rollcall
