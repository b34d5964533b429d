#include "model/messenger/nodemethods.h"

#include <QDateTime>

namespace rollcall
{

namespace
{

constexpr int protocolVersion = 1;
constexpr qsizetype longestReason = 64;

Result<Nudge> readNudge(const QJsonObject& params)
{
    Nudge nudge;
    nudge.epoch = params.value(QLatin1String("epoch")).toInteger();
    const QJsonValue reason = params.value(QLatin1String("reason"));
    if (!reason.isUndefined() && !reason.isString())
        return failure(ErrorKind::Invalid, QStringLiteral("“reason” has to be a string."));
    // It goes into a log: one printable line.
    for (const QChar c : reason.toString().left(longestReason))
        nudge.reason += c.isPrint() ? c : QChar(u' ');
    return nudge;
}

} // namespace

void serveNodeMethods(MessengerServer& server, MessengerIdentity identity,
                      std::function<QJsonObject()> status, std::function<void(const Nudge&)> nudged)
{
    const QJsonObject constant{{QStringLiteral("protocol"), protocolVersion},
                               {QStringLiteral("cluster"), identity.cluster.toString()},
                               {QStringLiteral("node"), identity.node.toString()},
                               {QStringLiteral("name"), identity.name},
                               {QStringLiteral("incarnation"), identity.incarnation.toString()},
                               {QStringLiteral("version"), identity.version}};
    server.addMethod(QStringLiteral("ping"), [constant](const QJsonObject&) -> Result<QJsonObject> {
        QJsonObject answer = constant;
        answer.insert(QLatin1String("clock"), QDateTime::currentMSecsSinceEpoch());
        return answer;
    });
    server.addMethod(
        QStringLiteral("status"),
        [status = std::move(status)](const QJsonObject&) -> Result<QJsonObject> { return status(); });
    server.addMethod(
        QStringLiteral("nudge"),
        [nudged = std::move(nudged)](const QJsonObject& params) -> Result<QJsonObject> {
            const Result<Nudge> nudge = readNudge(params);
            if (!nudge)
                return Failure(nudge.error());
            nudged(*nudge);
            return QJsonObject();
        },
        MessengerServer::EpochRule::Optional);
}

} // namespace rollcall
