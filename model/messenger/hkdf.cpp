#include "model/messenger/hkdf.h"

#include <QMessageAuthenticationCode>

namespace rollcall
{

namespace
{

constexpr qsizetype hashBytes = 32;

QByteArray hmac(const QByteArray& message, const QByteArray& key)
{
    return QMessageAuthenticationCode::hash(message, key, QCryptographicHash::Sha256);
}

} // namespace

Secret hkdfSha256(const QByteArray& keyMaterial, const QByteArray& salt, const QByteArray& info,
                  qsizetype length)
{
    Q_ASSERT(length > 0 && length <= 255 * hashBytes);
    // Secrets, so that the intermediate keys are overwritten as well.
    const Secret extracted(hmac(keyMaterial, salt.isEmpty() ? QByteArray(hashBytes, '\0') : salt));
    QByteArray block;
    QByteArray expanded;
    for (int counter = 1; expanded.size() < length; ++counter) {
        block = hmac(block + info + static_cast<char>(counter), extracted.reveal());
        expanded += block;
    }
    expanded.truncate(length);
    block.fill('\0');
    return Secret(std::move(expanded));
}

} // namespace rollcall
