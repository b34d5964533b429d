#pragma once

#include "model/core/clock.h"
#include "model/core/ids.h"
#include "model/database/databaseworker.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace rollcall
{

/// Writes into the history how this node's takeovers went (Term::claimMs and workMs), by this node's own
/// clock. Over the node's main connection, never on the way of a renewal; what cannot be written is tried
/// again while the term lasts, and given up with it.
class TakeoverNotes : public QObject
{
    Q_OBJECT

public:
    /// The worker outlives it.
    TakeoverNotes(DatabaseWorker& database, NodeId node, QObject* parent = nullptr);

    /// A term was won; sentAt, wonAt: see election::Promote.
    void won(Epoch epoch, Instant sentAt, Instant wonAt);
    /// All service units of the term run and are ready, for the first time. May come before won().
    void works(Epoch epoch, Instant at);
    /// The term is over: nothing more is written of it.
    void ended(Epoch epoch);

private:
    struct Note {
        Epoch epoch = 0; ///< 0: none
        std::optional<Millis> claim;
        Instant wonAt;
        std::optional<Instant> worksAt;
    };
    Note& of(Epoch epoch);
    void write();

    DatabaseWorker& m_database;
    NodeId m_node;
    Note m_note;
    bool m_dirty = false; ///< m_note says more than what was written
    bool m_writing = false;
    QTimer m_retry;
};

} // namespace rollcall
