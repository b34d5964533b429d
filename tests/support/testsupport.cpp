#include "tests/support/testsupport.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QEventLoop>
#include <QFileInfo>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace rollcall::test
{

QString program(const QString& name)
{
    const QString path = QDir(qEnvironmentVariable("ROLLCALL_BIN")).filePath(name);
    if (!QFileInfo(path).isExecutable())
        qFatal("%s is not built, or ROLLCALL_BIN does not name its folder", qPrintable(path));
    return path;
}

QString sourcePath(const QString& relative)
{
    return QDir(qEnvironmentVariable("ROLLCALL_SOURCE")).filePath(relative);
}

quint16 freePort()
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (fd < 0 || ::bind(fd, generic, size) != 0 || ::getsockname(fd, generic, &size) != 0)
        qFatal("no free port on 127.0.0.1");
    ::close(fd);
    return ntohs(address.sin_port);
}

void waitUntil(const std::function<bool()>& finished, std::chrono::milliseconds limit, const char* what)
{
    const QDeadlineTimer deadline(limit);
    while (!finished()) {
        if (deadline.hasExpired())
            qFatal("waited %lld ms for %s", static_cast<long long>(limit.count()), what);
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 20);
    }
}

} // namespace rollcall::test
