#pragma once

#include "model/messenger/encryptionkey.h"
#include "model/messenger/endpoint.h"
#include "model/messenger/pipepath.h"

#include <QLocalServer>
#include <QSslConfiguration>
#include <QTcpServer>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QSslSocket;

namespace rollcall
{

/// Accepts connections on an endpoint. A plain QTcpServer that makes QSslSocket itself: QSslServer hands
/// connections out only after the handshake, so that those in it could not be counted against the limit of
/// clients.
class MessengerListener : public QObject
{
    Q_OBJECT

public:
    /// Gets every accepted socket and owns it. A QSslSocket is encrypted later; a QLocalSocket is ready.
    using Accept = std::function<void(QIODevice* socket)>;

    explicit MessengerListener(Accept accept);
    ~MessengerListener() override;

    Result<void> listen(const Endpoint& endpoint, const std::optional<EncryptionKey>& key);
    const Endpoint& endpoint() const { return m_endpoint; }
    /// What connections that come from now on may prove, on TCP. None: whoever comes fails the handshake.
    void setKeys(std::vector<EncryptionKey> keys);

private:
    class Tcp;

    Result<void> listenTcp(const Endpoint& endpoint, const std::optional<EncryptionKey>& key);
    Result<void> listenPipe(const Endpoint& endpoint);

    Accept m_accept;
    Endpoint m_endpoint;
    std::unique_ptr<Tcp> m_tcp;
    std::unique_ptr<PipeClaim> m_claim; ///< outlives the pipe: its socket is removed under the claim
    std::unique_ptr<QLocalServer> m_pipe;
};

} // namespace rollcall
