#pragma once

#include "model/health/healthserver.h"
#include "model/node/clustermember.h"
#include "model/node/lifesign.h"
#include "model/node/nodejoiner.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace rollcall
{

/// The node service: everything that runs in the worker process, from joining to goodbye.
class NodeRuntime : public QObject
{
    Q_OBJECT

public:
    /// The board outlives it. standFrom: in high availability this node is no candidate before, because its
    /// last worker died as the primary: the others go first.
    NodeRuntime(NodeConfig config, StateFolder folder, PrimaryBoard& board, Instant standFrom,
                QObject* parent = nullptr);
    ~NodeRuntime() override;

    void start();
    /// The first time: stops gracefully. The second time: at once.
    void stop();

Q_SIGNALS:
    /// One of the exit codes of supervisor.h.
    void finished(int exitCode);

private:
    void onJoined(const NodeJoiner::Joined& joined);
    void refuse(const Error& error);
    void finishAfterEvents(int exitCode);
    HealthFacts facts() const;

    NodeConfig m_config;
    StateFolder m_folder;
    PrimaryBoard& m_board;
    Instant m_standFrom;
    Incarnation m_incarnation = Incarnation::create();
    Instant m_startedAt = BootClock::now();
    DatabaseWorker m_database;
    EventOutbox m_events;
    LifeSign m_lifeSign;
    HealthServer m_health;
    PersistentListener m_healthListener;
    std::unique_ptr<NodeJoiner> m_joiner;
    std::unique_ptr<ClusterMember> m_member;
    QTimer m_lastWords;
    bool m_stopping = false;
    bool m_finishing = false;
    int m_exitCode = 0;
};

} // namespace rollcall
