#pragma once

#include <QMap>
#include <QProcess>
#include <QString>

#include <memory>
#include <vector>

namespace rollcall::test
{

/// One real rollcall-node with everything that belongs to it, in a folder of its own. What still runs of it
/// is killed when the object goes.
class NodeProcess
{
public:
    struct Setup {
        QString name;
        QString folder; ///< exists; holds node.toml, state/ and logs
        QString databaseUrl;
        QString keyFile;
    };

    explicit NodeProcess(Setup setup);
    ~NodeProcess();
    NodeProcess(const NodeProcess&) = delete;
    NodeProcess& operator=(const NodeProcess&) = delete;

    /// Before start(): a line more in the section of a unit ("web", "service", "actor").
    void addToUnit(const QString& unit, const QString& line);
    /// Before start(): the unit is this service of the user's systemd instead of a command.
    void useService(const QString& unit, const QString& service);
    /// Before start(): a variable of the node service's environment.
    void setVariable(const QString& name, const QString& value);
    /// Before start(): another program named rollcall-node than the one under test; empty: that one.
    void useProgram(const QString& path) { m_program = path; }
    void start();
    void terminate(); ///< SIGTERM to the supervisor
    void killAll();   ///< SIGKILL to supervisor and worker, in this order, at once
    void signalWorker(int signal);
    void waitForEnd(int* exitCode = nullptr);

    bool isRunning() const;
    qint64 supervisor() const;
    qint64 worker() const; ///< 0: none now
    /// Every process below the supervisor that is not a zombie, itself included.
    std::vector<qint64> tree() const;

    const QString& name() const { return m_setup.name; }
    QString stateDir() const { return m_setup.folder + QStringLiteral("/state"); }
    QString configFile() const { return m_setup.folder + QStringLiteral("/node.toml"); }
    QString keyFile() const { return m_setup.keyFile; }
    quint16 messengerPort() const { return m_messengerPort; }
    quint16 healthPort() const { return m_healthPort; }
    quint16 webPort() const { return m_webPort; }
    /// A shell script that acts as the unit "actor" does: a line of the action log for each act.
    QString actorScript() const;
    QString actionLog() const { return m_setup.folder + QStringLiteral("/actions.log"); }
    QString demoLog() const { return m_setup.folder + QStringLiteral("/demo.log"); }
    QString output() const; ///< what it wrote on both streams

private:
    void writeConfig() const;

    Setup m_setup;
    quint16 m_messengerPort = 0;
    quint16 m_healthPort = 0;
    quint16 m_webPort = 0;
    QMap<QString, QString> m_unitLines; ///< by unit
    QMap<QString, QString> m_services;  ///< of systemd, by unit
    QMap<QString, QString> m_variables;
    QString m_program;
    std::unique_ptr<QProcess> m_process;
    std::vector<qint64> m_seen; ///< process ids to end when the object goes
};

} // namespace rollcall::test
