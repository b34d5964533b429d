#include "app/demo/epochlog.h"

#include <QFile>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace rollcall::demo
{

EpochLog::EpochLog(const QString& file, const Identity& identity)
    : m_file(file)
    , m_prefix(QStringLiteral("epoch=%1 node=%2 boottime_ns=")
                   .arg(identity.epoch.isEmpty() ? QStringLiteral("0") : identity.epoch, identity.node)
                   .toUtf8())
{
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (!writeLine(BootClock::now()))
            std::fprintf(stderr, "A line could not be written to the log: %s\n", std::strerror(errno));
    });
}

EpochLog::~EpochLog()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

Result<void> EpochLog::start(Millis every)
{
    m_fd = ::open(QFile::encodeName(m_file).constData(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (m_fd < 0 || !writeLine(BootClock::now()))
        return failure(ErrorKind::Refused,
                       QStringLiteral("The log cannot be written: %1.")
                           .arg(QString::fromLocal8Bit(std::strerror(errno))),
                       QStringLiteral("Give --log a file in a folder that this user may write."), m_file);
    m_timer.start(every);
    return {};
}

bool EpochLog::writeLine(Instant at, const QByteArray& more)
{
    const auto now = at.time_since_epoch();
    const QByteArray line = m_prefix + QByteArray::number(static_cast<qint64>(now.count())) + more + '\n';
    return ::write(m_fd, line.constData(), static_cast<size_t>(line.size())) == line.size();
}

} // namespace rollcall::demo
