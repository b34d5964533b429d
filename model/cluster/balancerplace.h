#pragma once

#include "model/core/result.h"

#include <QString>

namespace rollcall
{

/// Where a load balancer's statistics are: the setting balancer.stats.
struct BalancerPlace {
    QString socket;    ///< absolute path of a local socket; empty: HTTP
    QString host;      ///< IPv6 without brackets
    quint16 port = 80; ///< of HTTP
    QString path;      ///< of HTTP, with ";csv"
    bool isEmpty() const { return socket.isEmpty() && host.isEmpty(); }
    /// As it was written, without ";csv".
    QString text() const;
    bool operator==(const BalancerPlace&) const = default;

    /// "http://HOST:PORT/PATH", "unix:/path/to/socket", or nothing. Invalid: what is wrong and what may be
    /// written.
    static Result<BalancerPlace> parse(QStringView written, const QString& where = {});
};

} // namespace rollcall
