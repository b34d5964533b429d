#pragma once

#include "model/cluster/node.h"
#include "model/units/backoff.h"
#include "model/units/outputlines.h"
#include "model/units/unitprocess.h"
#include "model/units/unitspec.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>

namespace rollcall
{

/// One unit of this node under supervision: when it starts and stops, how often it is tried again, and what
/// is reported of it. The UnitProcess does what is decided here.
class Unit : public QObject
{
    Q_OBJECT

public:
    Unit(UnitSpec spec, std::unique_ptr<UnitProcess> process, QObject* parent = nullptr);
    ~Unit() override; ///< a command that still runs is killed; stop units before, to do it gently

    const UnitSpec& spec() const { return m_spec; }

    /// Wants it running, with these variables besides spec().environment. Runs already with the same ones:
    /// nothing happens. With other ones: it is stopped and started anew. An end by itself is followed by a
    /// restart after 1 s, 2 s, … 60 s with jitter; back to 1 s once it ran for 60 s. A service of systemd
    /// that already runs is kept when it was started with these variables.
    void start(const QMap<QString, QString>& variables);
    /// Wants it stopped: SIGTERM to its process group, SIGKILL to all of it after stopTimeout.
    void stop();
    /// Wants it stopped: SIGKILL to every process of it, now.
    void kill();
    /// Stops it and starts it again, if it is wanted; a pending back-off is cut short.
    void restart();

    bool isWanted() const { return m_wanted; }
    /// No process of it exists.
    bool isGone() const { return m_process->isGone(); }
    qint64 childPid() const { return m_process->childPid(); } ///< see UnitProcess
    bool mayRunOutside() const { return m_process->mayRunOutside(); }
    const QMap<QString, QString>& variables() const { return m_variables; }
    UnitReport report() const;
    /// Ends by itself and starts that failed, since it last ran for 60 s or was last stopped.
    int failuresInARow() const { return m_failuresInARow; }
    /// The last lines it wrote, oldest first; 200 at most.
    const QStringList& lastLines() const { return m_output.lines(); }

Q_SIGNALS:
    void changed();        ///< report() is new
    void gone();           ///< the last process of it ended
    void outsideChanged(); ///< mayRunOutside() says something else
    void lineWritten(const QString& line);

private:
    void launch();
    void onStarted();
    void onEnded(const QString& why);
    void onRestarting(const QString& why);
    void onFound();
    void onHindered(const QString& why);
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
    std::unique_ptr<UnitProcess> m_process;
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
    bool m_told = false;   ///< whether it should run was said at least once
    bool m_killed = false; ///< SIGKILL was asked for
};

} // namespace rollcall
