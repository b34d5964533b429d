#pragma once

#include "model/core/result.h"

#include <QString>

namespace rollcall
{

/// Where a messenger listens, or where it is reached.
struct Endpoint {
    enum class Kind {
        Pipe, ///< a local socket that only this user may open
        Tcp,  ///< TLS-PSK over TCP
    };

    static constexpr quint16 defaultPort = 33237;

    Kind kind = Kind::Pipe;
    QString name;     ///< of the pipe: a word, or an absolute path
    QString host;     ///< host name or address; "*" listens on all addresses
    quint16 port = 0; ///< 0 is never parsed; listening on it takes any free port

    static Endpoint pipe(QString name);
    static Endpoint tcp(QString host, quint16 port = defaultPort);

    /// Reads "pipe:NAME", "tcp://HOST", "tcp://HOST:PORT", "tcp://[::1]:PORT", "tcp://*:PORT".
    static Result<Endpoint> parse(QStringView text);

    /// The form that parse() reads; the port is always written.
    QString toString() const;

    bool isTcp() const { return kind == Kind::Tcp; }
    bool listensOnAll() const { return isTcp() && host == u'*'; }
    /// What others connect to: "tcp://*:33237" becomes "tcp://ADDRESS:33237", anything else stays.
    Endpoint advertised(const QString& address) const;

    bool operator==(const Endpoint&) const = default;
};

} // namespace rollcall
