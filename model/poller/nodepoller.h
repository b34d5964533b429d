#pragma once

#include "model/cluster/probe.h"
#include "model/core/ids.h"
#include "model/messenger/encryptionkey.h"
#include "model/poller/pollertimings.h"

#include <QHash>
#include <QObject>

#include <memory>
#include <optional>

namespace rollcall
{

/// Keeps one connection to the messenger of every node and pings on it, thousands of them in one thread of
/// its own (ProbeEngine). The object itself lives in a thread with an event loop, which it never keeps busy:
/// results come to it by the batch. When the limit of open files does not allow a connection for every node,
/// the nodes share what there is by turns.
class NodePoller : public QObject
{
    Q_OBJECT

public:
    /// key: nothing: nodes on TCP are NotConfigured, and the probe's words say so.
    explicit NodePoller(std::optional<EncryptionKey> key, PollerTimings timings = {},
                        PollerLimits limits = {}, QObject* parent = nullptr);
    ~NodePoller() override;

    /// The nodes to probe, with the endpoint text of their rows (SelfReport::messenger; empty: none known).
    /// Unchanged ones keep their connection and history.
    void setNodes(const QHash<NodeId, QString>& endpoints);
    /// Another key from now on: every node is connected to anew, and keeps its history.
    void setKey(const std::optional<EncryptionKey>& key);
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
