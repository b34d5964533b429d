#pragma once

#include "tests/support/testsupport.h"

#include <QByteArray>
#include <QList>
#include <QMetaType>

#include <algorithm>
#include <future>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace rollcall::test
{

/// What a client of OpenSSL offers to a messenger.
struct TlsOffer {
    int lowest = TLS1_2_VERSION;
    int highest = TLS1_2_VERSION;
    const char* ciphers = "ECDHE-PSK-CHACHA20-POLY1305"; ///< of TLS 1.2 and below
    QByteArray psk;                                      ///< empty: none
};

struct TlsOutcome {
    bool agreed = false; ///< the handshake was completed
    int version = 0;     ///< when agreed
    int alert = 0;       ///< that the server sent; 0: none
    QByteArray answer;   ///< the first line to what was sent, decrypted
};

/// One attempt, blocking, with 10 s for every step.
inline TlsOutcome attemptTls(quint16 port, const TlsOffer& offer, const QByteArray& line)
{
    TlsOutcome outcome;
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_security_level(context, 0); // so that this end is no reason for a refusal
    SSL_CTX_set_min_proto_version(context, offer.lowest);
    SSL_CTX_set_max_proto_version(context, offer.highest);
    if (SSL_CTX_set_cipher_list(context, offer.ciphers) != 1)
        qFatal("OpenSSL does not know %s", offer.ciphers);
    SSL_CTX_set_app_data(context, const_cast<QByteArray*>(&offer.psk));
    if (!offer.psk.isEmpty()) {
        SSL_CTX_set_psk_client_callback(context, [](SSL* session, const char*, char* identity, unsigned,
                                                    unsigned char* key, unsigned) {
            const auto* psk = static_cast<const QByteArray*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(session)));
            qstrcpy(identity, "rollcall");
            std::copy(psk->begin(), psk->end(), key);
            return static_cast<unsigned>(psk->size());
        });
    }
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{10, 0};
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(descriptor, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0)
        qFatal("nobody listens on port %d", port);
    SSL* session = SSL_new(context);
    SSL_set_fd(session, descriptor);
    ERR_clear_error();
    outcome.agreed = SSL_connect(session) == 1;
    if (outcome.agreed) {
        outcome.version = SSL_version(session);
        SSL_write(session, line.constData(), static_cast<int>(line.size()));
        char buffer[4096];
        const int size = SSL_read(session, buffer, sizeof buffer);
        outcome.answer = QByteArray(buffer, std::max(size, 0));
    }
    if (const int reason = ERR_GET_REASON(ERR_peek_error()); reason > SSL_AD_REASON_OFFSET)
        outcome.alert = reason - SSL_AD_REASON_OFFSET;
    SSL_free(session);
    SSL_CTX_free(context);
    close(descriptor);
    return outcome;
}

/// The same while the event loop runs, for a server in the same thread.
inline TlsOutcome tryTls(quint16 port, const TlsOffer& offer,
                         const QByteArray& line = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n")
{
    auto attempt = std::async(std::launch::async, attemptTls, port, offer, line);
    waitUntil([&] { return attempt.wait_for(std::chrono::seconds(0)) == std::future_status::ready; },
              std::chrono::seconds(40), "a TLS handshake to end");
    return attempt.get();
}

/// Every way to offer less than the protocol asks for; the names are for the test's output.
inline QList<std::pair<const char*, TlsOffer>> weakOffers(const QByteArray& psk)
{
    QByteArray other = psk;
    other[0] = static_cast<char>(other[0] ^ 1);
    return {
        {"TLS 1.0", {TLS1_VERSION, TLS1_VERSION, "ALL:PSK:@SECLEVEL=0", psk}},
        {"TLS 1.1", {TLS1_1_VERSION, TLS1_1_VERSION, "ALL:PSK:@SECLEVEL=0", psk}},
        {"TLS 1.0 or 1.1", {TLS1_VERSION, TLS1_1_VERSION, "ALL:PSK:@SECLEVEL=0", psk}},
        {"TLS 1.3 only", {TLS1_3_VERSION, TLS1_3_VERSION, "ALL", psk}},
        {"no key, every cipher with certificates",
         {TLS1_VERSION, TLS1_3_VERSION, "ALL:!PSK:@SECLEVEL=0", {}}},
        {"anonymous ciphers", {TLS1_2_VERSION, TLS1_2_VERSION, "aNULL:@SECLEVEL=0", {}}},
        {"no encryption", {TLS1_2_VERSION, TLS1_2_VERSION, "eNULL:@SECLEVEL=0", psk}},
        {"no forward secrecy", {TLS1_2_VERSION, TLS1_2_VERSION, "PSK-CHACHA20-POLY1305", psk}},
        {"CBC", {TLS1_2_VERSION, TLS1_2_VERSION, "ECDHE-PSK-AES256-CBC-SHA:@SECLEVEL=0", psk}},
        {"another key", {TLS1_2_VERSION, TLS1_2_VERSION, "ECDHE-PSK-CHACHA20-POLY1305", other}},
        {"half of the key",
         {TLS1_2_VERSION, TLS1_2_VERSION, "ECDHE-PSK-CHACHA20-POLY1305", psk.left(psk.size() / 2)}},
    };
}

} // namespace rollcall::test

Q_DECLARE_METATYPE(rollcall::test::TlsOffer)
