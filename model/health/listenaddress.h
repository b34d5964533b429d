#pragma once

#include "model/core/result.h"

#include <QHostAddress>
#include <QString>

namespace rollcall
{

struct ListenAddress {
    QHostAddress host;
    quint16 port = 0; ///< 0: any free port
};

/// Reads "0.0.0.0:33238", "[::]:33238", "*:33238" (all addresses), "127.0.0.1:0" (any free port).
/// Errors: Invalid, with what was expected.
Result<ListenAddress> parseListenAddress(const QString& text);

} // namespace rollcall
