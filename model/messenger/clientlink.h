#pragma once

#include "model/messenger/encryptionkey.h"
#include "model/messenger/endpoint.h"
#include "model/messenger/linechannel.h"
#include "model/messenger/linkerror.h"

#include <QObject>

#include <optional>

class QLocalSocket;
class QSslSocket;

namespace rollcall
{

/// One attempt to connect, and the connection that comes of it. Emits opened() at most once, then lines, then
/// failed() at most once, as the last signal. Nothing is emitted from inside start().
class ClientLink : public QObject
{
    Q_OBJECT

public:
    ClientLink(Endpoint endpoint, std::optional<EncryptionKey> key, QObject* parent);
    ~ClientLink() override;

    void start();
    /// False when the other end reads too slowly, or is gone.
    bool send(const QByteArray& line);
    /// Ends it without a signal.
    void abort();

Q_SIGNALS:
    void opened();
    void lineReceived(const QByteArray& line);
    void failed(const rollcall::Error& error);

private:
    void startTcp();
    void startPipe();
    void open(QIODevice* socket);
    void fail(LinkEnd end, const QString& detail = {});
    void failLater(const Error& error);
    void explainTls();
    void explainPipe();

    Endpoint m_endpoint;
    std::optional<EncryptionKey> m_key;
    QSslSocket* m_tls = nullptr;
    QLocalSocket* m_pipe = nullptr;
    LineChannel* m_channel = nullptr; ///< once opened
    bool m_otherKey = false;          ///< an alert proved it
    bool m_over = false;
};

} // namespace rollcall
