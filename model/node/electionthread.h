#pragma once

#include "model/core/secret.h"
#include "model/database/databaseurl.h"
#include "model/election/electionrunner.h"

#include <QObject>

#include <memory>

namespace rollcall
{

/// The election's own thread, with the lease's own database connection: whatever blocks the rest of the node
/// service does not delay a renewal. Its signals are those of ElectionRunner, delivered to this object's
/// thread.
class ElectionThread : public QObject
{
    Q_OBJECT

public:
    struct Setup {
        DatabaseUrl url;
        Secret password;
        ElectorConfig config;
    };

    /// The board outlives it.
    ElectionThread(Setup setup, PrimaryBoard& board, QObject* parent = nullptr);
    ~ElectionThread() override; ///< ends the thread; a term that is still held is left to the supervisor

    /// Returns when the thread listens to what it is told.
    void start();

    void unitsStopped(Epoch epoch) { Q_EMIT toldUnitsStopped(epoch); }
    void stepDown(NodeId target, TermEnd why) { Q_EMIT toldStepDown(target, why); }
    void nudge() { Q_EMIT toldNudge(); }
    /// Only after start(); before it, the configuration says so.
    void setFit(bool fit) { Q_EMIT toldFitness(fit); }

Q_SIGNALS:
    void promoted(rollcall::Epoch epoch, rollcall::Instant deadline, rollcall::Instant sentAt,
                  rollcall::Instant wonAt);
    void stepDownAsked(rollcall::Epoch epoch, rollcall::TermEnd why);
    void demoted(rollcall::Epoch epoch, rollcall::TermEnd why, bool kill);
    void leaseReleased(rollcall::Epoch epoch, rollcall::NodeId target);
    void observationChanged(const rollcall::LeaseObservation& seen);
    void heldBackChanged(const std::optional<rollcall::HeldBack>& held);
    void epochSeen(rollcall::Epoch highest);
    void alarm(const QString& kind, rollcall::Severity severity, const QString& sentence);
    void retired();

    // To the runner.
    void toldUnitsStopped(rollcall::Epoch epoch);
    void toldStepDown(rollcall::NodeId target, rollcall::TermEnd why);
    void toldNudge();
    void toldFitness(bool fit);

private:
    class Thread;
    std::unique_ptr<Thread> m_thread;
};

} // namespace rollcall
