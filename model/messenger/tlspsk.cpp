#include "model/messenger/tlspsk.h"

#include <QSslCipher>
#include <QSslPreSharedKeyAuthenticator>
#include <QSslSocket>
#include <QVariant>

#include <algorithm>

namespace rollcall
{

namespace
{
constexpr char answeredWith[] = "rollcallKey";
}

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

QByteArray pskIdentityOf(const EncryptionKey& key)
{
    return "rollcall/" + key.fingerprint().toLatin1();
}

const EncryptionKey& keyMeant(const QByteArray& identity, const std::vector<EncryptionKey>& keys)
{
    const auto meant = std::find_if(keys.begin(), keys.end(), [&identity](const EncryptionKey& key) {
        return pskIdentityOf(key) == identity;
    });
    return meant == keys.end() ? keys.front() : *meant;
}

void offerKey(QSslSocket& socket, const EncryptionKey& key)
{
    QObject::connect(&socket, &QSslSocket::preSharedKeyAuthenticationRequired, &socket,
                     [key](QSslPreSharedKeyAuthenticator* authenticator) {
                         authenticator->setIdentity(pskIdentityOf(key));
                         authenticator->setPreSharedKey(key.messengerKey().reveal());
                     });
}

void acceptKeys(QSslSocket& socket, const std::vector<EncryptionKey>& keys)
{
    QObject::connect(&socket, &QSslSocket::preSharedKeyAuthenticationRequired, &socket,
                     [keys, &socket](QSslPreSharedKeyAuthenticator* authenticator) {
                         const EncryptionKey& key = keyMeant(authenticator->identity(), keys);
                         socket.setProperty(answeredWith, key.fingerprint());
                         authenticator->setPreSharedKey(key.messengerKey().reveal());
                     });
}

QString keyAnsweredWith(const QSslSocket& socket)
{
    return socket.property(answeredWith).toString();
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
