#pragma once

#include "model/cluster/probe.h"
#include "model/core/ids.h"
#include "model/messenger/encryptionkey.h"

#include <QHash>
#include <QObject>

#include <chrono>
#include <memory>
#include <optional>

namespace rollcall
{

struct PollerTimings {
    std::chrono::milliseconds interval{1000}; ///< between two pings of one node, with 10 % jitter
    std::chrono::milliseconds deadline{1000}; ///< of one ping, and of connecting
    std::chrono::milliseconds coalesce{250};  ///< at least between two probesChanged()
};

/// Keeps one connection to the messenger of every node and pings on it. Lives in one thread with an event
/// loop; no thread per node.
class NodePoller : public QObject
{
    Q_OBJECT

public:
    /// key: nothing: nodes on TCP are NotConfigured, and the probe's words say so.
    explicit NodePoller(std::optional<EncryptionKey> key, PollerTimings timings = {},
                        QObject* parent = nullptr);
    ~NodePoller() override;

    /// The nodes to probe, with the endpoint text of their rows (SelfReport::messenger; empty: none known).
    /// Unchanged ones keep their connection and history.
    void setNodes(const QHash<NodeId, QString>& endpoints);
    void probeNow(NodeId node); ///< besides the rhythm; reconnects without waiting for the back-off
    void probeAllNow();

    /// The probes as of now, with their ages.
    QHash<NodeId, Probe> snapshot() const;

Q_SIGNALS:
    /// At least one result is new since the last signal; at most four times a second.
    void probesChanged();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace rollcall
