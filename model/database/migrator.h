#pragma once

#include "model/core/result.h"

#include <QString>

namespace rollcall
{

class Session;

/// Numbered migrations (resources/sql/migrations/0001_WORDS.sql, …). Each runs in a transaction together with
/// its row in schema_version, under a lock: several processes may start at once, and an interrupted one is
/// taken up where it stopped.
class Migrator
{
public:
    explicit Migrator(QString folder = QStringLiteral(":/rollcall/sql/migrations"));

    /// The newest version that this build knows.
    Result<int> newest() const;
    /// Brings the schema to newest(). The value is how many migrations it applied. Refused: the schema is
    /// newer than this build.
    Result<int> migrate(Session& session) const;
    /// The schema is the one this build knows. NotFound: there is none; Refused: older, or newer.
    Result<void> check(Session& session) const;

private:
    Result<bool> applyNext(Session& session) const;
    QString m_folder;
};

} // namespace rollcall
