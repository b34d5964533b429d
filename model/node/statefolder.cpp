#include "model/node/statefolder.h"

#include "model/node/durablefile.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rollcall
{

namespace
{

constexpr qint64 longestFile = 4096;
constexpr Millis lockRound{20};
const QString remedyForState =
    QStringLiteral("Set state_dir in section [node], and let the node service's user own it.");

QString systemReason(int error)
{
    return QString::fromLocal8Bit(std::strerror(error));
}

/// Nothing: there is no such file.
Result<std::optional<QByteArray>> readSmallFile(const QString& path)
{
    QFile file(path);
    if (!file.exists())
        return std::nullopt;
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorKind::Invalid, QStringLiteral("It cannot be read: %1.").arg(file.errorString()),
                       remedyForState, path);
    return file.read(longestFile);
}

/// Which folder on which file system: a copy of the folder has another one.
QString folderMark(const QString& path)
{
    struct stat status {
    };
    if (::stat(QFile::encodeName(path).constData(), &status) != 0)
        return {};
    return QStringLiteral("%1:%2").arg(status.st_dev).arg(status.st_ino);
}

Result<void> makeFolder(const QString& path)
{
    const QDir folder(path);
    if (folder.exists())
        return {};
    if (QFile::exists(path))
        return failure(ErrorKind::Invalid, QStringLiteral("The state folder's path is a file."),
                       remedyForState, path);
    const QString parent = QFileInfo(path).path();
    const bool haveParent = QDir().mkpath(parent);
    if (!haveParent || ::mkdir(QFile::encodeName(path).constData(), 0700) != 0)
        return failure(ErrorKind::Invalid,
                       QStringLiteral("The state folder cannot be created: %1.").arg(systemReason(errno)),
                       remedyForState, path);
    return {};
}

/// A record lock, not flock(): children never inherit it, and the kernel tells who holds it.
Result<int> lockFolder(const QString& path, Millis patience)
{
    const QString file = path + QStringLiteral("/lock");
    const int fd = ::open(QFile::encodeName(file).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return failure(ErrorKind::Invalid,
                       QStringLiteral("The state folder cannot be written: %1.").arg(systemReason(errno)),
                       remedyForState, path);
    struct flock lock {
    };
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    const Instant until = BootClock::now() + patience;
    int error = 0;
    for (;;) {
        if (::fcntl(fd, F_SETLK, &lock) == 0)
            return fd;
        error = errno;
        if ((error != EAGAIN && error != EACCES) || BootClock::now() >= until)
            break;
        std::this_thread::sleep_for(lockRound);
    }
    if (error != EAGAIN && error != EACCES) {
        ::close(fd);
        return failure(ErrorKind::Invalid,
                       QStringLiteral("The state folder cannot be locked: %1.").arg(systemReason(error)),
                       remedyForState, path);
    }
    const bool asked = ::fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK && lock.l_pid > 0;
    ::close(fd);
    const QString holder =
        asked ? QStringLiteral("Process %1").arg(lock.l_pid) : QStringLiteral("Another process");
    return failure(ErrorKind::Refused,
                   QStringLiteral("%1 runs a node with this state folder already.").arg(holder),
                   QStringLiteral("Stop it first, or give this node a state_dir of its own."), path);
}

} // namespace

QString currentBootId()
{
    QFile file(QStringLiteral("/proc/sys/kernel/random/boot_id"));
    return file.open(QIODevice::ReadOnly) ? QString::fromLatin1(file.readAll().trimmed()) : QString();
}

Result<StateFolder> StateFolder::open(const QString& path, Millis patience)
{
    if (const Result<void> made = makeFolder(path); !made)
        return Failure(made.error());
    const Result<int> lock = lockFolder(path, patience);
    if (!lock)
        return Failure(lock.error());
    StateFolder folder(path, *lock);
    if (const Result<void> read = folder.readAll(); !read)
        return Failure(read.error());
    return folder;
}

StateFolder::StateFolder(QString path, int lock)
    : m_path(std::move(path))
    , m_lock(lock)
{
}

StateFolder::StateFolder(StateFolder&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_lock(std::exchange(other.m_lock, -1))
    , m_nodeId(other.m_nodeId)
    , m_predecessor(other.m_predecessor)
    , m_seen(other.m_seen)
{
}

StateFolder::~StateFolder()
{
    if (m_lock >= 0)
        ::close(m_lock);
}

QString StateFolder::filePath(const char* name) const
{
    return m_path + u'/' + QString::fromLatin1(name);
}

Result<void> StateFolder::readAll()
{
    if (Result<void> id = readNodeId(); !id)
        return id;
    readStart();
    return readEpoch();
}

Result<NodeId> StateFolder::idIn(const QString& path)
{
    const QString file = path + QStringLiteral("/node-id");
    const auto bytes = readSmallFile(file);
    if (!bytes)
        return Failure(bytes.error());
    if (!*bytes)
        return failure(ErrorKind::NotFound, QStringLiteral("No node has started with this state folder yet."),
                       {}, file);
    const auto id = NodeId::parse(QString::fromLatin1((*bytes)->trimmed()));
    if (!id)
        return failure(
            ErrorKind::Corrupt, QStringLiteral("This file does not hold a node's UUID."),
            QStringLiteral("Restore it from a backup; or remove it, and this server joins as a new node."),
            file);
    return *id;
}

Result<void> StateFolder::readNodeId()
{
    const Result<NodeId> id = idIn(m_path);
    if (!id && id.error().kind != ErrorKind::NotFound)
        return Failure(id.error());
    m_nodeId = id ? *id : NodeId::create();
    return id ? Result<void>() : writeDurably(filePath("node-id"), m_nodeId.toString().toLatin1() + '\n');
}

void StateFolder::readStart()
{
    // Whatever cannot be read here only costs a moment of watching the row at the start.
    const auto bytes = readSmallFile(filePath("start"));
    if (!bytes || !*bytes)
        return;
    const QJsonObject start = QJsonDocument::fromJson(**bytes).object();
    const QString boot = start.value(u"boot").toString();
    if (!boot.isEmpty() && boot == currentBootId() && start.value(u"folder").toString() == folderMark(m_path))
        m_predecessor = Incarnation::parse(start.value(u"incarnation").toString()).value_or(Incarnation());
}

Result<void> StateFolder::rememberStart(Incarnation incarnation)
{
    const QJsonObject start{{QStringLiteral("incarnation"), incarnation.toString()},
                            {QStringLiteral("boot"), currentBootId()},
                            {QStringLiteral("folder"), folderMark(m_path)}};
    return writeDurably(filePath("start"), QJsonDocument(start).toJson(QJsonDocument::Compact) + '\n');
}

Result<void> StateFolder::readEpoch()
{
    const QString path = filePath("epoch");
    const auto bytes = readSmallFile(path);
    if (!bytes)
        return Failure(bytes.error());
    if (!*bytes)
        return {};
    const QList<QByteArray> words = (*bytes)->simplified().split(' ');
    const auto cluster = ClusterId::parse(QString::fromLatin1(words.value(0)));
    bool isNumber = false;
    const Epoch epoch = words.value(1).toLongLong(&isNumber);
    if (!cluster || !isNumber || epoch < 0)
        return failure(
            ErrorKind::Corrupt, QStringLiteral("This file does not hold a cluster and an epoch."),
            QStringLiteral(
                "Remove it when you are sure that the cluster's database was not restored from a backup."),
            path);
    m_seen = SeenEpoch{*cluster, epoch};
    return {};
}

Result<void> StateFolder::rememberEpoch(ClusterId cluster, Epoch epoch)
{
    if (m_seen && m_seen->cluster == cluster && m_seen->epoch >= epoch)
        return {};
    m_seen = SeenEpoch{cluster, epoch};
    return writeDurably(filePath("epoch"),
                        cluster.toString().toLatin1() + ' ' + QByteArray::number(epoch) + '\n');
}

} // namespace rollcall
