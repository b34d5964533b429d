#pragma once

#include "model/messenger/linedecoder.h"

#include <QObject>

class QIODevice;
class QSslSocket;

namespace rollcall
{

struct ChannelLimits {
    qsizetype lineBytes = 1024 * 1024;
    qsizetype unsentBytes = 4 * 1024 * 1024;
    int linesPerTurn = 32; ///< before the rest of the program goes on
};

/// Lines over an open connection, both ways, with bounded buffers.
class LineChannel : public QObject
{
    Q_OBJECT

public:
    /// device: a connected QSslSocket or QLocalSocket; it becomes a child.
    LineChannel(QIODevice* device, ChannelLimits limits, QObject* parent = nullptr);

    /// Lines that are there already are only delivered from the event loop.
    void start();
    /// False, and nothing is sent, when the other end reads so slowly that the buffer is full.
    bool send(const QByteArray& line);
    /// Bytes that the other end has not taken yet.
    qint64 unsent() const;
    /// Sends what is buffered, then closes; no signal follows.
    void finish();
    /// Closes at once; no signal follows.
    void abort();

Q_SIGNALS:
    void lineReceived(const QByteArray& line); ///< without its end; never an empty one
    void lineTooLong();                        ///< nothing more is read
    void ended();                              ///< the other end closed, and all its lines were delivered

private:
    void pump();
    void pumpLater();

    QIODevice* m_device;
    QSslSocket* m_tls; ///< the same device, or null
    ChannelLimits m_limits;
    LineDecoder m_decoder;
    bool m_done = false;   ///< closed by us: no signal any more
    bool m_reading = true; ///< false after what cannot be read further
    bool m_closed = false; ///< by the other end
    bool m_scheduled = false;
};

} // namespace rollcall
