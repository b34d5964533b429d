#include "model/messenger/methodtable.h"

#include <algorithm>

namespace rollcall
{

void MethodTable::add(const QString& name, Method method, EpochRule rule, RateRule rate)
{
    m_methods.insert(name, {std::move(method), rule, rate});
}

bool MethodTable::isLimited(const QString& name) const
{
    const auto method = m_methods.constFind(name);
    return method == m_methods.constEnd() || method->rate == RateRule::Limited;
}

void MethodTable::call(const RpcRequest& request, ClientNumber client, const Answer& answer)
{
    const auto method = m_methods.constFind(request.method);
    if (method == m_methods.constEnd())
        return answer(
            rpcError(RpcCode::MethodNotFound,
                     QStringLiteral("This node does not know the method “%1”.").arg(request.method)));
    if (auto refusal = checkEpoch(request.params, method->rule))
        return answer(*refusal);
    const Method run = method->run; // a method may register others
    run(request.params, client, answer);
}

void MethodTable::raiseEpoch(Epoch epoch)
{
    m_highest = std::max(m_highest, epoch);
}

std::optional<RpcError> MethodTable::checkEpoch(const QJsonObject& params, EpochRule rule)
{
    const QJsonValue value = params.value(QLatin1String("epoch"));
    if (rule == EpochRule::Ignored || (rule == EpochRule::Optional && value.isUndefined()))
        return std::nullopt;
    const Epoch epoch = value.toInteger(-1);
    if (epoch < 0)
        return rpcError(RpcCode::InvalidParams,
                        QStringLiteral("“epoch” has to be a whole number from 0 up."));
    if (epoch < m_highest) {
        RpcError refusal = rpcError(
            RpcCode::StaleEpoch,
            QStringLiteral("The order is of epoch %1, and epoch %2 has begun.").arg(epoch).arg(m_highest));
        refusal.data.insert(QLatin1String("epoch"), m_highest);
        return refusal;
    }
    m_highest = epoch;
    return std::nullopt;
}

} // namespace rollcall
