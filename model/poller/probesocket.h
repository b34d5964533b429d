#pragma once

#include "model/messenger/linkerror.h"
#include "model/poller/probetls.h"

#include <QByteArray>
#include <QHostAddress>

namespace rollcall
{

/// A non-blocking connection to a messenger, by system calls. It never waits, and tells nobody anything: its
/// owner watches descriptor().
class ProbeSocket
{
public:
    enum class Progress {
        Done,
        Again,  ///< when the descriptor is ready
        Failed, ///< end() and detail() say why
    };

    ProbeSocket() = default;
    ~ProbeSocket() { close(); }
    ProbeSocket(const ProbeSocket&) = delete;
    ProbeSocket& operator=(const ProbeSocket&) = delete;

    /// Again: readiness to write means that finishConnecting() knows.
    Progress connectTo(const QHostAddress& address, quint16 port);
    Progress connectTo(const QByteArray& pipePath);
    Progress finishConnecting();
    Progress startTls(const ProbeTls& tls);
    Progress shakeHands();
    /// What Again waits for, in the handshake.
    bool wantsToWrite() const;

    /// Failed also when the other end has left so much unread that it does not fit.
    Progress send(const QByteArray& bytes);
    /// Appends what is there, most bytes at most. Done: there may be more.
    Progress receive(QByteArray& bytes, qsizetype most);

    void close();
    bool isOpen() const { return m_descriptor >= 0; }
    int descriptor() const { return m_descriptor; }
    LinkEnd end() const { return m_end; }
    const QString& detail() const { return m_detail; }

private:
    Progress connectBy(const void* address, unsigned size);
    Progress fail(LinkEnd end, const QString& detail = {});
    Progress failBySystem(int number);
    Progress failByTls(int returned, bool open);

    int m_descriptor = -1;
    TlsSession m_tls; ///< null: a pipe
    bool m_pipe = false;
    LinkEnd m_end = LinkEnd::Unreachable;
    QString m_detail;
};

} // namespace rollcall
