#include "model/services/messengeraddress.h"

namespace rollcall
{

Result<MessengerAddress> messengerOf(const NodeRow& node, const std::optional<EncryptionKey>& key)
{
    if (node.report.messenger.isEmpty())
        return failure(ErrorKind::Refused,
                       QStringLiteral("%1 has not said where its messenger is.").arg(node.name),
                       QStringLiteral("Start its node service."));
    const Result<Endpoint> endpoint = Endpoint::parse(node.report.messenger);
    if (!endpoint)
        return Failure(endpoint.error());
    if (endpoint->isTcp() && !key)
        return failure(ErrorKind::Refused,
                       QStringLiteral("The messenger of %1 is on TCP, and there is no encryption key here.")
                           .arg(node.name),
                       QStringLiteral("Set ROLLCALL_ENCRYPTION_KEY_FILE, or the key in the connection."));
    return MessengerAddress{*endpoint, key};
}

} // namespace rollcall
