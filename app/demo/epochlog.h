#pragma once

#include "app/demo/demoidentity.h"
#include "model/core/result.h"

#include <QObject>
#include <QTimer>

namespace rollcall::demo
{

/// Appends "epoch=7 node=web-01 boottime_ns=…" to a file, at once and then every second: what this process
/// did under which epoch, for whoever merges the logs of several nodes. O_APPEND, one write a line.
class EpochLog : public QObject
{
    Q_OBJECT

public:
    EpochLog(const QString& file, const Identity& identity);
    ~EpochLog() override;

    Result<void> start();

private:
    bool writeLine();

    QString m_file;
    QByteArray m_prefix;
    QTimer m_timer;
    int m_fd = -1;
};

} // namespace rollcall::demo
