#include "model/node/unitconfig.h"

#include "model/node/checkconfig.h"
#include "model/node/unitvalues.h"
#include "model/units/systemdrules.h"

#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>
#include <map>

namespace rollcall
{

namespace
{

constexpr Millis longestStop{600'000};

/// Reads the keys of one [[unit]].
class UnitReader
{
public:
    UnitReader(ConfigSections& sections, const ConfigValue& table)
        : m_sections(sections)
        , m_table(table)
    {
    }

    UnitSpec read()
    {
        m_sections.refuseUnknownIn(m_table, QStringLiteral("[[unit]]"),
                                   {QStringLiteral("name"), QStringLiteral("role"), QStringLiteral("command"),
                                    QStringLiteral("systemd"), QStringLiteral("ready"),
                                    QStringLiteral("can_run"), QStringLiteral("stop_timeout"),
                                    QStringLiteral("environment"), QStringLiteral("working_dir")});
        UnitSpec unit;
        unit.name = name();
        m_path = unit.name.isEmpty() ? QStringLiteral("unit") : QStringLiteral("unit “%1”").arg(unit.name);
        unit.role = role();
        unit.command = command();
        unit.systemd = service();
        unit.ready = check("ready");
        unit.canRun = canRun(unit.role);
        unit.stopTimeout = stopTimeout();
        unit.environment = environment();
        unit.workingDirectory = workingDirectory();
        refuseWithSystemd();
        return unit;
    }

private:
    QString name()
    {
        static const QRegularExpression form(QStringLiteral("^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"));
        if (!m_table.find(u"name")) {
            m_sections.complain(lineOf(m_table), QStringLiteral("This unit has no name."),
                                QStringLiteral("Add name = \"…\" below [[unit]]."));
            return {};
        }
        const QString text =
            m_sections.textIn(m_table, QStringLiteral("unit"), QStringLiteral("name")).value_or(QString());
        if (form.match(text).hasMatch())
            return text;
        if (m_table.find(u"name")->type == ConfigValue::Type::Text)
            m_sections.complain(
                lineOf("name"), QStringLiteral("“%1” cannot be a unit's name.").arg(text),
                QStringLiteral("Use 1 to 64 letters, digits, dots, hyphens and underscores."));
        return {};
    }

    UnitRole role()
    {
        if (!m_table.find(u"role")) {
            m_sections.complain(lineOf(m_table), QStringLiteral("The %1 has no role.").arg(m_path),
                                QStringLiteral("Add role = \"web\" (it runs on every active node) or "
                                               "role = \"service\" (it runs on the primary only)."));
            return UnitRole::Web;
        }
        const auto text = m_sections.textIn(m_table, m_path, QStringLiteral("role"));
        const auto role = text ? fromWord<UnitRole>(*text) : std::nullopt;
        if (text && !role)
            m_sections.complain(lineOf("role"),
                                QStringLiteral("“%1” is not a role of the %2.").arg(*text, m_path),
                                QStringLiteral("Write \"web\" or \"service\"."));
        return role.value_or(UnitRole::Web);
    }

    QStringList command()
    {
        const QString remedy = QStringLiteral("Write command = [\"/path/to/program\", \"argument\"].");
        const ConfigValue* value = m_table.find(u"command");
        if (value)
            return readCommandLine(m_sections, *value, QStringLiteral("command of the %1").arg(m_path),
                                   remedy);
        if (!m_table.find(u"systemd"))
            m_sections.complain(
                lineOf(m_table), QStringLiteral("The %1 has no command.").arg(m_path),
                remedy + QStringLiteral(" Or, for a service of systemd: systemd = \"name.service\"."));
        return {};
    }

    QString service()
    {
        if (!m_table.find(u"systemd"))
            return {};
        if (m_table.find(u"command"))
            m_sections.complain(
                lineOf("systemd"), QStringLiteral("The %1 has both command and systemd.").arg(m_path),
                QStringLiteral("Remove one of them: either rollcall-node runs the program itself, or "
                               "it lets systemd run its service."));
        const auto name = m_sections.textIn(m_table, m_path, QStringLiteral("systemd"));
        if (!name)
            return {};
        if (!isServiceName(*name))
            m_sections.complain(
                lineOf("systemd"),
                QStringLiteral("“%1”, systemd of the %2, is not the name of a service.").arg(*name, m_path),
                QStringLiteral("Write it with its ending: \"app.service\", or \"app@instance.service\"."));
        else if (*name == u"rollcall-node.service")
            m_sections.complain(lineOf("systemd"),
                                QStringLiteral("The %1 names the node service itself.").arg(m_path),
                                QStringLiteral("Name the service of your application."));
        return *name;
    }

    /// What systemd takes from its own unit file.
    void refuseWithSystemd()
    {
        if (!m_table.find(u"systemd"))
            return;
        for (const auto& [key, directive] :
             {std::pair("environment", "Environment="), std::pair("working_dir", "WorkingDirectory=")})
            if (m_table.find(QString::fromLatin1(key)))
                m_sections.complain(
                    lineOf(key),
                    QStringLiteral("The %1 is a service of systemd, for which %2 has no effect.")
                        .arg(m_path, QString::fromLatin1(key)),
                    QStringLiteral("Put %1 into its unit file instead (systemctl edit).")
                        .arg(QString::fromLatin1(directive)));
    }

    std::optional<UnitCheck> check(const char* key)
    {
        const ConfigValue* value = m_table.find(QString::fromLatin1(key));
        return value ? readCheck(m_sections, *value, QString::fromLatin1(key), m_path) : std::nullopt;
    }

    std::optional<UnitCheck> canRun(UnitRole role)
    {
        if (m_table.find(u"can_run") && role == UnitRole::Web) {
            m_sections.complain(
                lineOf("can_run"),
                QStringLiteral("The %1 has can_run, which is for units of role \"service\".").arg(m_path),
                QStringLiteral("Remove it: a web unit runs on every active node anyway."));
            return {};
        }
        return check("can_run");
    }

    Millis stopTimeout()
    {
        const ConfigValue* value = m_table.find(u"stop_timeout");
        if (!value)
            return UnitSpec().stopTimeout;
        return readLength(m_sections, *value, QStringLiteral("stop_timeout of the %1").arg(m_path),
                          Millis(1000), longestStop)
            .value_or(UnitSpec().stopTimeout);
    }

    QMap<QString, QString> environment()
    {
        static const QRegularExpression form(QStringLiteral("^[A-Za-z_][A-Za-z0-9_]*$"));
        static const QStringList reserved{QStringLiteral("ROLLCALL_NODE"), QStringLiteral("ROLLCALL_EPOCH"),
                                          QStringLiteral("ROLLCALL_CLUSTER"),
                                          QStringLiteral("ROLLCALL_MESSENGER")};
        QMap<QString, QString> result;
        const ConfigValue* value = m_table.find(u"environment");
        if (!value)
            return result;
        if (value->type != ConfigValue::Type::Table) {
            m_sections.complain(lineOf("environment"),
                                QStringLiteral("The environment of the %1 must be a table, but it is %2.")
                                    .arg(m_path, value->typeWords()),
                                QStringLiteral("Write environment = { NAME = \"value\" }."));
            return result;
        }
        for (const auto& [key, entry] : value->entries) {
            const QString origin = m_sections.lineOrigin(entry.line);
            if (!form.match(key).hasMatch())
                m_sections.complain(origin,
                                    QStringLiteral("“%1” cannot be an environment variable.").arg(key),
                                    QStringLiteral("Use letters, digits and underscores."));
            else if (reserved.contains(key))
                m_sections.complain(origin, QStringLiteral("%1 is set by the node service itself.").arg(key),
                                    QStringLiteral("Remove it from the %1.").arg(m_path));
            else if (entry.type != ConfigValue::Type::Text || entry.text.contains(QChar(0)))
                m_sections.complain(origin,
                                    QStringLiteral("The variable %1 of the %2 must be text, but it is %3.")
                                        .arg(key, m_path, entry.typeWords()),
                                    QStringLiteral("Put the value into quotation marks."));
            else
                result.insert(key, entry.text);
        }
        return result;
    }

    QString workingDirectory()
    {
        const QString text =
            m_sections.textIn(m_table, m_path, QStringLiteral("working_dir")).value_or(QString());
        if (!text.isEmpty() && !QFileInfo(text).isAbsolute())
            m_sections.complain(
                lineOf("working_dir"),
                QStringLiteral("The working_dir of the %1 must be an absolute path.").arg(m_path));
        return text;
    }

    QString lineOf(const ConfigValue& value) const { return m_sections.lineOrigin(value.line); }
    QString lineOf(const char* key) const { return lineOf(*m_table.find(QString::fromLatin1(key))); }

    ConfigSections& m_sections;
    const ConfigValue& m_table;
    QString m_path = QStringLiteral("unit");
};

} // namespace

std::vector<UnitSpec> readUnits(ConfigSections& sections)
{
    std::vector<UnitSpec> units;
    std::map<QString, int> lines;    // of the names that were read
    std::map<QString, int> services; // of those of systemd
    for (const ConfigValue* table : sections.tables(QStringLiteral("unit"))) {
        UnitSpec unit = UnitReader(sections, *table).read();
        const QString origin = sections.lineOrigin(table->line);
        if (!unit.name.isEmpty()) {
            const auto [other, isNew] = lines.emplace(unit.name, table->line);
            if (!isNew)
                sections.complain(
                    sections.lineOrigin(table->find(u"name")->line),
                    QStringLiteral("There are two units named “%1”; the other one begins in line %2.")
                        .arg(unit.name)
                        .arg(other->second),
                    QStringLiteral("Rename one of them."));
        }
        if (!unit.systemd.isEmpty()) {
            const auto [other, isNew] = services.emplace(unit.systemd, table->line);
            if (!isNew)
                sections.complain(
                    sections.lineOrigin(table->find(u"systemd")->line),
                    QStringLiteral("Two units are the service %1; the other one begins in line %2.")
                        .arg(unit.systemd)
                        .arg(other->second),
                    QStringLiteral("Remove one of them."));
        }
        // Arguments may be secrets: only the program is shown.
        sections.note(QStringLiteral("unit.%1").arg(unit.name),
                      QStringLiteral("%1, %2").arg(
                          wordOf(unit.role), unit.systemd.isEmpty() ? unit.command.value(0) : unit.systemd),
                      origin);
        if (unit.ready)
            sections.note(QStringLiteral("unit.%1.ready").arg(unit.name), describe(*unit.ready),
                          sections.lineOrigin(table->find(u"ready")->line));
        if (unit.canRun)
            sections.note(QStringLiteral("unit.%1.can_run").arg(unit.name), describe(*unit.canRun),
                          sections.lineOrigin(table->find(u"can_run")->line));
        units.push_back(std::move(unit));
    }
    return units;
}

} // namespace rollcall
