#include "model/storage/storageprobe.h"

#include "model/storage/canary.h"

#include <QDir>
#include <QFile>
#include <QUuid>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rollcall
{

namespace
{

constexpr mode_t folderMode = 0775;
constexpr mode_t canaryMode = 0644;

StorageFault faultOf(int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
    case ESTALE:
    case ENOTCONN:
    case ENODEV:
        return StorageFault::Missing;
    case EACCES:
    case EPERM:
        return StorageFault::Denied;
    case EROFS:
        return StorageFault::ReadOnly;
    case ENOSPC:
    case EDQUOT:
        return StorageFault::Full;
    default:
        return StorageFault::Other;
    }
}

QString topOf(const StorageQuestion& question)
{
    return question.folder + QStringLiteral("/.rollcall");
}

QString folderOf(const StorageQuestion& question)
{
    return topOf(question) + u'/' + question.cluster.toString();
}

QByteArray fileOf(const QString& folder, NodeId node)
{
    return QFile::encodeName(folder + u'/' + node.toString());
}

/// Closes by itself; a network share may say only then that nothing was stored.
class OpenFile
{
public:
    OpenFile(const QByteArray& path, int flags)
        : m_fd(::open(path.constData(), flags | O_CLOEXEC | O_NOFOLLOW, canaryMode))
    {
    }
    ~OpenFile() { close(); }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    bool isOpen() const { return m_fd >= 0; }
    int fd() const { return m_fd; }
    bool close() { return m_fd < 0 || ::close(std::exchange(m_fd, -1)) == 0; }

private:
    int m_fd;
};

std::chrono::microseconds microsSince(Instant then)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(BootClock::now() - then);
}

/// Of at most so many files, the own ones among them.
bool holdsAnotherCluster(const StorageQuestion& question)
{
    const QStringList names = QDir(topOf(question)).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    const QString own = question.cluster.toString();
    return std::any_of(names.begin(), names.end(), [&](const QString& name) { return name != own; });
}

} // namespace

StorageProbe::StorageProbe()
    : m_nonce(QUuid::createUuid().toString(QUuid::Id128).left(16))
{
}

StorageReport StorageProbe::round(const StorageQuestion& question)
{
    const std::vector<NodeId> removedBefore = std::exchange(m_question, question).removed;
    StorageReport report;
    report.path = question.folder;
    const QString folder = folderOf(question);
    report.fault = write(folder, report.detail);
    report.nonce = m_nonce;
    report.written = m_written;
    report.latency = m_latency;
    for (const NodeId node : question.others)
        report.sees.push_back(read(folder, node));
    if (question.removed != removedBefore && report.fault == StorageFault::None)
        for (const NodeId node : question.removed) {
            ::unlink(fileOf(folder, node).constData());
            ::unlink((fileOf(folder, node) + ".new").constData());
        }
    const bool lonely = std::any_of(report.sees.begin(), report.sees.end(), [](const StorageSighting& each) {
        return each.fault == StorageFault::Missing;
    });
    report.foreign = lonely && holdsAnotherCluster(question);
    return report;
}

StorageFault StorageProbe::write(const QString& folder, QString& detail)
{
    const Instant began = BootClock::now();
    const QByteArray name = fileOf(folder, m_question.me);
    const QByteArray temporary =
        name + ".new"; // one name: a crash leaves one file, which the next round replaces
    const auto failed = [&detail, &temporary](bool unlinkIt) {
        const int error = errno;
        if (unlinkIt)
            ::unlink(temporary.constData());
        detail = QString::fromLocal8Bit(std::strerror(error));
        return faultOf(error);
    };
    struct stat found {
    };
    if (::stat(QFile::encodeName(m_question.folder).constData(), &found) != 0)
        return failed(false);
    for (const QString& each : {topOf(m_question), folder})
        if (::mkdir(QFile::encodeName(each).constData(), folderMode) != 0 && errno != EEXIST)
            return failed(false);
    const qint64 sequence = m_sequence + 1;
    const QByteArray bytes = Canary{m_nonce, sequence}.encoded();
    OpenFile file(temporary, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file.isOpen())
        return failed(false);
    m_wrote = true;
    const ssize_t stored = ::write(file.fd(), bytes.constData(), static_cast<size_t>(bytes.size()));
    if (stored >= 0 && stored < bytes.size())
        errno = ENOSPC;
    if (stored != bytes.size() || ::fsync(file.fd()) != 0 || !file.close())
        return failed(true);
    if (::rename(temporary.constData(), name.constData()) != 0)
        return failed(true);
    m_sequence = m_written = sequence;
    m_latency = microsSince(began);
    return StorageFault::None;
}

StorageSighting StorageProbe::read(const QString& folder, NodeId node)
{
    StorageSighting sight;
    sight.node = node;
    const Instant began = BootClock::now();
    // Not blocking: somebody may have put a pipe there.
    const OpenFile file(fileOf(folder, node), O_RDONLY | O_NONBLOCK);
    struct stat found {
    };
    if (!file.isOpen() || ::fstat(file.fd(), &found) != 0) {
        sight.fault = faultOf(errno);
    } else if (S_ISREG(found.st_mode)) {
        QByteArray bytes(Canary::largest + 1, Qt::Uninitialized);
        const ssize_t got = ::read(file.fd(), bytes.data(), static_cast<size_t>(bytes.size()));
        if (got < 0) {
            sight.fault = faultOf(errno);
        } else {
            bytes.truncate(got);
            if (const auto canary = Canary::decoded(bytes)) {
                sight.fault = StorageFault::None;
                sight.nonce = canary->nonce;
                sight.sequence = canary->sequence;
            }
        }
    }
    sight.latency = microsSince(began);
    Memory& memory = m_memory[node];
    if (memory.last.node.isNull() || memory.last.fault != sight.fault || memory.last.nonce != sight.nonce ||
        memory.last.sequence != sight.sequence)
        memory.since = began;
    sight.unchanged = std::chrono::duration_cast<Millis>(began - memory.since);
    memory.last = sight;
    return sight;
}

void StorageProbe::leave()
{
    if (!std::exchange(m_wrote, false))
        return;
    const QString folder = folderOf(m_question);
    ::unlink(fileOf(folder, m_question.me).constData());
    ::unlink((fileOf(folder, m_question.me) + ".new").constData());
    // Only what is empty goes.
    ::rmdir(QFile::encodeName(folder).constData());
    ::rmdir(QFile::encodeName(topOf(m_question)).constData());
}

} // namespace rollcall
