#include "model/poller/probetls.h"

#include "model/messenger/tlspsk.h"

#include <QtGlobal>

#include <algorithm>

#include <openssl/ssl.h>

namespace rollcall
{

namespace
{

unsigned answerWithKey(SSL* session, const char*, char* identity, unsigned identitySize, unsigned char* psk,
                       unsigned pskSize)
{
    const auto* tls = static_cast<const ProbeTls*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(session)));
    const QByteArray& key = tls->key().messengerKey().reveal();
    const QByteArray& name = tls->identity();
    if (identitySize <= static_cast<unsigned>(name.size()) || pskSize < static_cast<unsigned>(key.size()))
        return 0;
    *std::copy(name.begin(), name.end(), identity) = '\0';
    std::copy(key.begin(), key.end(), psk);
    return static_cast<unsigned>(key.size());
}

} // namespace

void FreeTlsSession::operator()(ssl_st* session) const
{
    SSL_free(session);
}

ProbeTls::ProbeTls(EncryptionKey key)
    : m_key(std::move(key))
    , m_identity(pskIdentityOf(m_key))
    , m_context(SSL_CTX_new(TLS_client_method()))
{
    if (!m_context || SSL_CTX_set_min_proto_version(m_context, TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_max_proto_version(m_context, TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_cipher_list(m_context, "ECDHE-PSK-CHACHA20-POLY1305") != 1)
        qFatal("OpenSSL cannot do ECDHE-PSK-CHACHA20-POLY1305.");
    SSL_CTX_set_app_data(m_context, this);
    SSL_CTX_set_psk_client_callback(m_context, answerWithKey);
    SSL_CTX_set_options(m_context, SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_session_cache_mode(m_context, SSL_SESS_CACHE_OFF);
    // No buffers while nothing is under way: an idle connection costs some 10 KiB instead of 45.
    SSL_CTX_set_mode(m_context, SSL_MODE_RELEASE_BUFFERS);
    // One system call for a message instead of one for its header and one for its rest.
    SSL_CTX_set_read_ahead(m_context, 1);
}

ProbeTls::~ProbeTls()
{
    SSL_CTX_free(m_context);
}

TlsSession ProbeTls::session() const
{
    TlsSession session(SSL_new(m_context));
    if (session)
        SSL_set_connect_state(session.get());
    return session;
}

} // namespace rollcall
