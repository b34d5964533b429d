#include "model/core/error.h"

namespace rollcall
{

QString Error::message() const
{
    return lines().join(u'\n');
}

QStringList Error::lines() const
{
    QString head = where.isEmpty() ? what : where + QStringLiteral(": ") + what;
    if (details.isEmpty())
        return {remedy.isEmpty() ? head : head + u' ' + remedy};
    QStringList all{head};
    for (const QString& detail : details)
        all.append(QStringLiteral("  ") + detail);
    if (!remedy.isEmpty())
        all.append(remedy);
    return all;
}

} // namespace rollcall
