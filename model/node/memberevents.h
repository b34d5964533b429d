#pragma once

#include "model/cluster/lease.h"
#include "model/node/eventoutbox.h"

#include <QString>

#include <optional>

namespace rollcall
{

/// What a node tells of itself in the cluster's events, in sentences; and of what lasts only that it changed.
class MemberEvents
{
public:
    /// The outbox outlives it.
    MemberEvents(EventOutbox& outbox, QString node);

    /// Its term was cut short and its service units were killed.
    void fenced(Epoch epoch, TermEnd why);
    /// unfit: why it could not do the primary's work; nothing: it could.
    void fitness(const std::optional<QString>& unfit);
    /// overLimit: why it serves nothing, for the license; empty: it is within the number of nodes.
    void license(const QString& overLimit, int nodes);
    void keyReceived(const QString& fingerprint);
    /// sentence: why a key file that is there cannot be used.
    void keyFileRefused(const QString& sentence);
    void alarm(const QString& kind, Severity severity, const QString& sentence);
    void stopped();

private:
    EventOutbox& m_outbox;
    const QString m_node;
    bool m_unfitTold = false;
};

} // namespace rollcall
