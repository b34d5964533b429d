#include "model/messenger/linechannel.h"

#include <QLocalSocket>
#include <QSslSocket>

namespace rollcall
{

namespace
{
constexpr qint64 readBufferBytes = 64 * 1024;
}

LineChannel::LineChannel(QIODevice* device, ChannelLimits limits, QObject* parent)
    : QObject(parent)
    , m_device(device)
    , m_tls(qobject_cast<QSslSocket*>(device))
    , m_limits(limits)
    , m_decoder(limits.lineBytes)
{
    device->setParent(this);
    connect(device, &QIODevice::readyRead, this, &LineChannel::pump);
    const auto closed = [this] {
        m_closed = true;
        pump();
    };
    // What a socket may buffer is bounded too: beyond it the other end has to wait.
    if (m_tls) {
        m_tls->setReadBufferSize(readBufferBytes);
        connect(m_tls, &QSslSocket::disconnected, this, closed);
    } else if (auto* local = qobject_cast<QLocalSocket*>(device)) {
        local->setReadBufferSize(readBufferBytes);
        connect(local, &QLocalSocket::disconnected, this, closed);
    }
}

void LineChannel::start()
{
    pumpLater();
}

bool LineChannel::send(const QByteArray& line)
{
    if (m_done || m_closed || unsent() + line.size() > m_limits.unsentBytes)
        return false;
    return m_device->write(line) == line.size();
}

void LineChannel::finish()
{
    m_done = true;
    if (m_tls)
        m_tls->disconnectFromHost();
    else if (auto* local = qobject_cast<QLocalSocket*>(m_device))
        local->disconnectFromServer();
}

void LineChannel::abort()
{
    m_done = true;
    if (m_tls)
        m_tls->abort();
    else if (auto* local = qobject_cast<QLocalSocket*>(m_device))
        local->abort();
}

void LineChannel::pump()
{
    if (m_scheduled)
        return; // the queued turn goes on where the last one stopped
    for (int lines = 0; lines < m_limits.linesPerTurn;) {
        if (m_done || !m_reading)
            return;
        QByteArray line;
        switch (m_decoder.next(line)) {
        case LineDecoder::Next::Line:
            ++lines;
            if (!line.trimmed().isEmpty())
                Q_EMIT lineReceived(line);
            break;
        case LineDecoder::Next::TooLong:
            m_reading = false;
            Q_EMIT lineTooLong();
            return;
        case LineDecoder::Next::More: {
            const QByteArray bytes = m_device->read(std::min<qint64>(m_decoder.room(), readBufferBytes));
            if (!bytes.isEmpty()) {
                m_decoder.append(bytes);
                break;
            }
            if (m_closed) {
                m_reading = false;
                Q_EMIT ended();
            }
            return;
        }
        }
    }
    pumpLater();
}

void LineChannel::pumpLater()
{
    if (m_scheduled)
        return;
    m_scheduled = true;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_scheduled = false;
            pump();
        },
        Qt::QueuedConnection);
}

qint64 LineChannel::unsent() const
{
    return m_device->bytesToWrite() + (m_tls ? m_tls->encryptedBytesToWrite() : 0);
}

} // namespace rollcall
