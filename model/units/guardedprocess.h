#pragma once

#include "model/core/result.h"

#include <QMap>
#include <QObject>
#include <QProcess>
#include <QSocketNotifier>
#include <QString>
#include <QStringList>

#include <memory>

namespace rollcall
{

struct LaunchPlan {
    QStringList command;
    QMap<QString, QString> environment; ///< added to what the node service inherited, without its own secrets
    QString workingDirectory;
};

/// Starts a program behind a guard (rollcall-guard, see app/guard/guard.h) and follows the guard.
///
/// Why a program of its own and not a fork: QProcess of Qt 6.4 uses vfork(), so that its child cannot stay
/// beside the program; and a forked copy of the node service would hold on to its memory for every unit.
class GuardedProcess : public QObject
{
    Q_OBJECT

public:
    explicit GuardedProcess(QObject* parent = nullptr);
    ~GuardedProcess() override;

    /// started(), or failedToStart() and nothing more, follows; never from inside this call.
    void start(const LaunchPlan& plan);
    void terminate(); ///< SIGTERM to the program's process group
    void kill();      ///< SIGKILL to every process
    void killGuard(); ///< when kill() got no answer; leaves its processes to killStrays()

    bool isGone() const { return m_process.state() == QProcess::NotRunning; }
    qint64 guardPid() const { return m_process.processId(); } ///< 0: none
    qint64 mainPid() const { return m_mainPid; }              ///< 0: none, or not started yet

Q_SIGNALS:
    void started();
    void failedToStart(const QString& why);
    void ended(int code, bool bySignal); ///< it was started, and no process is left
    void written(const QByteArray& output);

private:
    void readStatus();
    void onFinished(int code, QProcess::ExitStatus status);
    void fail(const QString& why);
    void signalGuard(int number);
    QString wordsOf(int error) const;

    LaunchPlan m_plan;
    QProcess m_process; ///< the guard
    std::unique_ptr<QSocketNotifier> m_status;
    int m_statusPipe[2] = {-1, -1};
    qint64 m_mainPid = 0;
    QString m_failure;
};

} // namespace rollcall
