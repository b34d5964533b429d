#pragma once

#include "model/balancer/configtext.h"

#include <optional>

namespace rollcall
{

/// A server line of a load balancer's configuration file.
struct FoundServer {
    int line = 0;
    QString name; ///< nginx has none
    QString host; ///< IPv6 without brackets
    quint16 port = 0;
    bool checked = false;  ///< HAProxy: health checks are on
    quint16 checkPort = 0; ///< 0: that of the application
    bool operator==(const FoundServer&) const = default;
};

/// What a file says of the group of servers that matters here.
struct FoundConfig {
    BalancerProduct product = BalancerProduct::HAProxy;
    QString group; ///< name of the backend or upstream
    int line = 0;  ///< where it begins
    std::vector<FoundServer> servers;
    QString checkPath;             ///< HAProxy: what is asked; empty: nothing, a mere connection
    std::optional<int> stickyLine; ///< where visitors are bound to a node
    QString stickyWord;            ///< "cookie", "ip_hash", …
};

/// Reads HAProxy's or nginx's configuration, whichever it is: one entry for each backend or upstream that has
/// servers. Invalid: it has none.
Result<std::vector<FoundConfig>> readBalancerConfig(const QString& text);

} // namespace rollcall
