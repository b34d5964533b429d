#pragma once

#include "model/cluster/clusterview.h"
#include "model/messenger/encryptionkey.h"
#include "model/services/clusteractions.h"
#include "model/services/connection.h"

#include <QObject>

#include <memory>
#include <optional>

namespace rollcall
{

class LogFeed;

/// Which events; all conditions hold together, and what is not set does not restrict.
struct EventQuery {
    qint64 before = 0;           ///< id: only older ones; 0: from the newest
    qint64 after = 0;            ///< id: only newer ones
    qint64 since = 0;            ///< milliseconds since 1970 by the database's clock
    std::optional<QString> kind; ///< exactly
    std::optional<NodeId> node;  ///< a null id: only those that concern the cluster
    Severity atLeast = Severity::Info;
    int limit = 200; ///< 1 to 1000
};

/// A live connection to one cluster: reads the database every half second, probes every node's messenger, and
/// publishes what is concluded. All of it asynchronous; lives in the GUI thread and never blocks it.
class ClusterSession : public QObject
{
    Q_OBJECT

public:
    enum class Link {
        Connecting, ///< nothing was read yet
        Live,       ///< the last read succeeded
        Lost,       ///< reads fail since lastReadAt; view() is the last known one
    };
    Q_ENUM(Link)

    struct Status {
        Link link = Link::Connecting;
        std::optional<Instant> lastReadAt; ///< by CLOCK_BOOTTIME, for ages
        Error error;                       ///< of the last failed read, when Lost or while Connecting
    };

    explicit ClusterSession(ConnectionSpec spec, QObject* parent = nullptr);
    ~ClusterSession() override;

    void start();
    void refreshNow(); ///< reads and probes now, besides the rhythm
    void probeAgain(NodeId node);
    const ConnectionSpec& spec() const;
    /// The key that nodes are reached with: of those that the connection has, the one that the cluster uses.
    std::optional<EncryptionKey> key() const;
    const ClusterView& view() const;
    Status status() const;
    ClusterActions& actions();

    /// Older or filtered events, for the Events page; newest first. before: id, 0 for the newest.
    FutureResult<std::vector<Event>> events(qint64 before, int limit);
    FutureResult<std::vector<Event>> events(const EventQuery& query);
    /// The history of primaries, newest first. length: of those that ran within this time; zero: all. before:
    /// only of older epochs than this; 0: from the newest.
    FutureResult<std::vector<Term>> terms(Millis length, int limit, Epoch before = 0);

    /// What a unit on a node writes, live, over the node's messenger: see logfeed.h. lastLines: how many of
    /// the last ones come first, 200 at most. Never null; a feed that cannot be says why by its state.
    std::unique_ptr<LogFeed> followLogs(NodeId node, const QString& unit, int lastLines = 200) const;

Q_SIGNALS:
    void viewChanged();   ///< view() is new
    void statusChanged(); ///< link, or the error's words

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace rollcall
