#pragma once

#include "app/demo/demoidentity.h"
#include "model/core/clock.h"
#include "model/core/result.h"

#include <QObject>
#include <QTimer>

namespace rollcall::demo
{

/// Appends "epoch=7 node=web-01 boottime_ns=…" to a file, at once and then in a rhythm: what this process
/// did under which epoch, for whoever merges the logs of several nodes. O_APPEND, one write a line.
class EpochLog : public QObject
{
    Q_OBJECT

public:
    EpochLog(const QString& file, const Identity& identity);
    ~EpochLog() override;

    Result<void> start(Millis every);
    /// A line besides the rhythm, of something done at that instant; more: " key=value…" or nothing.
    bool writeLine(Instant at, const QByteArray& more = {});

private:
    QString m_file;
    QByteArray m_prefix;
    QTimer m_timer;
    int m_fd = -1;
};

} // namespace rollcall::demo
