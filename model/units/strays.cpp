#include "model/units/strays.h"

#include "model/core/logging.h"

#include <QDir>
#include <QFile>

#include <csignal>

#include <sys/prctl.h>
#include <sys/wait.h>

namespace rollcall
{

void adoptOrphans()
{
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
}

int killStrays(const QSet<qint64>& known)
{
    int left = 0;
    const QStringList threads =
        QDir(QStringLiteral("/proc/self/task")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString& thread : threads) {
        QFile file(QStringLiteral("/proc/self/task/%1/children").arg(thread));
        if (!file.open(QIODevice::ReadOnly))
            continue; // the thread has ended
        const QList<QByteArray> children = file.readAll().simplified().split(' ');
        for (const QByteArray& child : children) {
            const auto pid = static_cast<pid_t>(child.toLongLong());
            if (pid <= 0 || known.contains(pid))
                continue;
            ::kill(pid, SIGKILL);
            if (::waitpid(pid, nullptr, WNOHANG) == 0)
                ++left;
            else
                qCInfo(lcUnits) << "Process" << pid << "had escaped from its unit and is gone.";
        }
    }
    return left;
}

} // namespace rollcall
