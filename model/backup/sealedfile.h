#pragma once

#include "model/core/secret.h"

namespace rollcall
{

/// A file that only a passphrase opens. Outside it is JSON that says what it is and whose; inside are bytes
/// that nobody can read or change without notice.
///
/// The key is scrypt of the passphrase (RFC 7914; N 2^17, r 8, p 1: 128 MiB and some tenths of a second for
/// every guess), the cipher ChaCha20-Poly1305 (RFC 8439). What stands outside is authenticated, too.
namespace sealedfile
{

/// A shorter passphrase is refused: scrypt makes a guess dear, not a bad passphrase good.
inline constexpr int leastPassphrase = 12;
/// Files beyond this are none of ours.
inline constexpr qint64 mostBytes = 32 * 1024 * 1024;

/// Invalid: it is too short for a new file.
Result<void> mayBePassphrase(const Secret& passphrase);

/// label: what the file is of, for people: it stays readable. Invalid: see mayBePassphrase().
Result<QByteArray> seal(const Secret& content, const Secret& passphrase, const QString& label);

/// The label, without the passphrase; it is only known to be true once the file is opened. Invalid: no such
/// file.
Result<QString> labelOf(const QByteArray& file);

/// Invalid: no such file, or of a newer version. Refused: another passphrase, or the file was changed.
Result<Secret> open(const QByteArray& file, const Secret& passphrase);

} // namespace sealedfile

} // namespace rollcall
