#pragma once

#include "model/election/elector.h"
#include "model/election/primaryboard.h"

#include <QObject>
#include <QTimer>

namespace rollcall
{

/// Runs the Elector in a thread of its own: asks the lease store, keeps the time, writes the board.
///
/// Move it to a QThread that has an event loop, then invoke start() there; delete it in that thread (connect
/// QThread::finished to deleteLater). Everything it is told and everything it tells crosses threads as queued
/// signals. Store, board and clock outlive it; the store is called from the election thread.
///
/// The board is the truth and the signals are the news: it is written before promoted() is sent and cleared
/// before demoted(), so nobody who hears of a term can find the board behind it.
class ElectionRunner : public QObject
{
    Q_OBJECT
public:
    ElectionRunner(ElectorConfig config, LeaseStore& store, PrimaryBoard& board, const Clock& clock,
                   QObject* parent = nullptr);

public Q_SLOTS:
    void start();
    /// No process of a service unit of this epoch is left: the answer to stepDownAsked() and demoted().
    void unitsStopped(rollcall::Epoch epoch);
    /// See election::StepDownOrder. Ignored on a node that is not the primary, apart from Stopped.
    void stepDown(rollcall::NodeId target, rollcall::TermEnd why);
    /// Look at the database now.
    void nudge();
    void setFit(bool fit);

Q_SIGNALS:
    /// Start the service units with this epoch; act until the deadline. sentAt, wonAt: see election::Promote.
    void promoted(rollcall::Epoch epoch, rollcall::Instant deadline, rollcall::Instant sentAt,
                  rollcall::Instant wonAt);
    void extended(rollcall::Epoch epoch, rollcall::Instant deadline);
    /// Stop the service units gracefully, then call unitsStopped(epoch). Still the primary meanwhile.
    void stepDownAsked(rollcall::Epoch epoch, rollcall::TermEnd why);
    /// Not primary any more. kill: SIGKILL the service units now, then call unitsStopped(epoch).
    void demoted(rollcall::Epoch epoch, rollcall::TermEnd why, bool kill);
    /// The lease of this epoch was given back or taken: tell the other nodes to look (target first, may be
    /// null).
    void leaseReleased(rollcall::Epoch epoch, rollcall::NodeId target);
    /// What the database says differs from the last time (renewals alone do not count).
    void observationChanged(const rollcall::LeaseObservation& seen);
    /// This node leaves the role to others until then; nothing: not, or not any more. Told when it changes,
    /// not when it ends by itself.
    void heldBackChanged(const std::optional<rollcall::HeldBack>& held);
    /// Store it in the state folder.
    void epochSeen(rollcall::Epoch highest);
    void alarm(const QString& kind, rollcall::Severity severity, const QString& sentence);
    /// After stepDown(…, Stopped): nothing is held any more, the process may end.
    void retired();

private:
    void feed(const election::Input& input);
    void perform(const election::Action& action, Instant now);
    void setTimer();
    void tell(const LeaseObservation& seen);
    void tellHeldBack();
    void tellDatabase(const QString& problem);

    template <class T, class Done>
    void ask(FutureResult<T> call, Done done);

    LeaseStore& m_store;
    PrimaryBoard& m_board;
    const Clock& m_clock;
    const NodeId m_me;
    Elector m_elector;
    QTimer m_timer;
    std::vector<election::Input> m_waiting; ///< inputs that arrived while actions were performed
    bool m_feeding = false;
    Epoch m_unitsKilledOf = 0; ///< the epoch whose units the main thread was told to kill; 0: none
    std::optional<LeaseObservation> m_told;
    std::optional<HeldBack> m_heldBackTold;
    bool m_databaseFailing = false;
};

} // namespace rollcall
