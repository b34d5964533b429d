#include "model/node/configtree.h"

#include <QFile>
#include <QFileInfo>

#include <toml++/toml.h>

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr qint64 maxFileBytes = 1024 * 1024;

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

ConfigValue valueOf(const toml::node& node);

void readTable(const toml::table& table, ConfigValue& value)
{
    for (const auto& [key, child] : table) {
        ConfigValue entry = valueOf(child);
        // A table's own position is that of its header; a value is best found by its key.
        entry.line = static_cast<int>(key.source().begin.line);
        value.entries.emplace_back(textOf(key.str()), std::move(entry));
    }
    std::stable_sort(value.entries.begin(), value.entries.end(),
                     [](const auto& a, const auto& b) { return a.second.line < b.second.line; });
}

ConfigValue valueOf(const toml::node& node)
{
    ConfigValue value;
    value.line = static_cast<int>(node.source().begin.line);
    if (const auto* table = node.as_table()) {
        value.type = ConfigValue::Type::Table;
        readTable(*table, value);
    } else if (const auto* array = node.as_array()) {
        value.type = ConfigValue::Type::Array;
        for (const toml::node& item : *array)
            value.items.push_back(valueOf(item));
    } else if (const auto* text = node.as_string()) {
        value.type = ConfigValue::Type::Text;
        value.text = textOf(text->get());
    } else if (const auto* integer = node.as_integer()) {
        value.type = ConfigValue::Type::Integer;
        value.integer = integer->get();
    } else if (const auto* boolean = node.as_boolean()) {
        value.type = ConfigValue::Type::Boolean;
        value.boolean = boolean->get();
    } else if (node.is_floating_point()) {
        value.type = ConfigValue::Type::Decimal;
    } else {
        value.type = ConfigValue::Type::Date;
    }
    return value;
}

} // namespace

const ConfigValue* ConfigValue::find(QStringView key) const
{
    const auto found =
        std::find_if(entries.begin(), entries.end(), [&](const auto& entry) { return entry.first == key; });
    return found == entries.end() ? nullptr : &found->second;
}

QString ConfigValue::typeWords() const
{
    switch (type) {
    case Type::Text:
        return QStringLiteral("text");
    case Type::Integer:
        return QStringLiteral("a whole number");
    case Type::Decimal:
        return QStringLiteral("a decimal number");
    case Type::Boolean:
        return QStringLiteral("true or false");
    case Type::Date:
        return QStringLiteral("a date or time");
    case Type::Array:
        return QStringLiteral("a list");
    case Type::Table:
        return QStringLiteral("a table");
    }
    return {};
}

Result<ConfigValue> readTomlFile(const QString& path)
{
    QFile file(path);
    if (QFileInfo(path).isDir())
        return failure(ErrorKind::Invalid, QStringLiteral("This is a folder, not a configuration file."),
                       QStringLiteral("Name the file with --config FILE."), path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorKind::Invalid,
                       QStringLiteral("The configuration file cannot be read: %1.").arg(file.errorString()),
                       QStringLiteral("Create it, or name another one with --config FILE."), path);
    const QByteArray bytes = file.read(maxFileBytes + 1);
    if (bytes.size() > maxFileBytes)
        return failure(ErrorKind::Invalid, QStringLiteral("The configuration file is larger than 1 MiB."),
                       QStringLiteral("Name the right file with --config FILE."), path);
    return readToml(bytes, path);
}

Result<ConfigValue> readToml(const QByteArray& bytes, const QString& path)
{
    try {
        return valueOf(toml::parse(std::string_view(bytes.constData(), static_cast<size_t>(bytes.size()))));
    } catch (const toml::parse_error& error) {
        // toml++ may quote the line that it could not read; that is never a secret: secrets are in files of
        // their own, and a password in the URL is refused.
        return failure(ErrorKind::Invalid,
                       QStringLiteral("This is not TOML: %1.").arg(textOf(error.description())),
                       QStringLiteral("Look at this line and the one before it."),
                       QStringLiteral("%1:%2").arg(path).arg(error.source().begin.line));
    }
}

} // namespace rollcall
