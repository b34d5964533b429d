#pragma once

#include "model/core/result.h"

#include <QByteArray>
#include <QString>

namespace rollcall
{

/// Bytes that must never be shown: no conversion to text, no debug output, no comparison in variable time,
/// and overwritten when the last copy goes.
class Secret
{
public:
    Secret() = default;
    explicit Secret(QByteArray bytes);
    ~Secret();
    Secret(const Secret&) = default;
    Secret& operator=(const Secret&) = default;
    Secret(Secret&&) noexcept = default;
    Secret& operator=(Secret&&) noexcept = default;

    bool isEmpty() const { return m_bytes.isEmpty(); }
    /// The bytes themselves; call it only where they are used, and keep no copy.
    const QByteArray& reveal() const { return m_bytes; }
    bool operator==(const Secret& other) const;

private:
    QByteArray m_bytes;
};

/// Reads a secret from a file: leading and trailing white space is not part of it.
/// Errors: missing, unreadable, empty, larger than 64 KiB.
Result<Secret> readSecretFile(const QString& path);

} // namespace rollcall
