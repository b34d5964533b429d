#include "model/core/fileprivacy.h"

#include <QFile>

#ifdef Q_OS_UNIX
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace rollcall
{

bool letsOthersIn(unsigned mode, unsigned owner, unsigned reader)
{
    constexpr unsigned root = 0;
    constexpr unsigned groupReadsOrWrites = 0060;
    constexpr unsigned othersReadOrWrite = 0006;
    if ((mode & othersReadOrWrite) != 0)
        return true;
    return (mode & groupReadsOrWrites) != 0 && owner != root && (reader == owner || reader == root);
}

std::optional<Error> openToOthers(const QString& path)
{
#ifdef Q_OS_UNIX
    struct stat facts = {};
    if (::stat(QFile::encodeName(path).constData(), &facts) != 0 || !S_ISREG(facts.st_mode) ||
        !letsOthersIn(facts.st_mode, facts.st_uid, ::geteuid()))
        return std::nullopt;
    return Error{ErrorKind::Invalid,
                 QStringLiteral("Other users of this machine can read it: its mode is %1.")
                     .arg(facts.st_mode & 07777, 4, 8, QLatin1Char('0')),
                 QStringLiteral("Run: chmod 600 %1").arg(path), path};
#else
    Q_UNUSED(path)
    return std::nullopt;
#endif
}

} // namespace rollcall
