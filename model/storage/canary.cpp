#include "model/storage/canary.h"

#include <QList>

namespace rollcall
{

namespace
{

const QByteArray canaryMark = QByteArrayLiteral("rollcall-canary 1");

} // namespace

QByteArray Canary::encoded() const
{
    return canaryMark + '\n' + nonce.toLatin1() + '\n' + QByteArray::number(sequence) + '\n';
}

std::optional<Canary> Canary::decoded(const QByteArray& bytes)
{
    const QList<QByteArray> lines = bytes.split('\n');
    if (bytes.size() > largest || lines.size() != 4 || lines[0] != canaryMark || lines[1].isEmpty() ||
        lines[1].size() > 64)
        return std::nullopt;
    bool ok = false;
    const qint64 sequence = lines[2].toLongLong(&ok);
    if (!ok || sequence <= 0)
        return std::nullopt;
    return Canary{QString::fromLatin1(lines[1]), sequence};
}

} // namespace rollcall
