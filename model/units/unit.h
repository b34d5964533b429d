#pragma once

#include "model/cluster/node.h"
#include "model/units/backoff.h"
#include "model/units/guardedprocess.h"
#include "model/units/outputlines.h"
#include "model/units/unitspec.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace rollcall
{

/// One supervised process and everything it starts.
///
/// Between node service and program stands a guard (see GuardedProcess), which sees to it that no descendant
/// survives, whatever it does to hide and whatever dies first. A unit has ended when its main process has;
/// whatever that left behind is killed before the unit counts as stopped.
///
/// Lives in the main thread, which must live as long as the process: the kernel ties the guard to the thread
/// that started it.
class Unit : public QObject
{
    Q_OBJECT

public:
    explicit Unit(UnitSpec spec, QObject* parent = nullptr);
    /// Kills what still runs, and waits for its end (a few milliseconds). Stop units before, to do it gently.
    ~Unit() override;

    const UnitSpec& spec() const { return m_spec; }

    /// Wants it running, with these variables besides spec().environment. Runs already with the same ones:
    /// nothing happens. With other ones: it is stopped and started anew. An end by itself is followed by a
    /// restart after 1 s, 2 s, … 60 s with jitter; back to 1 s once it ran for 60 s.
    void start(const QMap<QString, QString>& variables);
    /// Wants it stopped: SIGTERM to its process group, SIGKILL to all of it after stopTimeout.
    void stop();
    /// Wants it stopped: SIGKILL to every process of it, now.
    void kill();
    /// Stops it and starts it again, if it is wanted; a pending back-off is cut short.
    void restart();

    bool isWanted() const { return m_wanted; }
    /// No process of it exists.
    bool isGone() const { return m_process.isGone(); }
    /// Of the guard, the only direct child of the node service that this unit has; 0: none.
    qint64 guardPid() const { return m_process.guardPid(); }
    const QMap<QString, QString>& variables() const { return m_variables; }
    UnitReport report() const;
    /// Ends by itself and starts that failed, since it last ran for 60 s or was last stopped.
    int failuresInARow() const { return m_failuresInARow; }
    /// The last lines it wrote, oldest first; 200 at most.
    const QStringList& lastLines() const { return m_output.lines(); }

Q_SIGNALS:
    void changed(); ///< report() is new
    void gone();    ///< the last process of it ended
    void lineWritten(const QString& line);

private:
    void launch();
    void onStarted();
    void onEnded(int code, bool bySignal);
    void onFailedToStart(const QString& why);
    void onStopped();
    void onStopTimeout();
    void fail(const QString& reason);
    void terminate();
    void tell(const QStringList& lines);
    void becomeStopped();
    void setState(UnitState state);

    UnitSpec m_spec;
    QMap<QString, QString> m_variables;
    GuardedProcess m_process;
    QTimer m_restartTimer;
    QTimer m_stopTimer; ///< from SIGTERM to SIGKILL; then from SIGKILL to the next attempt
    QElapsedTimer m_clock;
    Backoff m_backoff;
    OutputLines m_output;
    UnitState m_state = UnitState::Stopped;
    QString m_lastError;
    qint64 m_runningSince = 0;
    int m_restarts = 0;
    int m_failuresInARow = 0;
    bool m_wanted = false;
    bool m_killed = false; ///< SIGKILL was asked for
};

} // namespace rollcall
