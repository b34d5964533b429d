#include "model/node/configsections.h"

#include "model/core/similarword.h"

#include <algorithm>
#include <utility>

namespace rollcall
{

namespace
{

QString suggestion(const QString& typed, const QStringList& known)
{
    const QString similar = similarWord(typed, known);
    if (!similar.isEmpty())
        return QStringLiteral("Did you mean “%1”?").arg(similar);
    return QStringLiteral("Known here: %1.").arg(known.join(QStringLiteral(", ")));
}

} // namespace

ConfigSections::ConfigSections(QString file, ConfigValue root, QProcessEnvironment environment)
    : m_file(std::move(file))
    , m_root(std::move(root))
    , m_environment(std::move(environment))
{
}

void ConfigSections::declare(const QString& section, const QStringList& keys)
{
    m_declared.emplace_back(section, keys);
    const ConfigValue* table = m_root.find(section);
    if (!table)
        return;
    if (table->type != ConfigValue::Type::Table) {
        complain(lineOrigin(table->line),
                 QStringLiteral("“%1” must be a section, but it is %2.").arg(section, table->typeWords()),
                 QStringLiteral("Write [%1] on a line of its own.").arg(section));
        return;
    }
    refuseUnknownIn(*table, section, keys);
}

void ConfigSections::refuseUnknown(const QStringList& listSections)
{
    QStringList known = listSections;
    for (const auto& [section, keys] : m_declared)
        known.append(section);
    for (const auto& [name, entry] : m_root.entries) {
        if (known.contains(name))
            continue;
        const auto home = std::find_if(m_declared.begin(), m_declared.end(),
                                       [&](const auto& section) { return section.second.contains(name); });
        const bool isTable = entry.type == ConfigValue::Type::Table;
        if (!isTable && home != m_declared.end())
            complain(lineOrigin(entry.line),
                     QStringLiteral("The key “%1” stands before any section.").arg(name),
                     QStringLiteral("Put it below [%1].").arg(home->first));
        else
            complain(lineOrigin(entry.line), QStringLiteral("There is no section or key “%1”.").arg(name),
                     suggestion(name, known));
    }
}

const ConfigValue* ConfigSections::sectionTable(const QString& section) const
{
    const ConfigValue* table = m_root.find(section);
    return table && table->type == ConfigValue::Type::Table ? table : nullptr;
}

const ConfigValue* ConfigSections::value(const QString& section, const QString& key) const
{
    const ConfigValue* table = sectionTable(section);
    return table ? table->find(key) : nullptr;
}

std::optional<Sourced<QString>> ConfigSections::text(const QString& section, const QString& key,
                                                     const QString& variable)
{
    const QString path = section + u'.' + key;
    const ConfigValue* found = value(section, key);
    std::optional<Sourced<QString>> result;
    if (found) {
        const QString origin = lineOrigin(found->line);
        if (found->type != ConfigValue::Type::Text)
            complain(origin, QStringLiteral("%1 must be text, but it is %2.").arg(path, found->typeWords()),
                     QStringLiteral("Put the value into quotation marks."));
        else if (found->text.trimmed().isEmpty())
            complain(origin, QStringLiteral("%1 is empty.").arg(path),
                     QStringLiteral("Give it a value, or remove the line."));
        else
            result = Sourced<QString>{found->text.trimmed(), origin};
    }
    // An empty variable counts as not set, as service managers cannot always unset one.
    const QString fromEnvironment = variable.isEmpty() ? QString() : m_environment.value(variable).trimmed();
    if (!fromEnvironment.isEmpty())
        result = Sourced<QString>{fromEnvironment, variable, found ? lineOrigin(found->line) : QString()};
    return result;
}

std::optional<Sourced<qint64>> ConfigSections::integer(const QString& section, const QString& key,
                                                       const QString& variable, qint64 least, qint64 most)
{
    const QString path = section + u'.' + key;
    const QString expected =
        QStringLiteral("%1 must be a whole number from %2 to %3").arg(path).arg(least).arg(most);
    const ConfigValue* found = value(section, key);
    const auto within = [&](qint64 number, const QString& origin,
                            const QString& winsOver) -> std::optional<Sourced<qint64>> {
        if (number >= least && number <= most)
            return Sourced<qint64>{number, origin, winsOver};
        complain(origin, QStringLiteral("%1, but it is %2.").arg(expected).arg(number));
        return {};
    };
    const QString fromEnvironment = m_environment.value(variable).trimmed();
    if (!fromEnvironment.isEmpty()) {
        bool isNumber = false;
        const qint64 number = fromEnvironment.toLongLong(&isNumber);
        if (isNumber)
            return within(number, variable, found ? lineOrigin(found->line) : QString());
        complain(variable, QStringLiteral("%1, but it is “%2”.").arg(expected, fromEnvironment));
        return {};
    }
    if (!found)
        return {};
    if (found->type == ConfigValue::Type::Integer)
        return within(found->integer, lineOrigin(found->line), {});
    complain(lineOrigin(found->line), QStringLiteral("%1, but it is %2.").arg(expected, found->typeWords()));
    return {};
}

std::vector<const ConfigValue*> ConfigSections::tables(const QString& section)
{
    std::vector<const ConfigValue*> result;
    const ConfigValue* list = m_root.find(section);
    if (!list)
        return result;
    const QString remedy = QStringLiteral("Write [[%1]], with two brackets, before each one.").arg(section);
    if (list->type != ConfigValue::Type::Array) {
        complain(
            lineOrigin(list->line),
            QStringLiteral("“%1” must be a list of tables, but it is %2.").arg(section, list->typeWords()),
            remedy);
        return result;
    }
    for (const ConfigValue& item : list->items) {
        if (item.type == ConfigValue::Type::Table)
            result.push_back(&item);
        else
            complain(lineOrigin(item.line),
                     QStringLiteral("“%1” must be a list of tables, but it holds %2.")
                         .arg(section, item.typeWords()),
                     remedy);
    }
    return result;
}

std::optional<QString> ConfigSections::textIn(const ConfigValue& table, const QString& path,
                                              const QString& key)
{
    const ConfigValue* found = table.find(key);
    if (!found)
        return {};
    if (found->type == ConfigValue::Type::Text)
        return found->text;
    complain(lineOrigin(found->line),
             QStringLiteral("%1.%2 must be text, but it is %3.").arg(path, key, found->typeWords()),
             QStringLiteral("Put the value into quotation marks."));
    return {};
}

void ConfigSections::refuseUnknownIn(const ConfigValue& table, const QString& path, const QStringList& keys)
{
    for (const auto& [name, entry] : table.entries)
        if (!keys.contains(name))
            complain(lineOrigin(entry.line), QStringLiteral("There is no key “%1” in %2.").arg(name, path),
                     suggestion(name, keys));
}

void ConfigSections::complain(const QString& origin, const QString& what, const QString& remedy)
{
    m_findings.errors.push_back({ErrorKind::Invalid, what, remedy, origin});
}

void ConfigSections::warn(const QString& origin, const QString& what, const QString& remedy)
{
    m_findings.warnings.push_back({ErrorKind::Invalid, what, remedy, origin});
}

void ConfigSections::note(const QString& key, const QString& value, const QString& origin,
                          const QString& winsOver)
{
    m_findings.effective.push_back({key, value, origin, winsOver});
}

QString ConfigSections::lineOrigin(int line) const
{
    return QStringLiteral("%1:%2").arg(m_file).arg(line);
}

} // namespace rollcall
