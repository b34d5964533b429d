#include "model/poller/probesocket.h"

#include <QtEndian>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace rollcall
{

namespace
{

/// Fatal alerts that say that the ends hold different keys; see section 2 of PROTOCOL.md.
bool saysOtherKey(unsigned long error)
{
    switch (ERR_GET_REASON(error) - SSL_AD_REASON_OFFSET) {
    case SSL_AD_BAD_RECORD_MAC:
    case SSL_AD_DECRYPT_ERROR:
    case SSL_AD_UNKNOWN_PSK_IDENTITY:
        return true;
    default:
        return false;
    }
}

QString systemWords(int number)
{
    return QString::fromLocal8Bit(std::strerror(number));
}

} // namespace

ProbeSocket::Progress ProbeSocket::connectTo(const QHostAddress& address, quint16 port)
{
    m_pipe = false;
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4);
    if (isV4) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = qToBigEndian(port);
        to.sin_addr.s_addr = qToBigEndian(v4);
        return connectBy(&to, sizeof to);
    }
    sockaddr_in6 to{};
    to.sin6_family = AF_INET6;
    to.sin6_port = qToBigEndian(port);
    const Q_IPV6ADDR bytes = address.toIPv6Address();
    std::memcpy(&to.sin6_addr, &bytes, sizeof to.sin6_addr);
    to.sin6_scope_id = if_nametoindex(address.scopeId().toLocal8Bit().constData());
    return connectBy(&to, sizeof to);
}

ProbeSocket::Progress ProbeSocket::connectTo(const QByteArray& pipePath)
{
    m_pipe = true;
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    if (pipePath.size() >= static_cast<qsizetype>(sizeof to.sun_path))
        return fail(LinkEnd::Unreachable, systemWords(ENAMETOOLONG));
    std::copy(pipePath.begin(), pipePath.end(), to.sun_path);
    return connectBy(&to, sizeof to);
}

ProbeSocket::Progress ProbeSocket::connectBy(const void* address, unsigned size)
{
    close();
    const auto* to = static_cast<const sockaddr*>(address);
    m_descriptor = socket(to->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (m_descriptor < 0)
        return failBySystem(errno);
    if (!m_pipe) {
        const int on = 1;
        setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        setsockopt(m_descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    }
    if (connect(m_descriptor, to, size) == 0)
        return Progress::Done;
    return errno == EINPROGRESS ? Progress::Again : failBySystem(errno);
}

ProbeSocket::Progress ProbeSocket::finishConnecting()
{
    int error = 0;
    socklen_t size = sizeof error;
    if (getsockopt(m_descriptor, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
        error = errno;
    return error == 0 ? Progress::Done : failBySystem(error);
}

ProbeSocket::Progress ProbeSocket::startTls(const ProbeTls& tls)
{
    m_tls = tls.session();
    if (!m_tls || SSL_set_fd(m_tls.get(), m_descriptor) != 1)
        return fail(LinkEnd::Unreachable, systemWords(ENOMEM));
    return shakeHands();
}

ProbeSocket::Progress ProbeSocket::shakeHands()
{
    ERR_clear_error();
    const int returned = SSL_do_handshake(m_tls.get());
    return returned == 1 ? Progress::Done : failByTls(returned, false);
}

bool ProbeSocket::wantsToWrite() const
{
    return m_tls && SSL_want_write(m_tls.get());
}

ProbeSocket::Progress ProbeSocket::send(const QByteArray& bytes)
{
    if (!m_tls) {
        const ssize_t sent =
            ::send(m_descriptor, bytes.constData(), static_cast<size_t>(bytes.size()), MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN)
            return failBySystem(errno);
        return sent == bytes.size() ? Progress::Done : fail(LinkEnd::Unreachable, systemWords(ENOBUFS));
    }
    ERR_clear_error();
    const int sent = SSL_write(m_tls.get(), bytes.constData(), static_cast<int>(bytes.size()));
    if (sent > 0)
        return Progress::Done;
    const Progress progress = failByTls(sent, true);
    return progress == Progress::Again ? fail(LinkEnd::Unreachable, systemWords(ENOBUFS)) : progress;
}

ProbeSocket::Progress ProbeSocket::receive(QByteArray& bytes, qsizetype most)
{
    char buffer[16 * 1024];
    const auto size = static_cast<size_t>(std::clamp<qsizetype>(most, 0, sizeof buffer));
    if (!m_tls) {
        const ssize_t received = recv(m_descriptor, buffer, size, 0);
        if (received < 0)
            return errno == EAGAIN ? Progress::Again : failBySystem(errno);
        if (received == 0)
            return fail(LinkEnd::Closed);
        bytes.append(buffer, received);
        // A short read: the descriptor tells when there is more.
        return static_cast<size_t>(received) == size ? Progress::Done : Progress::Again;
    }
    ERR_clear_error();
    const int received = SSL_read(m_tls.get(), buffer, static_cast<int>(size));
    if (received <= 0)
        return failByTls(received, true);
    bytes.append(buffer, received);
    // What OpenSSL has read ahead no descriptor tells of.
    return SSL_has_pending(m_tls.get()) ? Progress::Done : Progress::Again;
}

void ProbeSocket::close()
{
    m_tls.reset();
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    m_descriptor = -1;
}

ProbeSocket::Progress ProbeSocket::fail(LinkEnd end, const QString& detail)
{
    m_end = end;
    m_detail = detail;
    return Progress::Failed;
}

ProbeSocket::Progress ProbeSocket::failBySystem(int number)
{
    switch (number) {
    case ECONNREFUSED:
        return fail(m_pipe ? LinkEnd::NoPipe : LinkEnd::RefusesConnections);
    case ENOENT:
        return fail(LinkEnd::NoPipe);
    case EACCES:
    case EPERM:
        return m_pipe ? fail(LinkEnd::PipeForbidden) : fail(LinkEnd::Unreachable, systemWords(number));
    case ETIMEDOUT:
        return fail(LinkEnd::HostSilent);
    case ECONNRESET:
    case EPIPE:
        return fail(LinkEnd::Closed);
    case EMFILE:
    case ENFILE:
        return fail(LinkEnd::Unreachable,
                    QStringLiteral("this program may not open more files; raise its limit (ulimit -n)"));
    default:
        return fail(LinkEnd::Unreachable, systemWords(number));
    }
}

ProbeSocket::Progress ProbeSocket::failByTls(int returned, bool open)
{
    const int number = errno;
    const LinkEnd closed = open ? LinkEnd::Closed : LinkEnd::ClosedAtOnce;
    switch (SSL_get_error(m_tls.get(), returned)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        return Progress::Again;
    case SSL_ERROR_ZERO_RETURN:
        return fail(closed);
    case SSL_ERROR_SYSCALL:
        return number == 0 || number == ECONNRESET || number == EPIPE ? fail(closed) : failBySystem(number);
    default:
        break;
    }
    const unsigned long error = ERR_peek_error();
    if (ERR_GET_REASON(error) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
        return fail(closed);
    if (!open && saysOtherKey(error))
        return fail(LinkEnd::OtherKey);
    const char* words = ERR_reason_error_string(error);
    return fail(LinkEnd::NotAMessenger, QString::fromLatin1(words ? words : "unknown TLS error"));
}

} // namespace rollcall
