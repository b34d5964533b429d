#include "model/messenger/tlspsk.h"

#include <QSslCipher>
#include <QSslPreSharedKeyAuthenticator>
#include <QSslSocket>

namespace rollcall
{

QSslConfiguration tlsPskConfiguration()
{
    QSslConfiguration configuration;
    configuration.setProtocol(QSsl::TlsV1_2);
    configuration.setCiphers({QSslCipher(QStringLiteral("ECDHE-PSK-CHACHA20-POLY1305"))});
    // There are no certificates: the key proves both ends, in the handshake itself.
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    configuration.setSslOption(QSsl::SslOptionDisableSessionTickets, true);
    configuration.setSslOption(QSsl::SslOptionDisableSessionSharing, true);
    configuration.setSslOption(QSsl::SslOptionDisableCompression, true);
    return configuration;
}

void offerKey(QSslSocket& socket, const EncryptionKey& key)
{
    QObject::connect(&socket, &QSslSocket::preSharedKeyAuthenticationRequired, &socket,
                     [key](QSslPreSharedKeyAuthenticator* authenticator) {
                         authenticator->setIdentity("rollcall");
                         authenticator->setPreSharedKey(key.messengerKey().reveal());
                     });
}

bool provesOtherKey(QSsl::AlertType alert)
{
    switch (alert) {
    case QSsl::AlertType::BadRecordMac:
    case QSsl::AlertType::DecryptError:
    case QSsl::AlertType::UnknownPskIdentity:
        return true;
    default:
        return false;
    }
}

} // namespace rollcall
