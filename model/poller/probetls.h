#pragma once

#include "model/messenger/encryptionkey.h"

#include <memory>

struct ssl_ctx_st;
struct ssl_st;

namespace rollcall
{

struct FreeTlsSession {
    void operator()(ssl_st* session) const;
};
using TlsSession = std::unique_ptr<ssl_st, FreeTlsSession>;

/// The client's end of section 2 of PROTOCOL.md by OpenSSL itself, so that thousands of connections need no
/// object and no buffer of Qt each. Outlives its sessions.
class ProbeTls
{
public:
    explicit ProbeTls(EncryptionKey key);
    ~ProbeTls();
    ProbeTls(const ProbeTls&) = delete;
    ProbeTls& operator=(const ProbeTls&) = delete;

    TlsSession session() const;
    const EncryptionKey& key() const { return m_key; }
    const QByteArray& identity() const { return m_identity; }

private:
    EncryptionKey m_key;
    QByteArray m_identity;
    ssl_ctx_st* m_context;
};

} // namespace rollcall
