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

/// The same; many are cut, their number is not.
inline QString someOf(const QStringList& names)
{
    constexpr qsizetype shown = 4;
    return names.size() <= shown
               ? joined(names)
               : joined(names.mid(0, shown) << QStringLiteral("%1 more").arg(names.size() - shown));
}

/// With a capital letter, for the beginning of a sentence.
inline QString capital(QString text)
{
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text;
}

} // namespace rollcall
