#pragma once

#include "model/cluster/probe.h"
#include "model/poller/probeoutcome.h"

#include <optional>

namespace rollcall
{

/// What is known of one node by its last probes.
class ProbeRecord
{
public:
    /// hindrance: why it is not probed at all; or empty.
    ProbeRecord(const QString& endpoint, const QString& hindrance);

    const QString& endpoint() const { return m_probe.endpoint; }
    void add(const ProbeOutcome& outcome);
    Probe probe(Instant now) const;

private:
    Probe m_probe; ///< without its age
    std::optional<Instant> m_at;
};

} // namespace rollcall
