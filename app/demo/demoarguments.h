#pragma once

#include "model/core/clock.h"
#include "model/core/result.h"
#include "model/database/databaseurl.h"
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
    Millis every{1000};                  ///< from one line of the log, and one write, to the next
    std::optional<DatabaseUrl> database; ///< service only: where the fenced ledger is
    QString stopFile;                    ///< see FencedLedger
};

/// Errors: Invalid, with the usage that was expected.
Result<Arguments> parseArguments(const QStringList& words);

QString usage();

} // namespace rollcall::demo
