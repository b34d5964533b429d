#pragma once

#include "model/core/clock.h"
#include "model/database/clusterrepository.h"
#include "model/database/databaseworker.h"
#include "model/database/noderepository.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace rollcall
{

/// Enters the node into the cluster's database, and goes on trying while that cannot be done: database not
/// reachable, no cluster in it yet, another schema, the node removed. Says each reason once.
///
/// A living process that uses the same identity (a copied state folder, a restored machine image) is found by
/// its heartbeat: it is watched for 2.5 s, by the ages that the database computes. Does it go on, this
/// process gives way; does it not, the row is taken over.
class NodeJoiner : public QObject
{
    Q_OBJECT

public:
    struct Joined {
        ClusterRow cluster;
        NodeRegistered registered;
    };

    NodeJoiner(DatabaseWorker& database, NodeRegistration registration, QObject* parent = nullptr);

    void start();
    /// Another process was found and gave no sign of life since the first question.
    static constexpr Millis watchFor{2500};

Q_SIGNALS:
    void joined(const rollcall::NodeJoiner::Joined& joined);
    /// It will never work: the identity is in use, or the name belongs to another node.
    void refused(const rollcall::Error& error);
    /// For the log; one for each new reason.
    void waiting(const rollcall::Error& error);

private:
    struct Attempt {
        Joined joined;
        Incarnation occupant; ///< Outcome::Occupied: whose row it is
    };
    static Result<Attempt> attempt(Session& session, const NodeRegistration& registration);

    void tryNow();
    void occupied(const Attempt& attempt);
    void failed(const Error& error);
    void again(Millis after);

    DatabaseWorker& m_database;
    NodeRegistration m_registration;
    QTimer m_timer;
    Millis m_backOff{250};
    QString m_said;
    int m_conflicts = 0;

    struct Watch {
        Incarnation occupant;
        Instant since;
        Millis lastAge{0};
    };
    std::optional<Watch> m_watch;
};

} // namespace rollcall
