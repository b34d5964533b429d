#include "model/messenger/encryptionkey.h"

#include "model/messenger/hkdf.h"

#include <QRandomGenerator>

#include <array>

namespace rollcall
{

namespace
{

constexpr qsizetype fewestDigits = 32;
constexpr qsizetype mostDigits = 1024;

Failure notAKey(const QString& why)
{
    return failure(
        ErrorKind::Invalid, QStringLiteral("The encryption key %1.").arg(why),
        QStringLiteral("It is 32 hexadecimal digits or more; rollcallctl key generate makes one."));
}

bool isHexDigit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

} // namespace

EncryptionKey::EncryptionKey(Secret messengerKey, QString fingerprint)
    : m_messengerKey(std::move(messengerKey))
    , m_fingerprint(std::move(fingerprint))
{
}

Result<EncryptionKey> EncryptionKey::parse(const Secret& text)
{
    const Secret digits(text.reveal().trimmed());
    const qsizetype count = digits.reveal().size();
    if (count == 0)
        return notAKey(QStringLiteral("is empty"));
    if (!std::all_of(digits.reveal().begin(), digits.reveal().end(), isHexDigit))
        return notAKey(QStringLiteral("has a character that is not a hexadecimal digit"));
    if (count < fewestDigits)
        return notAKey(QStringLiteral("has only %1 digits").arg(count));
    if (count > mostDigits)
        return notAKey(QStringLiteral("has %1 digits, and 1024 is the limit").arg(count));
    if (count % 2 != 0)
        return notAKey(QStringLiteral("has %1 digits, and the number has to be even").arg(count));

    const Secret bytes(QByteArray::fromHex(digits.reveal()));
    Secret messengerKey = hkdfSha256(bytes.reveal(), {}, "rollcall/messenger/1", 32);
    const Secret mark = hkdfSha256(bytes.reveal(), {}, "rollcall/fingerprint/1", 2);
    return EncryptionKey(std::move(messengerKey), QString::fromLatin1(mark.reveal().toHex().toUpper()));
}

Result<EncryptionKey> EncryptionKey::readFile(const QString& path)
{
    const Result<Secret> text = readSecretFile(path);
    if (!text)
        return Failure(text.error());
    Result<EncryptionKey> key = parse(*text);
    if (!key)
        key.error().where = path;
    return key;
}

Secret EncryptionKey::generate()
{
    std::array<quint32, 8> words{};
    QRandomGenerator::system()->fillRange(words.data(), static_cast<qsizetype>(words.size()));
    Secret digits(QByteArray::fromRawData(reinterpret_cast<const char*>(words.data()), sizeof words).toHex());
    words.fill(0);
    return digits;
}

} // namespace rollcall
