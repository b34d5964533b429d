#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace rollcall
{

/// The content of a node's file in the shared storage: which start of the node wrote it, for which time.
struct Canary {
    QString nonce;
    qint64 sequence = 0;

    static constexpr qsizetype largest = 1024;

    QByteArray encoded() const;
    /// Nothing: it is no such file. Others may write into the share, so anything may be in it.
    static std::optional<Canary> decoded(const QByteArray& bytes);
    bool operator==(const Canary&) const = default;
};

} // namespace rollcall
