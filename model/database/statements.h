#pragma once

#include "model/core/result.h"
#include "model/database/databaseurl.h"

#include <QString>

#include <vector>

namespace rollcall
{

/// One statement as a driver takes it: "?" for every placeholder.
struct StatementText {
    QString sql;
    std::vector<QString> placeholders; ///< name of each "?", in order; a name may occur more than once
};

/// Reads named statements and migrations from the resources (resources/sql/README.md).
namespace statements
{

/// Makes the resources known; load() does it too.
void initialize();

/// resources/sql/DIALECT/NAME.sql, else resources/sql/common/NAME.sql. Internal: no such statement, or an
/// unknown macro in it.
Result<StatementText> load(Dialect dialect, QStringView name);

/// Without comments, macros replaced.
Result<QString> expand(Dialect dialect, const QString& source, const QString& name);

/// A script's statements: each ends with a semicolon at the end of a line.
std::vector<QString> split(const QString& script);

} // namespace statements

} // namespace rollcall
