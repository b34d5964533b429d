#pragma once

#include "model/core/clock.h"
#include "model/messenger/linechannel.h"

#include <QObject>

class QIODevice;
class QSslSocket;

namespace rollcall
{

/// One client of a server, from accepting to closing.
class ServedClient : public QObject
{
    Q_OBJECT

public:
    ServedClient(QIODevice* socket, ChannelLimits limits, QObject* parent);

    /// The address of the other end, or "this machine".
    static QString peerOf(QIODevice* socket);

    void start();
    QString peer() const { return m_peer; }
    bool isReady() const { return m_ready; } ///< the handshake is over
    bool isLeaving() const { return m_leaving; }
    /// Fingerprint of the key that it proved; empty: none, as on a pipe.
    QString provedKey() const;
    Instant since() const { return m_since; } ///< of the last message, of becoming ready, or of leaving

    /// Bytes that it has not read.
    qint64 unread() const { return m_channel.unsent(); }
    /// Drops a client that reads too slowly.
    void send(const QByteArray& line);
    void leave(); ///< after what was sent
    void drop();  ///< now

Q_SIGNALS:
    void lineReceived(const QByteArray& line);
    void lineTooLong();
    void keyDiffered();
    void overran(); ///< did not read what it was sent
    void gone();    ///< once; the object may be deleted later

private:
    void ready();
    void end();

    LineChannel m_channel;
    QIODevice* m_socket;
    QSslSocket* m_tls;
    QString m_peer;
    Instant m_since = BootClock::now();
    bool m_ready = false;
    bool m_leaving = false;
    bool m_gone = false;
};

} // namespace rollcall
