#include "model/node/checkconfig.h"

#include "model/core/durationtext.h"
#include "model/node/unitvalues.h"

#include <QUrl>

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr Millis shortestInterval{100};
constexpr Millis longestInterval{300'000};
constexpr Millis shortestTimeout{50};
constexpr Millis longestGrace{3'600'000};
constexpr qint64 mostFailures = 100;

class CheckReader
{
public:
    CheckReader(ConfigSections& sections, const ConfigValue& table, const QString& key, const QString& unit)
        : m_sections(sections)
        , m_table(table)
        , m_key(key)
        , m_subject(QStringLiteral("%1 of the %2").arg(key, unit))
        , m_remedy(
              QStringLiteral(
                  "Write %1 = { http = \"http://127.0.0.1:8080/healthz\" }, { tcp = \"127.0.0.1:5432\" } "
                  "or { command = [\"/usr/bin/check\"] }.")
                  .arg(key))
    {
    }

    std::optional<UnitCheck> read()
    {
        if (m_table.type != ConfigValue::Type::Table) {
            complain(
                m_table,
                QStringLiteral("The %1 must be a table, but it is %2.").arg(m_subject, m_table.typeWords()));
            return {};
        }
        QStringList keys{QStringLiteral("http"),     QStringLiteral("tcp"),     QStringLiteral("command"),
                         QStringLiteral("interval"), QStringLiteral("timeout"), QStringLiteral("failures")};
        if (m_key == u"ready")
            keys.append(QStringLiteral("grace"));
        m_sections.refuseUnknownIn(m_table, m_subject, keys);
        UnitCheck check;
        const bool isComplete = readQuestion(check);
        readTimes(check);
        return isComplete ? std::optional(check) : std::nullopt;
    }

private:
    bool readQuestion(UnitCheck& check)
    {
        const ConfigValue* http = m_table.find(u"http");
        const ConfigValue* tcp = m_table.find(u"tcp");
        const ConfigValue* command = m_table.find(u"command");
        const int given = (http ? 1 : 0) + (tcp ? 1 : 0) + (command ? 1 : 0);
        if (given != 1) {
            complain(m_table, given == 0
                                  ? QStringLiteral("The %1 does not say what to ask.").arg(m_subject)
                                  : QStringLiteral("The %1 asks in more than one way.").arg(m_subject));
            return false;
        }
        if (http)
            return readHttp(check, *http);
        if (tcp)
            return readTcp(check, *tcp);
        check.kind = UnitCheck::Kind::Command;
        check.command =
            readCommandLine(m_sections, *command, QStringLiteral("command in %1").arg(m_subject), m_remedy);
        return !check.command.isEmpty();
    }

    bool readHttp(UnitCheck& check, const ConfigValue& value)
    {
        const std::optional<QString> text = m_sections.textIn(m_table, m_subject, QStringLiteral("http"));
        if (!text)
            return false;
        const QUrl url(*text, QUrl::StrictMode);
        if (!url.userInfo().isEmpty()) // it is not repeated: it may be a secret
            complain(value, QStringLiteral("The address in %1 holds a user or a password.").arg(m_subject),
                     QStringLiteral("Ask a page that needs none, or ask with a command."));
        else if (url.scheme() == u"https")
            complain(value, QStringLiteral("The %1 asks over TLS, which a check cannot do.").arg(m_subject),
                     QStringLiteral("Ask over http:// on the loopback address, or ask with a command."));
        else if (!url.isValid() || url.scheme() != u"http" || url.host().isEmpty() || url.port(80) == 0 ||
                 url.hasFragment())
            complain(value, QStringLiteral("“%1” in %2 is not an address of HTTP.").arg(*text, m_subject));
        else
            check.target = *text;
        check.kind = UnitCheck::Kind::Http;
        return !check.target.isEmpty();
    }

    bool readTcp(UnitCheck& check, const ConfigValue& value)
    {
        const std::optional<QString> text = m_sections.textIn(m_table, m_subject, QStringLiteral("tcp"));
        if (!text)
            return false;
        const QUrl url(QStringLiteral("tcp://") + *text, QUrl::StrictMode);
        if (!url.isValid() || url.host().isEmpty() || url.port() <= 0 || !url.path().isEmpty() ||
            !url.userInfo().isEmpty() || url.hasQuery() || url.hasFragment()) {
            complain(value, QStringLiteral("“%1” in %2 is not HOST:PORT.").arg(*text, m_subject));
            return false;
        }
        check.kind = UnitCheck::Kind::Tcp;
        check.target = *text;
        return true;
    }

    void readTimes(UnitCheck& check)
    {
        check.interval = length(u"interval", shortestInterval, longestInterval).value_or(check.interval);
        const std::optional<Millis> timeout = length(u"timeout", shortestTimeout, longestInterval);
        if (timeout && *timeout > check.interval)
            complain(*m_table.find(u"timeout"),
                     QStringLiteral("The timeout in %1, %2, is longer than its interval, %3.")
                         .arg(m_subject, durationText(*timeout), durationText(check.interval)),
                     QStringLiteral("Make the interval longer or the timeout shorter."));
        check.timeout = timeout.value_or(std::min(check.timeout, check.interval));
        if (m_key == u"ready")
            check.grace = length(u"grace", Millis(0), longestGrace).value_or(check.grace);
        const ConfigValue* failures = m_table.find(u"failures");
        if (!failures)
            return;
        if (failures->type == ConfigValue::Type::Integer && failures->integer >= 1 &&
            failures->integer <= mostFailures)
            check.failures = static_cast<int>(failures->integer);
        else
            complain(*failures,
                     QStringLiteral("The failures in %1 must be a whole number from 1 to %2.")
                         .arg(m_subject)
                         .arg(mostFailures),
                     QStringLiteral("Write failures = 3."));
    }

    std::optional<Millis> length(QStringView key, Millis least, Millis most)
    {
        const ConfigValue* value = m_table.find(key);
        if (!value)
            return {};
        return readLength(m_sections, *value, QStringLiteral("%1 in %2").arg(key, m_subject), least, most);
    }

    void complain(const ConfigValue& value, const QString& what, const QString& remedy = {})
    {
        m_sections.complain(m_sections.lineOrigin(value.line), what, remedy.isEmpty() ? m_remedy : remedy);
    }

    ConfigSections& m_sections;
    const ConfigValue& m_table;
    QString m_key;
    QString m_subject;
    QString m_remedy;
};

} // namespace

std::optional<UnitCheck> readCheck(ConfigSections& sections, const ConfigValue& value, const QString& key,
                                   const QString& unit)
{
    return CheckReader(sections, value, key, unit).read();
}

QString describe(const UnitCheck& check)
{
    const QString asked = check.kind == UnitCheck::Kind::Command ? check.command.value(0) : check.target;
    return QStringLiteral("asks %1 every %2").arg(asked, durationText(check.interval));
}

} // namespace rollcall
