#include "model/node/durablefile.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace rollcall
{

namespace
{

class Descriptor
{
public:
    explicit Descriptor(int fd)
        : m_fd(fd)
    {
    }
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return m_fd; }

private:
    int m_fd;
};

Failure systemFailure(const QString& path)
{
    const int error = errno;
    QString remedy = QStringLiteral("Check the folder and its owner.");
    if (error == ENOSPC || error == EDQUOT)
        remedy = QStringLiteral("Free some space.");
    else if (error == EROFS)
        remedy = QStringLiteral("Mount it writable, or set state_dir in section [node].");
    return failure(
        ErrorKind::Invalid,
        QStringLiteral("It cannot be written: %1.").arg(QString::fromLocal8Bit(std::strerror(error))), remedy,
        path);
}

bool writeAll(int fd, const QByteArray& bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t written =
            ::write(fd, bytes.constData() + done, static_cast<size_t>(bytes.size() - done));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        done += written;
    }
    return true;
}

} // namespace

Result<void> writeDurably(const QString& path, const QByteArray& bytes)
{
    const QByteArray name = QFile::encodeName(path);
    const QByteArray temporary = name + ".new";
    {
        const Descriptor file(
            ::open(temporary.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (file.get() < 0 || !writeAll(file.get(), bytes) || ::fsync(file.get()) != 0) {
            const Failure failed = systemFailure(path);
            ::unlink(temporary.constData());
            return failed;
        }
    }
    if (::rename(temporary.constData(), name.constData()) != 0)
        return systemFailure(path);
    // The new name is only safe once the folder itself is on the disk.
    const Descriptor folder(
        ::open(QFile::encodeName(QFileInfo(path).path()).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.get() < 0 || ::fsync(folder.get()) != 0)
        return systemFailure(path);
    return {};
}

} // namespace rollcall
