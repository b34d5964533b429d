#pragma once

#include "model/messenger/encryptionkey.h"

#include <QSsl>
#include <QSslConfiguration>

#include <vector>

class QSslSocket;

namespace rollcall
{

/// TLS 1.2 with the one cipher of PROTOCOL.md, no certificates, no resumption.
QSslConfiguration tlsPskConfiguration();

/// By which a client says which key it means: "rollcall/A4CB".
QByteArray pskIdentityOf(const EncryptionKey& key);

/// Which of a server's keys a client means that gave this identity. One that names none of them, and the
/// former "rollcall", mean the first: whoever holds another then fails the handshake. keys: at least one.
const EncryptionKey& keyMeant(const QByteArray& identity, const std::vector<EncryptionKey>& keys);

/// Answers the socket's question for identity and key, at the client's end. The socket has the configuration
/// above.
void offerKey(QSslSocket& socket, const EncryptionKey& key);
/// The same at the server's end, with the key that the client means.
void acceptKeys(QSslSocket& socket, const std::vector<EncryptionKey>& keys);
/// Fingerprint of the key that acceptKeys() answered with; empty: not yet.
QString keyAnsweredWith(const QSslSocket& socket);

/// Whether a fatal alert says that the ends hold different keys: what one end encrypted with its key, the
/// other could not decrypt with its own.
bool provesOtherKey(QSsl::AlertType alert);

} // namespace rollcall
