#pragma once

#include "model/units/systemdbus.h"
#include "model/units/systemdrules.h"
#include "model/units/unitprocess.h"

namespace rollcall
{

/// A service of systemd as a unit. systemd starts, stops and watches it; this one orders that over D-Bus and
/// follows what its object says. It is gone when systemd says that it is down *and* nothing is left in its
/// control group, whatever KillMode= its unit file has.
///
/// Its variables are in a file for EnvironmentFile= (mode 0600), replaced before each start.
///
/// Before the first answer of systemd nobody knows whether it runs; it counts as gone then, so that a node
/// without systemd can stop, but mayRunOutside().
class SystemdService : public UnitProcess
{
    Q_OBJECT

public:
    /// The bus outlives it. variablesFile: its folder is created when it is missing.
    SystemdService(QString service, QString variablesFile, SystemdBus& bus, QObject* parent = nullptr);

    void start(const QMap<QString, QString>& variables) override;
    void terminate() override;
    void kill() override;
    void insist() override { order(); }

    bool isGone() const override { return m_phase == Phase::Down; }
    bool runsWith(const QMap<QString, QString>& variables) const override;
    qint64 mainPid() const override { return m_phase == Phase::Down ? 0 : m_facts.mainPid; }
    qint64 childPid() const override { return 0; }
    bool mayRunOutside() const override { return !m_known || m_phase != Phase::Down; }
    int restartsByOthers() const override { return m_restarts; }

private:
    enum class Phase {
        Down,     ///< or not known yet
        Wanted,   ///< to be started once systemd has said what is there
        Clearing, ///< the same, but what runs is killed first
        Starting, ///< systemd was told
        Up,
        Stopping, ///< in order
        Killing,
    };

    void onOpened();
    void onBusFailed(const QString& errorName, const QString& text);
    void load();
    void look();
    void onLooked(const SystemdFacts& facts, bool processLeft, int starts);
    void onStarting(bool gone);
    void onUp(bool gone);
    void end(void (UnitProcess::*signal)(const QString&), const QString& why);
    void launch();
    void order();
    void killAgain(bool changed);
    void hinder(const QString& why);
    void onRefused(const QDBusMessage& answer);
    void endLater();
    void setPhase(Phase phase);
    bool writeVariables();
    void adviseAdministrator() const;
    QString wordsOf(const QString& errorName, const QString& text) const;

    QString m_service;
    QString m_variablesFile;
    SystemdBus& m_bus;
    QMap<QString, QString> m_variables;
    QString m_path; ///< of its object
    SystemdFacts m_facts;
    QString m_jobResult; ///< of the last job about it
    QTimer m_lookTimer;
    Phase m_phase = Phase::Down;
    int m_restarts = 0;
    int m_starts = 0; ///< orders to start and their answers: what was read before one says nothing after it
    bool m_known = false; ///< m_facts was read at least once
    bool m_looking = false;
    bool m_lookAgain = false;
    bool m_startTaken = false; ///< systemd has answered the order to start
    bool m_restartTold = false;
    bool m_hindered = false;
};

} // namespace rollcall
