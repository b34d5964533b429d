#include "model/core/newfile.h"

#include <QFile>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace rollcall
{

namespace
{

bool writeAll(int descriptor, const QByteArray& bytes)
{
    for (qsizetype done = 0; done < bytes.size();) {
        const ssize_t some = ::write(descriptor, bytes.constData() + done, size_t(bytes.size() - done));
        if (some < 0 && errno == EINTR)
            continue;
        if (some <= 0)
            return false;
        done += some;
    }
    return true;
}

} // namespace

Result<void> writeNewFile(const QString& path, const QByteArray& bytes, const QString& what)
{
    const auto failed = [&](const QString& why) {
        return failure(ErrorKind::Refused, QStringLiteral("%1 cannot be written: %2.").arg(what, why),
                       QStringLiteral("Choose another file."), path);
    };
    const int descriptor = ::open(QFile::encodeName(path).constData(),
                                  O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        return failed(errno == EEXIST ? QStringLiteral("the file exists already")
                                      : QString::fromLocal8Bit(std::strerror(errno)));
    const bool written = writeAll(descriptor, bytes);
    const bool flushed = ::fsync(descriptor) == 0;
    if (::close(descriptor) != 0 || !written || !flushed) {
        QFile::remove(path);
        return failed(QStringLiteral("the disk is full, or fails"));
    }
    return {};
}

} // namespace rollcall
