#pragma once

#include "model/messenger/encryptionkey.h"

#include <QSsl>
#include <QSslConfiguration>

class QSslSocket;

namespace rollcall
{

/// TLS 1.2 with the one cipher of PROTOCOL.md, no certificates, no resumption.
QSslConfiguration tlsPskConfiguration();

/// Answers the socket's question for identity and key, at either end. The socket has the configuration above.
void offerKey(QSslSocket& socket, const EncryptionKey& key);

/// Whether a fatal alert says that the ends hold different keys: what one end encrypted with its key, the
/// other could not decrypt with its own.
bool provesOtherKey(QSsl::AlertType alert);

} // namespace rollcall
