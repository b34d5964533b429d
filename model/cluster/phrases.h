#pragma once

#include <QString>
#include <QStringList>

namespace rollcall
{

/// Names as a sentence lists them: "a", "a and b", "a, b and c".
inline QString joined(const QStringList& names)
{
    if (names.size() < 2)
        return names.join(QString());
    return names.mid(0, names.size() - 1).join(QStringLiteral(", ")) + QStringLiteral(" and ") + names.last();
}

} // namespace rollcall
