#pragma once

#include "model/core/result.h"

#include <QString>

#include <utility>
#include <vector>

namespace rollcall
{

/// A TOML document as plain values, each with the line it stands on.
struct ConfigValue {
    enum class Type { Text, Integer, Decimal, Boolean, Date, Array, Table };

    Type type = Type::Table;
    int line = 0;
    QString text; ///< Type::Text
    qint64 integer = 0;
    bool boolean = false;
    std::vector<ConfigValue> items;                       ///< Type::Array
    std::vector<std::pair<QString, ConfigValue>> entries; ///< Type::Table, in the file's order

    const ConfigValue* find(QStringView key) const;
    /// "text", "a whole number", "a table", …: for messages.
    QString typeWords() const;
};

/// Reads and parses a TOML file of at most 1 MiB. Errors: Invalid, where = "FILE" or "FILE:LINE".
Result<ConfigValue> readTomlFile(const QString& path);
/// The same of a text that came from there.
Result<ConfigValue> readToml(const QByteArray& text, const QString& path);

} // namespace rollcall
