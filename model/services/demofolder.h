#pragma once

#include "model/core/result.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <vector>

class QLockFile;

namespace rollcall
{

/// What one node of the demo is told: its file, its ports, its log.
struct DemoNodeFiles {
    QString name;
    QString config; ///< node.toml
    QString log;    ///< standard output and error of its service
    quint16 messengerPort = 0;
    quint16 healthPort = 0;
    quint16 webPort = 0;
    quint16 servicePort = 0;
};

/// The folder of a demo: encryption key, database file, and one folder for each node.
class DemoFolder
{
public:
    explicit DemoFolder(QString path);
    ~DemoFolder();

    static const QStringList& nodeNames();

    /// Makes the folder, keeps every other demo out of it until release(), writes the key (once) and, with
    /// ports that are free now, the three configurations. databaseUrl empty: the file in the folder;
    /// demoProgram: what the units run. Errors: Refused (in use, not writable).
    Result<void> prepare(const QString& databaseUrl, const QString& passwordFile, const QString& demoProgram);
    void release();
    /// Removes what prepare() and the nodes wrote; and the folder, when nothing else is in it.
    void remove();

    QString keyFile() const;
    QString databaseUrl() const; ///< of the file in the folder
    const std::vector<DemoNodeFiles>& nodes() const { return m_nodes; }

private:
    Result<void> takeLock();
    Result<void> writeKey() const;
    QByteArray configOf(const DemoNodeFiles& node, const QString& databaseUrl, const QString& passwordFile,
                        const QString& demoProgram) const;

    QString m_path;
    std::unique_ptr<QLockFile> m_lock;
    std::vector<DemoNodeFiles> m_nodes;
};

/// The last line that is not empty of a log, at most 500 characters; or empty.
QString lastLineOf(const QString& file);

} // namespace rollcall
