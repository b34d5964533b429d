/// What the benchmark of the poller is pointed at: as many nodes as there are addresses in 127.0.0.0/8, in
/// one process that does no more than it must. Three ports on all addresses:
///   TLS      answers every line that has an "id" like a node's ping (PROTOCOL.md)
///   plain    accepts, and closes when the other end does: for checks that only connect
///   control  writes "PINGS HANDSHAKES ACCEPTED\n" (counted since the start, ACCEPTED on the plain port),
///   closes
/// Usage: pollerresponder KEY_FILE; prints the three port numbers, runs until standard input ends.
#include "model/messenger/encryptionkey.h"
#include "model/poller/openfiles.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace rollcall;

namespace
{

enum class Role { None, TlsListener, PlainListener, ControlListener, Input, Node, Plain };

struct Peer {
    Role role = Role::None;
    SSL* tls = nullptr;
    bool greeted = false;
};

[[noreturn]] void endWith(const char* what)
{
    std::perror(what);
    std::exit(1);
}

QByteArray& psk()
{
    static QByteArray bytes;
    return bytes;
}

unsigned giveKey(SSL*, const char*, unsigned char* to, unsigned size)
{
    const QByteArray& key = psk();
    if (size < static_cast<unsigned>(key.size()))
        return 0;
    std::copy(key.begin(), key.end(), to);
    return static_cast<unsigned>(key.size());
}

class Responder
{
public:
    Responder()
        : m_epoll(epoll_create1(0))
        , m_context(SSL_CTX_new(TLS_server_method()))
    {
        m_peers.resize(static_cast<size_t>(raiseOpenFileLimit()) + 1);
        SSL_CTX_set_min_proto_version(m_context, TLS1_2_VERSION);
        SSL_CTX_set_max_proto_version(m_context, TLS1_2_VERSION);
        SSL_CTX_set_cipher_list(m_context, "ECDHE-PSK-CHACHA20-POLY1305");
        SSL_CTX_set_psk_server_callback(m_context, giveKey);
        SSL_CTX_set_mode(m_context, SSL_MODE_RELEASE_BUFFERS);
        SSL_CTX_set_session_cache_mode(m_context, SSL_SESS_CACHE_OFF);
        SSL_CTX_set_options(m_context, SSL_OP_NO_TICKET);
        SSL_CTX_set_read_ahead(m_context, 1);
    }

    int listenOn(Role role)
    {
        const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_ANY);
        socklen_t size = sizeof at;
        if (listener < 0 || bind(listener, reinterpret_cast<sockaddr*>(&at), size) != 0 ||
            listen(listener, 4096) != 0 ||
            getsockname(listener, reinterpret_cast<sockaddr*>(&at), &size) != 0)
            endWith("listen");
        watch(listener, role);
        return ntohs(at.sin_port);
    }

    void run()
    {
        watch(STDIN_FILENO, Role::Input);
        std::array<epoll_event, 512> events;
        for (;;) {
            const int count = epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), -1);
            for (int i = 0; i < count; ++i) {
                const int descriptor = events[static_cast<size_t>(i)].data.fd;
                if (!handle(descriptor, m_peers[static_cast<size_t>(descriptor)]))
                    return;
            }
        }
    }

private:
    void watch(int descriptor, Role role)
    {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = descriptor;
        if (epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event) != 0)
            endWith("epoll");
        m_peers[static_cast<size_t>(descriptor)] = {role, nullptr, false};
    }

    bool handle(int descriptor, Peer& peer)
    {
        switch (peer.role) {
        case Role::None:
            return true;
        case Role::Input: {
            char ignored[64];
            return read(descriptor, ignored, sizeof ignored) > 0;
        }
        case Role::TlsListener:
        case Role::PlainListener:
        case Role::ControlListener:
            accept(descriptor, peer.role);
            return true;
        case Role::Plain: {
            char ignored[1024];
            if (read(descriptor, ignored, sizeof ignored) <= 0)
                drop(descriptor, peer);
            return true;
        }
        case Role::Node:
            if (!serve(peer))
                drop(descriptor, peer);
            return true;
        }
        return true;
    }

    void accept(int listener, Role role)
    {
        for (;;) {
            const int descriptor = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
            if (descriptor < 0)
                return;
            if (role == Role::ControlListener) {
                const std::string text = std::to_string(m_pings) + ' ' + std::to_string(m_handshakes) + ' ' +
                                         std::to_string(m_accepted) + '\n';
                [[maybe_unused]] const ssize_t sent =
                    send(descriptor, text.data(), text.size(), MSG_NOSIGNAL);
                close(descriptor);
                continue;
            }
            watch(descriptor, role == Role::TlsListener ? Role::Node : Role::Plain);
            if (role == Role::PlainListener) {
                ++m_accepted;
                continue;
            }
            const int on = 1;
            setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            Peer& peer = m_peers[static_cast<size_t>(descriptor)];
            peer.tls = SSL_new(m_context);
            SSL_set_fd(peer.tls, descriptor);
            SSL_set_accept_state(peer.tls);
        }
    }

    bool serve(Peer& peer)
    {
        ERR_clear_error(); // another connection's is none of this one's
        if (!peer.greeted) {
            const int returned = SSL_do_handshake(peer.tls);
            if (returned != 1)
                return waits(peer, returned);
            peer.greeted = true;
            ++m_handshakes;
        }
        do {
            char request[4096];
            const int size = SSL_read(peer.tls, request, sizeof request);
            if (size <= 0)
                return waits(peer, size);
            const std::string_view text(request, static_cast<size_t>(size));
            constexpr std::string_view mark = "\"id\":";
            for (size_t at = text.find(mark); at != text.npos; at = text.find(mark, at)) {
                at += mark.size();
                const size_t end = text.find_first_not_of("0123456789", at);
                answer(peer, text.substr(at, end - at));
            }
        } while (SSL_has_pending(peer.tls));
        return true;
    }

    void answer(Peer& peer, std::string_view id)
    {
        char line[512];
        const int size = std::snprintf(
            line, sizeof line,
            "{\"id\":%.*s,\"jsonrpc\":\"2.0\",\"result\":{\"clock\":1772366400123,"
            "\"cluster\":\"6f0d3c52-3a6e-4f4d-9c57-0b7d0f1e2a3b\","
            "\"incarnation\":\"0a1b2c3d-4e5f-4a6b-8c7d-9e8f7a6b5c4d\",\"name\":\"web-01\","
            "\"node\":\"11111111-2222-4333-8444-555555555555\",\"protocol\":1,\"version\":\"0.1.0\"}}\n",
            static_cast<int>(id.size()), id.data());
        SSL_write(peer.tls, line, size);
        ++m_pings;
    }

    static bool waits(const Peer& peer, int returned)
    {
        const int error = SSL_get_error(peer.tls, returned);
        return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
    }

    void drop(int descriptor, Peer& peer)
    {
        SSL_free(peer.tls);
        close(descriptor);
        peer = {};
    }

    int m_epoll;
    SSL_CTX* m_context;
    std::vector<Peer> m_peers; ///< by descriptor
    long m_pings = 0;
    long m_handshakes = 0;
    long m_accepted = 0;
};

} // namespace

int main(int count, char** arguments)
{
    const Result<EncryptionKey> key =
        EncryptionKey::readFile(QString::fromLocal8Bit(count == 2 ? arguments[1] : ""));
    if (!key) {
        std::fprintf(stderr, "pollerresponder: %s\n", qPrintable(key.error().message()));
        return 2;
    }
    psk() = key->messengerKey().reveal();
    signal(SIGPIPE, SIG_IGN);
    Responder responder;
    const int tls = responder.listenOn(Role::TlsListener);
    const int plain = responder.listenOn(Role::PlainListener);
    const int control = responder.listenOn(Role::ControlListener);
    std::printf("%d %d %d\n", tls, plain, control);
    std::fflush(stdout);
    responder.run();
    return 0;
}
