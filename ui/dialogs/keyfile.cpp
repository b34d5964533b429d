#include "ui/dialogs/keyfile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>

#include <algorithm>
#include <array>

namespace rollcall
{

Secret generateKey()
{
    std::array<quint32, 8> words{};
    QRandomGenerator::system()->fillRange(words.data(), static_cast<qsizetype>(words.size()));
    QByteArray bytes;
    for (quint32 word : words)
        bytes.append(reinterpret_cast<const char*>(&word), sizeof word);
    return Secret(bytes.toHex());
}

Result<void> saveKey(const Secret& key, const QString& path)
{
    const QFileInfo info(path);
    if (!QDir().mkpath(info.absolutePath()))
        return failure(ErrorKind::Invalid, QStringLiteral("The folder cannot be made."),
                       QStringLiteral("Choose another place for the key."), info.absolutePath());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly,
                   QFileDevice::ReadOwner | QFileDevice::WriteOwner)) {
        if (info.exists())
            return failure(ErrorKind::Conflict,
                           QStringLiteral("This file exists already and may be another cluster's key."),
                           QStringLiteral("Choose another name, or use that key."), path);
        return failure(ErrorKind::Invalid,
                       QStringLiteral("The key cannot be written: %1.").arg(file.errorString()),
                       QStringLiteral("Choose another place for the key."), path);
    }
    if (file.write(key.reveal() + '\n') != key.reveal().size() + 1 || !file.flush()) {
        const QString why = file.errorString();
        file.remove();
        return failure(ErrorKind::Invalid, QStringLiteral("The key cannot be written: %1.").arg(why),
                       QStringLiteral("Make room, or choose another place."), path);
    }
    return {};
}

Result<Secret> keyFromText(const QString& text)
{
    const QByteArray trimmed = text.trimmed().toLatin1();
    const bool hex = std::all_of(trimmed.begin(), trimmed.end(), [](char each) {
        return (each >= '0' && each <= '9') || (each >= 'a' && each <= 'f') || (each >= 'A' && each <= 'F');
    });
    if (!hex || trimmed.size() < 32 || trimmed.size() % 2 != 0)
        return failure(ErrorKind::Invalid, QStringLiteral("This is not an encryption key."),
                       QStringLiteral("It has an even number of hex digits, 32 at least."));
    return Secret(trimmed);
}

} // namespace rollcall
