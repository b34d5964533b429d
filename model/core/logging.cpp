#include "model/core/logging.h"

namespace rollcall
{

Q_LOGGING_CATEGORY(lcNode, "rollcall.node", QtInfoMsg)
Q_LOGGING_CATEGORY(lcElection, "rollcall.election", QtInfoMsg)
Q_LOGGING_CATEGORY(lcDatabase, "rollcall.database", QtInfoMsg)
Q_LOGGING_CATEGORY(lcMessenger, "rollcall.messenger", QtInfoMsg)
Q_LOGGING_CATEGORY(lcUnits, "rollcall.units", QtInfoMsg)
Q_LOGGING_CATEGORY(lcHealth, "rollcall.health", QtInfoMsg)
Q_LOGGING_CATEGORY(lcConsole, "rollcall.console", QtInfoMsg)

void installServiceLogFormat()
{
    if (qEnvironmentVariableIsSet("JOURNAL_STREAM"))
        qSetMessagePattern(
            QStringLiteral("%{if-debug}<7>%{endif}%{if-info}<6>%{endif}%{if-warning}<4>%{endif}"
                           "%{if-critical}<3>%{endif}%{if-fatal}<2>%{endif}%{category}: %{message}"));
    else
        qSetMessagePattern(QStringLiteral("%{time yyyy-MM-ddTHH:mm:ss.zzz} %{type} %{category}: %{message}"));
}

} // namespace rollcall
