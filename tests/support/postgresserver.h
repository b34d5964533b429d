#pragma once

#include <QProcess>
#include <QString>
#include <QTemporaryDir>

#include <memory>
#include <vector>

namespace rollcall::test
{

/// A real PostgreSQL in a temporary folder, on 127.0.0.1 and a free port, for the user postgres without a
/// password. It can hang, die and come back like a bad day's server, and ends with the object.
///
/// The fresh cluster is made once a machine and boot by initdb and copied after that. As root the server runs
/// as the system user postgres, since it refuses to run as root.
class PostgresServer
{
public:
    PostgresServer(); ///< starts it; fails the process with the reason when that is impossible
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    quint16 port() const { return m_port; }
    /// A new empty database; the value is its URL.
    QString createDatabase();
    QString url(const QString& database) const;

    void freeze();  ///< SIGSTOP to all its processes: connections stay open, nothing answers
    void thaw();    ///< SIGCONT
    void kill();    ///< SIGKILL to all its processes: connections break, data stays
    void restart(); ///< after kill(), on the same port
    bool running() const;

    /// Something that receives the write-ahead log, as a standby does; it ends with the object.
    struct EndProcess {
        void operator()(QProcess* process) const;
    };
    std::unique_ptr<QProcess, EndProcess> attachStandby();

    /// Runs psql on a database and gives back what it printed.
    QString psql(const QString& database, const QString& sql) const;

private:
    void start();
    void signalAll(int signal) const;
    std::vector<qint64> processes() const; ///< the postmaster first

    QTemporaryDir m_folder;
    quint16 m_port = 0;
    int m_databases = 0;
    std::unique_ptr<QProcess> m_process;
};

} // namespace rollcall::test
