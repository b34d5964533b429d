#pragma once

#include <QFile>
#include <QString>
#include <QStringList>

namespace rollcall::test
{

/// Alive: exists and is no zombie.
inline bool isAlive(qint64 pid)
{
    QFile stat(QStringLiteral("/proc/%1/stat").arg(pid));
    if (pid <= 0 || !stat.open(QIODevice::ReadOnly))
        return false;
    const QByteArray text = stat.readAll();
    const qsizetype state = text.lastIndexOf(')') + 2;
    return state < text.size() && text[state] != 'Z' && text[state] != 'X';
}

/// The text of a file without white space around it; empty while there is none.
inline QString textOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).trimmed() : QString();
}

inline qint64 pidIn(const QString& path)
{
    return textOf(path).toLongLong();
}

} // namespace rollcall::test
