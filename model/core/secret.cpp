#include "model/core/secret.h"

#include <QFile>

#include <utility>

namespace rollcall
{

namespace
{
constexpr qint64 maxSecretFileBytes = 64 * 1024;
}

Secret::Secret(QByteArray bytes)
    : m_bytes(std::move(bytes))
{
}

Secret::~Secret()
{
    if (m_bytes.isDetached() && !m_bytes.isEmpty()) {
        volatile char* bytes = m_bytes.data();
        for (qsizetype i = 0; i < m_bytes.size(); ++i)
            bytes[i] = 0;
    }
}

bool Secret::operator==(const Secret& other) const
{
    if (m_bytes.size() != other.m_bytes.size())
        return false;
    unsigned char difference = 0;
    for (qsizetype i = 0; i < m_bytes.size(); ++i)
        difference |= static_cast<unsigned char>(m_bytes[i] ^ other.m_bytes[i]);
    return difference == 0;
}

Result<Secret> readSecretFile(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorKind::Invalid,
                       QStringLiteral("The secret cannot be read: %1.").arg(file.errorString()),
                       QStringLiteral("Create the file, readable by this user only."), path);
    const QByteArray bytes = file.read(maxSecretFileBytes + 1);
    if (bytes.size() > maxSecretFileBytes)
        return failure(ErrorKind::Invalid, QStringLiteral("The file is larger than 64 KiB."),
                       QStringLiteral("Put only the secret into it."), path);
    Secret secret(bytes.trimmed());
    if (secret.isEmpty())
        return failure(ErrorKind::Invalid, QStringLiteral("The file is empty."),
                       QStringLiteral("Put the secret into it."), path);
    return secret;
}

} // namespace rollcall
