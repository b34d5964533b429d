#include "model/backup/sealedfile.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <memory>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

namespace rollcall::sealedfile
{

namespace
{

constexpr int formatVersion = 1;
constexpr int saltBytes = 16;
constexpr int nonceBytes = 12;
constexpr int tagBytes = 16;
constexpr int keyBytes = 32;
constexpr quint64 scryptN = 1 << 17;
constexpr quint64 scryptR = 8;
constexpr quint64 scryptP = 1;
constexpr quint64 scryptMemory = 256 * 1024 * 1024; ///< above the 128 MiB that these parameters take

const QString formatWord = QStringLiteral("rollcall-backup");

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* bytesOf(const QByteArray& bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.constData());
}

unsigned char* bytesOf(QByteArray& bytes)
{
    return reinterpret_cast<unsigned char*>(bytes.data());
}

/// It wipes itself.
class DerivedKey
{
public:
    DerivedKey() = default;
    ~DerivedKey() { OPENSSL_cleanse(m_bytes, sizeof m_bytes); }
    DerivedKey(const DerivedKey&) = delete;
    DerivedKey& operator=(const DerivedKey&) = delete;

    bool derive(const Secret& passphrase, const QByteArray& salt)
    {
        return EVP_PBE_scrypt(passphrase.reveal().constData(), size_t(passphrase.reveal().size()),
                              bytesOf(salt), size_t(salt.size()), scryptN, scryptR, scryptP, scryptMemory,
                              m_bytes, sizeof m_bytes) == 1;
    }
    const unsigned char* bytes() const { return m_bytes; }

private:
    unsigned char m_bytes[keyBytes] = {};
};

QByteArray randomBytes(int count)
{
    QByteArray bytes(count, Qt::Uninitialized);
    if (RAND_bytes(bytesOf(bytes), count) != 1)
        qFatal("The system's random generator fails.");
    return bytes;
}

/// What is authenticated besides the content: everything outside, in the one order that Qt writes.
QByteArray outsideOf(QJsonObject file)
{
    file.remove(QLatin1String("sealed"));
    return QJsonDocument(file).toJson(QJsonDocument::Compact);
}

Failure notABackup(const QString& why)
{
    return failure(ErrorKind::Invalid, QStringLiteral("This is no backup of Rollcall: %1.").arg(why),
                   QStringLiteral("Give a file that the console or rollcallctl backup create wrote."));
}

Failure unsound()
{
    return failure(ErrorKind::Internal,
                   QStringLiteral("The encryption library failed: there may be too little memory."),
                   QStringLiteral("It takes 128 MiB; try again."));
}

QByteArray base64(const QJsonObject& file, QLatin1String name)
{
    return QByteArray::fromBase64(file.value(name).toString().toLatin1());
}

Result<QJsonObject> outside(const QByteArray& bytes)
{
    if (bytes.size() > mostBytes)
        return notABackup(QStringLiteral("it is larger than 32 MiB"));
    QJsonParseError error;
    const QJsonObject file = QJsonDocument::fromJson(bytes, &error).object();
    if (error.error != QJsonParseError::NoError || file.value(u"format").toString() != formatWord)
        return notABackup(QStringLiteral("it does not begin as one"));
    const int version = file.value(u"version").toInt();
    if (version > formatVersion)
        return failure(ErrorKind::Invalid,
                       QStringLiteral("This backup was written by a newer version of Rollcall (format %1).")
                           .arg(version),
                       QStringLiteral("Open it with that version, or a newer one."));
    if (version != formatVersion || base64(file, QLatin1String("salt")).size() != saltBytes ||
        base64(file, QLatin1String("nonce")).size() != nonceBytes ||
        base64(file, QLatin1String("sealed")).size() < tagBytes)
        return notABackup(QStringLiteral("parts of it are missing"));
    return file;
}

} // namespace

Result<void> mayBePassphrase(const Secret& passphrase)
{
    if (QString::fromUtf8(passphrase.reveal()).toUcs4().size() < leastPassphrase)
        return failure(ErrorKind::Invalid,
                       QStringLiteral("The passphrase is too short: it needs %1 characters at least.")
                           .arg(leastPassphrase),
                       QStringLiteral("Take some words that belong to nobody's name."));
    return {};
}

Result<QByteArray> seal(const Secret& content, const Secret& passphrase, const QString& label)
{
    if (const Result<void> may = mayBePassphrase(passphrase); !may)
        return Failure(may.error());
    const QByteArray salt = randomBytes(saltBytes);
    const QByteArray nonce = randomBytes(nonceBytes);
    QJsonObject file{{QStringLiteral("format"), formatWord},
                     {QStringLiteral("version"), formatVersion},
                     {QStringLiteral("of"), label},
                     {QStringLiteral("key"), QStringLiteral("scrypt N=131072 r=8 p=1")},
                     {QStringLiteral("cipher"), QStringLiteral("chacha20-poly1305")},
                     {QStringLiteral("salt"), QString::fromLatin1(salt.toBase64())},
                     {QStringLiteral("nonce"), QString::fromLatin1(nonce.toBase64())}};
    const QByteArray around = outsideOf(file);
    DerivedKey key;
    const Cipher cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    QByteArray sealed(content.reveal().size() + tagBytes, Qt::Uninitialized);
    int length = 0;
    if (!cipher || !key.derive(passphrase, salt) ||
        EVP_EncryptInit_ex(cipher.get(), EVP_chacha20_poly1305(), nullptr, key.bytes(), bytesOf(nonce)) !=
            1 ||
        EVP_EncryptUpdate(cipher.get(), nullptr, &length, bytesOf(around), int(around.size())) != 1 ||
        EVP_EncryptUpdate(cipher.get(), bytesOf(sealed), &length, bytesOf(content.reveal()),
                          int(content.reveal().size())) != 1 ||
        EVP_EncryptFinal_ex(cipher.get(), bytesOf(sealed) + length, &length) != 1 ||
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_GET_TAG, tagBytes,
                            sealed.data() + content.reveal().size()) != 1)
        return unsound();
    file.insert(QStringLiteral("sealed"), QString::fromLatin1(sealed.toBase64()));
    return QJsonDocument(file).toJson(QJsonDocument::Indented);
}

Result<QString> labelOf(const QByteArray& bytes)
{
    const Result<QJsonObject> file = outside(bytes);
    if (!file)
        return Failure(file.error());
    return file->value(u"of").toString();
}

Result<Secret> open(const QByteArray& bytes, const Secret& passphrase)
{
    const Result<QJsonObject> file = outside(bytes);
    if (!file)
        return Failure(file.error());
    const QByteArray nonce = base64(*file, QLatin1String("nonce"));
    const QByteArray around = outsideOf(*file);
    QByteArray sealed = base64(*file, QLatin1String("sealed"));
    QByteArray tag = sealed.right(tagBytes);
    sealed.chop(tagBytes);
    DerivedKey key;
    const Cipher cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    QByteArray content(sealed.size(), Qt::Uninitialized);
    int length = 0;
    if (!cipher || !key.derive(passphrase, base64(*file, QLatin1String("salt"))) ||
        EVP_DecryptInit_ex(cipher.get(), EVP_chacha20_poly1305(), nullptr, key.bytes(), bytesOf(nonce)) !=
            1 ||
        EVP_DecryptUpdate(cipher.get(), nullptr, &length, bytesOf(around), int(around.size())) != 1 ||
        EVP_DecryptUpdate(cipher.get(), bytesOf(content), &length, bytesOf(sealed), int(sealed.size())) !=
            1 ||
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG, tagBytes, tag.data()) != 1)
        return unsound();
    const bool genuine = EVP_DecryptFinal_ex(cipher.get(), bytesOf(content) + length, &length) == 1;
    if (!genuine) {
        OPENSSL_cleanse(content.data(), size_t(content.size()));
        return failure(ErrorKind::Refused,
                       QStringLiteral("This passphrase does not open the backup, or the file was changed."),
                       QStringLiteral("Try the passphrase again, or take another copy of the file."));
    }
    return Secret(std::move(content));
}

} // namespace rollcall::sealedfile
