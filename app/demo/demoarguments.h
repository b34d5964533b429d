#pragma once

#include "model/core/result.h"
#include "model/health/listenaddress.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace rollcall::demo
{

struct Arguments {
    QString role;                        ///< "web" or "service"
    std::optional<ListenAddress> listen; ///< always there for web
    QString logFile;                     ///< service only; empty: none
};

/// Errors: Invalid, with the usage that was expected.
Result<Arguments> parseArguments(const QStringList& words);

QString usage();

} // namespace rollcall::demo
