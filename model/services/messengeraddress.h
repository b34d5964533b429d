#pragma once

#include "model/cluster/node.h"
#include "model/messenger/encryptionkey.h"
#include "model/messenger/endpoint.h"

#include <optional>

namespace rollcall
{

/// Where a node's messenger is, with what it takes to be let in.
struct MessengerAddress {
    Endpoint endpoint;
    std::optional<EncryptionKey> key;
};

/// Errors: Refused: the node has not said where its messenger is, or it is on TCP and there is no key.
Result<MessengerAddress> messengerOf(const NodeRow& node, const std::optional<EncryptionKey>& key);

} // namespace rollcall
