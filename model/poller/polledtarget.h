#pragma once

#include "model/cluster/probe.h"
#include "model/messenger/messengerclient.h"

#include <QObject>

#include <memory>
#include <optional>

namespace rollcall
{

/// One node under probe: its connection and what came of the last pings.
class PolledTarget : public QObject
{
    Q_OBJECT

public:
    PolledTarget(const QString& endpoint, const std::optional<EncryptionKey>& key, Millis deadline,
                 Millis backOffMost, QObject* parent);
    ~PolledTarget() override;

    const QString& endpointText() const { return m_probe.endpoint; }
    /// Pings when connected and no ping is under way.
    void ping();
    /// As ping(), and connects without waiting for the back-off.
    void pingNow();
    Probe probe(Instant now) const;

Q_SIGNALS:
    void changed(); ///< a result came in

private:
    void succeeded(std::chrono::microseconds roundTrip);
    void failed(const Error& error);
    void remember(std::chrono::microseconds entry);

    Probe m_probe; ///< without its age
    std::optional<Instant> m_at;
    Millis m_deadline;
    bool m_pinging = false;
    std::unique_ptr<MessengerClient> m_client; ///< null: not configured
};

} // namespace rollcall
