#include "model/messenger/pipepath.h"

#include <QDir>
#include <QFile>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace rollcall
{

namespace
{

const char* const serviceFolder = "/run/rollcall";

/// A folder of this user that nobody else may write: else another could put its own socket there.
bool isOwnFolder(const QString& path)
{
    struct stat info {
    };
    return ::lstat(QFile::encodeName(path).constData(), &info) == 0 && S_ISDIR(info.st_mode) &&
           info.st_uid == ::geteuid() && (info.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

bool isSocket(const QString& path)
{
    struct stat info {
    };
    return ::lstat(QFile::encodeName(path).constData(), &info) == 0 && S_ISSOCK(info.st_mode);
}

bool makeOwnFolder(const QString& path)
{
    ::mkdir(QFile::encodeName(path).constData(), S_IRWXU);
    return isOwnFolder(path);
}

QString sessionFolder()
{
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return runtime.startsWith(u'/') ? QDir(runtime).filePath(QStringLiteral("rollcall")) : QString();
}

QString temporaryFolder()
{
    return QDir::temp().filePath(QStringLiteral("rollcall-%1").arg(::geteuid()));
}

QString fileIn(const QString& folder, const QString& name)
{
    return QDir(folder).filePath(name + QStringLiteral(".sock"));
}

Result<QString> fitting(const QString& path)
{
    constexpr auto most = sizeof(sockaddr_un::sun_path) - 1;
    if (static_cast<size_t>(QFile::encodeName(path).size()) > most)
        return failure(ErrorKind::Invalid,
                       QStringLiteral("The path of the pipe is longer than %1 bytes.").arg(most),
                       QStringLiteral("Choose a shorter one."), path);
    return path;
}

QString systemWords()
{
    return QString::fromLocal8Bit(std::strerror(errno));
}

/// Whether a process accepts connections there; only a refused connection proves that none does.
bool isLive(const QString& path)
{
    const QByteArray encoded = QFile::encodeName(path);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, encoded.constData(), static_cast<size_t>(encoded.size()));
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return true;
    const int outcome = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    const bool refused = outcome != 0 && errno == ECONNREFUSED;
    ::close(fd);
    return !refused;
}

} // namespace

Result<QString> pipePathToListen(const QString& name)
{
    if (name.startsWith(u'/'))
        return fitting(name);
    const QString session = sessionFolder();
    if (!session.isEmpty() && makeOwnFolder(session))
        return fitting(fileIn(session, name));
    const QString service = QString::fromLatin1(serviceFolder);
    if (isOwnFolder(service))
        return fitting(fileIn(service, name));
    if (makeOwnFolder(temporaryFolder()))
        return fitting(fileIn(temporaryFolder(), name));
    return failure(ErrorKind::Refused,
                   QStringLiteral("There is no folder for pipe:%1 that this user owns alone.").arg(name),
                   QStringLiteral("Set XDG_RUNTIME_DIR, create %1 for this user, or write an absolute path.")
                       .arg(service),
                   temporaryFolder());
}

Result<QString> pipePathToConnect(const QString& name)
{
    if (name.startsWith(u'/'))
        return fitting(name);
    const QString session = sessionFolder();
    if (!session.isEmpty() && isOwnFolder(session) && isSocket(fileIn(session, name)))
        return fitting(fileIn(session, name));
    const QString service = fileIn(QString::fromLatin1(serviceFolder), name);
    if (isSocket(service))
        return fitting(service);
    const QString temporary = temporaryFolder();
    if (isOwnFolder(temporary) && isSocket(fileIn(temporary, name)))
        return fitting(fileIn(temporary, name));
    return fitting(fileIn(session.isEmpty() ? QString::fromLatin1(serviceFolder) : session, name));
}

Result<std::unique_ptr<PipeClaim>> PipeClaim::take(const QString& path)
{
    const QByteArray lockPath = QFile::encodeName(path + QStringLiteral(".lock"));
    const int lock =
        ::open(lockPath.constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (lock < 0)
        return failure(ErrorKind::Invalid, QStringLiteral("The pipe cannot be made: %1.").arg(systemWords()),
                       QStringLiteral("Name a folder that this user can write."), path);
    std::unique_ptr<PipeClaim> claim(new PipeClaim(lock));
    struct stat info {
    };
    const bool exists = ::lstat(QFile::encodeName(path).constData(), &info) == 0;
    if (exists && !S_ISSOCK(info.st_mode))
        return failure(ErrorKind::Invalid, QStringLiteral("Something that is not a socket is in its place."),
                       QStringLiteral("Remove it, or choose another name."), path);
    // The lock settles a race between two that start; the connection finds a listener that takes no lock.
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0 || (exists && isLive(path)))
        return failure(ErrorKind::Refused, QStringLiteral("Another process listens on this pipe."),
                       QStringLiteral("Stop it, or give this node another pipe name."), path);
    if (exists && ::unlink(QFile::encodeName(path).constData()) != 0)
        return failure(
            ErrorKind::Refused,
            QStringLiteral("The socket that a dead process left cannot be removed: %1.").arg(systemWords()),
            QStringLiteral("Remove it."), path);
    return claim;
}

PipeClaim::~PipeClaim()
{
    ::close(m_lock);
}

} // namespace rollcall
