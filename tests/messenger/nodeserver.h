#pragma once

#include "model/messenger/messengerclient.h"
#include "model/messenger/nodemethods.h"

#include <vector>

namespace rollcall::test
{

inline EncryptionKey someKey()
{
    return EncryptionKey::parse(EncryptionKey::generate()).value();
}

/// A node's messenger as rollcall-node makes it.
struct NodeServer {
    explicit NodeServer(MessengerLimits limits = {})
        : server(limits)
    {
        serveNodeMethods(
            server, who,
            [] {
                return QJsonObject{{QStringLiteral("state"), QStringLiteral("serving")}};
            },
            [this](const Nudge& nudge) { nudges.push_back(nudge); });
    }
    Result<void> listenTcp(const EncryptionKey& key)
    {
        return server.listen(Endpoint::tcp(QStringLiteral("127.0.0.1"), 0), key);
    }

    MessengerIdentity who{ClusterId::create(), NodeId::create(), QStringLiteral("web-01"),
                          Incarnation::create(), QStringLiteral("0.1.0")};
    MessengerServer server;
    std::vector<Nudge> nudges;
};

inline Error errorOf(const Result<QJsonObject>& result)
{
    if (result)
        qFatal("an error was expected");
    return result.error();
}

inline const ClientTimings quick{std::chrono::milliseconds(500), std::chrono::milliseconds(20),
                                 std::chrono::milliseconds(100)};

} // namespace rollcall::test
