#pragma once

#include "model/core/secret.h"

namespace rollcall
{

/// The cluster's encryption key, reduced to what is derived from it: the key itself is not kept.
class EncryptionKey
{
public:
    /// text: 32 to 1024 hexadecimal digits, an even number, either case, white space around them ignored.
    /// The errors never quote it.
    static Result<EncryptionKey> parse(const Secret& text);
    /// readSecretFile(), then parse(); errors name the file.
    static Result<EncryptionKey> readFile(const QString& path);
    /// A new key as text: 64 lower-case hexadecimal digits of the system's random generator.
    static Secret generate();

    /// The 32 bytes that TLS-PSK is given: HKDF-SHA256, info "rollcall/messenger/1".
    const Secret& messengerKey() const { return m_messengerKey; }
    /// Four upper-case hexadecimal digits by which people and the node's row compare keys. A derivation of
    /// its own (info "rollcall/fingerprint/1"): it says nothing about messengerKey().
    const QString& fingerprint() const { return m_fingerprint; }

    bool operator==(const EncryptionKey& other) const { return m_messengerKey == other.m_messengerKey; }

private:
    EncryptionKey(Secret messengerKey, QString fingerprint);

    Secret m_messengerKey;
    QString m_fingerprint;
};

} // namespace rollcall
