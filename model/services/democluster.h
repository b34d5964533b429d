#pragma once

#include "model/core/error.h"
#include "model/services/connection.h"

#include <QObject>
#include <QString>

#include <memory>
#include <vector>

namespace rollcall
{

/// Three real node services on this machine, to try Rollcall out: a database (SQLite in the folder, unless
/// another one is given), a generated encryption key, demo-01 to demo-03 on free ports of 127.0.0.1, each
/// with a small web page and a service as its units. Everything lies in one folder; its nodes end with this
/// object.
class DemoCluster : public QObject
{
    Q_OBJECT

public:
    struct Options {
        QString directory;         ///< made when missing; one of an earlier demo is used again
        QString name;              ///< of the cluster; empty: "Demo"
        QString databaseUrl;       ///< empty: demo.sqlite in the folder
        QString passwordFile;      ///< for databaseUrl, or empty
        bool removeFolder = false; ///< stop() removes what the demo wrote into the folder
        bool restartNodes = false; ///< a node that ended by itself is started again after 5 s
    };

    enum class State { Stopped, Starting, Running, Stopping };
    Q_ENUM(State)

    struct Node {
        QString name;     ///< "demo-01"
        qint64 pid = 0;   ///< of its supervisor; 0: not running
        QString webUrl;   ///< its unit "web": "http://127.0.0.1:40123/"
        QString health;   ///< "http://127.0.0.1:40122"
        QString lastWord; ///< why it is not running, in a sentence; or empty
    };

    static constexpr int steps = 4;

    explicit DemoCluster(Options options, QObject* parent = nullptr);
    ~DemoCluster() override; ///< ends the nodes; waits for them 5 s at most

    void start(); ///< then ready() or failed()
    void stop();  ///< ends the nodes cleanly, kills what is left after 10 s; then stopped()

    State state() const;
    /// What a ClusterSession needs to reach it; valid from ready() on.
    ConnectionSpec connection() const;
    QString keyFile() const;
    const std::vector<Node>& nodes() const;
    /// Starts a node that has exited, or was killed, again.
    Result<void> startNode(const QString& name);

Q_SIGNALS:
    void progress(int step,
                  const QString& sentence);    ///< 1 to steps: "Starting demo-01, demo-02 and demo-03."
    void ready();                              ///< all three have written their heartbeats
    void failed(const rollcall::Error& error); ///< nothing is left running
    void stopped();
    /// A node's service ended by itself, or was killed; the others go on.
    void nodeExited(const QString& name, const QString& sentence);
    void nodeStarted(const QString& name); ///< again, after it had exited

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace rollcall
