#pragma once

#include <QByteArray>
#include <QMap>
#include <QObject>
#include <QString>

namespace rollcall
{

/// What runs of a unit, wherever it runs: a command behind a guard (CommandProcess), or a service of systemd
/// (SystemdService). Unit decides when it starts and stops and how often it is tried again; this one does it
/// and says what became of it. Nothing here blocks, and no other signal than the last comes from inside a
/// call.
class UnitProcess : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// started(), or failedToStart(), follows. What runs of it already ends first.
    virtual void start(const QMap<QString, QString>& variables) = 0;
    /// In order; ended() or failedToStart() follows.
    virtual void terminate() = 0;
    /// SIGKILL to every process of it; ended() or failedToStart() follows.
    virtual void kill() = 0;
    /// kill() got no answer for a second: whatever else can be done.
    virtual void insist() = 0;

    /// Nothing runs, and nothing is about to.
    virtual bool isGone() const = 0;
    /// It runs, with exactly these variables: there is no need to start it again.
    virtual bool runsWith(const QMap<QString, QString>& variables) const = 0;
    virtual qint64 mainPid() const = 0; ///< 0: none, or not started yet
    /// The only direct child of the node service that it has; 0: none.
    virtual qint64 childPid() const = 0;
    /// Something of it may run that is no descendant of the node service, and so does not die with it.
    virtual bool mayRunOutside() const = 0;
    /// How often somebody else than Rollcall started it again: Restart= of systemd.
    virtual int restartsByOthers() const = 0;

Q_SIGNALS:
    void started();
    void failedToStart(const QString& why); ///< and nothing of it is left
    /// It was started, and no process of it is left. why: in a sentence, for an end that nobody asked for.
    void ended(const QString& why);
    /// It ended by itself, and somebody else than Rollcall starts it again; started() or ended() follows.
    void restarting(const QString& why);
    void found(); ///< it runs, and nobody here has started it
    /// What was asked for last cannot be done now, or its state not be known; it is tried again. Empty: that
    /// is over.
    void hindered(const QString& why);
    void written(const QByteArray& output);
    void outsideChanged(); ///< mayRunOutside() says something else; from inside calls too
};

} // namespace rollcall
