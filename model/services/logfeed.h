#pragma once

#include "model/core/error.h"
#include "model/core/ids.h"

#include <QObject>
#include <QStringList>

#include <memory>

namespace rollcall
{

class MessengerSubscription;

/// What a unit on one node writes, live, as its messenger streams it: the last lines first, then each new
/// one. It goes on by itself after a loss of the connection, without lines that were shown before. Made by
/// ClusterSession::followLogs(); lives in the GUI thread and never blocks it.
class LogFeed : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Connecting, ///< nothing came yet
        Live,       ///< every line that is written comes at once
        Lost,       ///< the node does not answer; it is tried again, error() says what is wrong
        Ended,      ///< it can not be followed, error() says why: no such unit, no messenger, another key
    };
    Q_ENUM(State)

    /// lastLines: how many the source asks for. source: not started; null when there is none, and why says
    /// so.
    LogFeed(NodeId node, QString unit, int lastLines, std::unique_ptr<MessengerSubscription> source,
            const Error& why);
    ~LogFeed() override;

    NodeId node() const;
    const QString& unit() const;
    State state() const;
    const Error& error() const; ///< while Lost or Ended

Q_SIGNALS:
    /// New lines, oldest first; those of one moment together.
    void linesAdded(const QStringList& lines);
    /// The next lines are of another start of the node service: what was numbered before is not there any
    /// more.
    void restarted();
    /// The lines that were there already have come; what follows is new.
    void caughtUp();
    /// So many lines came between the last ones and the next ones, and are lost: they were written faster
    /// than this end reads, or while the connection was lost.
    void linesMissed(qint64 count);
    void stateChanged();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace rollcall
