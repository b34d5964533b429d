#pragma once

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>

namespace rollcall
{

/// The subscriptions of one connection: their names, and the numbers of what they deliver. No sockets.
class ClientSubscriptions
{
public:
    /// most: subscriptions at a time. mostLeftOut: in a row, of all of them together.
    ClientSubscriptions(int most, int mostLeftOut)
        : m_most(most)
        , m_mostLeftOut(mostLeftOut)
    {
    }

    /// The name of a new one; nothing when there are as many as may be.
    std::optional<QString> open();
    /// False: there is none of this name.
    bool close(const QString& name);
    bool contains(const QString& name) const { return m_lastSeq.contains(name); }
    QStringList names() const { return m_lastSeq.keys(); }

    /// The notification as a line, with "subscription" and "seq" added to params. Nothing without room for
    /// it: it is left out, but counted in seq, so that the reader sees how much it missed.
    std::optional<QByteArray> notification(const QString& name, const QString& method, QJsonObject params,
                                           bool room);
    /// The reader does not keep up: nothing had room for too long.
    bool isHopeless() const { return m_leftOutInARow >= m_mostLeftOut; }
    qint64 leftOut() const { return m_leftOut; }

private:
    int m_most;
    int m_mostLeftOut;
    qint64 m_next = 1;
    QHash<QString, qint64> m_lastSeq; ///< by name
    int m_leftOutInARow = 0;
    qint64 m_leftOut = 0;
};

} // namespace rollcall
