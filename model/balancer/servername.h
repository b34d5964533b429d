#pragma once

#include <QSet>
#include <QString>

namespace rollcall
{

/// Words that every load balancer takes as the name of a server, each only once.
class ServerNames
{
public:
    /// Letters, digits, dot, dash and underline stay; a name that is taken already gets a number.
    QString wordFor(const QString& name)
    {
        QString word;
        for (const QChar c : name) {
            const bool plain =
                c.unicode() < 128 && (c.isLetterOrNumber() || c == u'.' || c == u'-' || c == u'_');
            word += plain ? c : QChar(u'_');
        }
        if (word.isEmpty())
            word = QStringLiteral("node");
        QString unique = word;
        for (int number = 2; m_taken.contains(unique.toLower()); ++number)
            unique = QStringLiteral("%1_%2").arg(word).arg(number);
        m_taken.insert(unique.toLower());
        return unique;
    }

private:
    QSet<QString> m_taken; ///< lower case
};

/// "[2001:db8::1]" without its brackets; anything else as it is.
inline QString withoutBrackets(const QString& host)
{
    return host.startsWith(u'[') && host.endsWith(u']') ? host.mid(1, host.size() - 2) : host;
}

} // namespace rollcall
