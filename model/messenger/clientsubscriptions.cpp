#include "model/messenger/clientsubscriptions.h"

#include "model/messenger/rpcmessage.h"

namespace rollcall
{

std::optional<QString> ClientSubscriptions::open()
{
    if (m_lastSeq.size() >= m_most)
        return std::nullopt;
    const QString name = QString::number(m_next++);
    m_lastSeq.insert(name, 0);
    return name;
}

bool ClientSubscriptions::close(const QString& name)
{
    return m_lastSeq.remove(name) > 0;
}

std::optional<QByteArray> ClientSubscriptions::notification(const QString& name, const QString& method,
                                                            QJsonObject params, bool room)
{
    const auto lastSeq = m_lastSeq.find(name);
    if (lastSeq == m_lastSeq.end())
        return std::nullopt;
    ++*lastSeq;
    if (!room) {
        ++m_leftOut;
        ++m_leftOutInARow;
        return std::nullopt;
    }
    m_leftOutInARow = 0;
    params.insert(QLatin1String("subscription"), name);
    params.insert(QLatin1String("seq"), *lastSeq);
    return writeRpcLine(RpcRequest{QJsonValue::Undefined, method, params});
}

} // namespace rollcall
