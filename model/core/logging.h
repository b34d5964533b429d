#pragma once

#include <QLoggingCategory>

namespace rollcall
{

/// One category per room; QT_LOGGING_RULES="rollcall.election.debug=true" turns one up.
Q_DECLARE_LOGGING_CATEGORY(lcNode)
Q_DECLARE_LOGGING_CATEGORY(lcElection)
Q_DECLARE_LOGGING_CATEGORY(lcDatabase)
Q_DECLARE_LOGGING_CATEGORY(lcMessenger)
Q_DECLARE_LOGGING_CATEGORY(lcUnits)
Q_DECLARE_LOGGING_CATEGORY(lcHealth)
Q_DECLARE_LOGGING_CATEGORY(lcConsole)

/// Log lines of a service on standard error: "2026-03-01T12:00:00.123Z warning rollcall.election: …", or,
/// when systemd's journal reads it (JOURNAL_STREAM is set), "<4>rollcall.election: …" without the time that
/// it adds itself.
void installServiceLogFormat();

} // namespace rollcall
