#pragma once

#include "model/core/ids.h"
#include "model/core/result.h"
#include "model/messenger/rpcmessage.h"

#include <QHash>
#include <QJsonObject>
#include <QString>

#include <functional>

namespace rollcall
{

/// A client of a messenger, as long as it is connected; never used again for another one.
using ClientNumber = quint64;

/// Whether a method's parameters carry the epoch. One below the highest that was seen is refused before the
/// method is called.
enum class EpochRule { Ignored, Optional, Required };

/// Whether calls of a method count against the rate of a client.
enum class RateRule {
    Limited,
    Unlimited, ///< what other nodes send on behalf of their clients, whom they limited: it keeps its order
};

/// The methods of a messenger by name, and the epoch that those with orders are held against. No sockets.
class MethodTable
{
public:
    using Answer = std::function<void(const RpcOutcome& outcome)>;
    /// Carries out one request. It calls answer once, at once or later.
    using Method = std::function<void(const QJsonObject& params, ClientNumber client, const Answer& answer)>;

    void add(const QString& name, Method method, EpochRule rule, RateRule rate);
    bool isLimited(const QString& name) const;
    void call(const RpcRequest& request, ClientNumber client, const Answer& answer);

    void raiseEpoch(Epoch epoch);
    Epoch highestEpoch() const { return m_highest; }

private:
    struct Entry {
        Method run;
        EpochRule rule = EpochRule::Ignored;
        RateRule rate = RateRule::Limited;
    };
    std::optional<RpcError> checkEpoch(const QJsonObject& params, EpochRule rule);

    QHash<QString, Entry> m_methods;
    Epoch m_highest = 0;
};

} // namespace rollcall
