#include "model/node/nodeconfig.h"

#include "model/core/fileprivacy.h"
#include "model/core/similarword.h"
#include "model/health/httpserver.h"
#include "model/node/unitconfig.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSysInfo>

#include <algorithm>

namespace rollcall
{

namespace
{

const QString nodeSection = QStringLiteral("node");
const QString databaseSection = QStringLiteral("database");
const QString securitySection = QStringLiteral("security");
const QString messengerSection = QStringLiteral("messenger");
const QString healthSection = QStringLiteral("health");
const QString storageSection = QStringLiteral("storage");
const QString defaultOrigin = QStringLiteral("default");

const QStringList variables{
    QStringLiteral("ROLLCALL_NODE_NAME"),           QStringLiteral("ROLLCALL_NODE_ADDRESS"),
    QStringLiteral("ROLLCALL_NODE_PRIORITY"),       QStringLiteral("ROLLCALL_STATE_DIR"),
    QStringLiteral("ROLLCALL_DATABASE_URL"),        QStringLiteral("ROLLCALL_DATABASE_PASSWORD_FILE"),
    QStringLiteral("ROLLCALL_ENCRYPTION_KEY_FILE"), QStringLiteral("ROLLCALL_MESSENGER_LISTEN"),
    QStringLiteral("ROLLCALL_HEALTH_LISTEN"),       QStringLiteral("ROLLCALL_STORAGE_PATH"),
    QStringLiteral("ROLLCALL_SYSTEMD_BUS")};

class NodeConfigReader
{
public:
    NodeConfigReader(const QString& file, ConfigValue root, const QProcessEnvironment& environment)
        : m_sections(file, std::move(root), environment)
        , m_folder(QFileInfo(file).absoluteDir())
    {
    }

    NodeConfigReading read()
    {
        m_sections.declare(nodeSection,
                           {QStringLiteral("name"), QStringLiteral("address"), QStringLiteral("state_dir"),
                            QStringLiteral("priority"), QStringLiteral("systemd_bus")});
        m_sections.declare(databaseSection, {QStringLiteral("url"), QStringLiteral("password_file")});
        m_sections.declare(securitySection, {QStringLiteral("encryption_key_file"),
                                             QStringLiteral("next_encryption_key_file")});
        m_sections.declare(messengerSection,
                           {QStringLiteral("listen"), QStringLiteral("max_clients"),
                            QStringLiteral("max_clients_per_address"), QStringLiteral("rate")});
        m_sections.declare(healthSection, {QStringLiteral("listen")});
        m_sections.declare(storageSection, {QStringLiteral("path")});
        m_sections.refuseUnknown({QStringLiteral("unit")});
        lookAtVariables();

        readNode();
        const std::optional<DatabaseUrl> url = readUrl();
        m_password = readPassword();
        readKey();
        readMessenger();
        readLimits();
        readHealth();
        readStorage();
        m_units = readUnits(m_sections);
        readSystemdBus();

        NodeConfigReading reading;
        reading.findings = m_sections.take();
        if (reading.findings.errors.empty() && url)
            reading.config = NodeConfig{m_name,     m_address, m_stateDir,  m_priority, *url,
                                        m_password, m_key,     m_messenger, m_limits,   m_health,
                                        m_storage,  m_units,   m_systemd,   m_keyFile,  m_nextKeyFile};
        return reading;
    }

private:
    void lookAtVariables()
    {
        for (const QString& name : m_sections.environment().keys()) {
            if (name == u"ROLLCALL_DATABASE_PASSWORD" || name == u"ROLLCALL_ENCRYPTION_KEY")
                m_sections.complain(
                    name,
                    QStringLiteral(
                        "Secrets are not taken from the environment, where other programs can read them."),
                    QStringLiteral("Put it into a file and name that in %1_FILE.").arg(name));
            else if (name.startsWith(u"ROLLCALL_") && !variables.contains(name)) {
                const QString similar = similarWord(name, variables);
                if (!similar.isEmpty())
                    m_sections.warn(name, QStringLiteral("This environment variable is not known."),
                                    QStringLiteral("Did you mean %1?").arg(similar));
            }
        }
    }

    void readNode()
    {
        static const QRegularExpression form(QStringLiteral("^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"));
        const auto name = setting(nodeSection, "name", "ROLLCALL_NODE_NAME", QSysInfo::machineHostName());
        m_name = name.value;
        if (!form.match(m_name).hasMatch())
            m_sections.complain(
                name.origin, QStringLiteral("“%1” cannot be a node's name.").arg(m_name),
                QStringLiteral(
                    "Set name in section [node]: 1 to 64 letters, digits, dots, hyphens and underscores."));
        const auto address =
            setting(nodeSection, "address", "ROLLCALL_NODE_ADDRESS", QSysInfo::machineHostName());
        m_address = address.value;
        if (m_address.contains(QRegularExpression(QStringLiteral("[\\s/@]"))) || m_address.contains(u"://"))
            m_sections.complain(
                address.origin, QStringLiteral("“%1” is not a host name or address.").arg(m_address),
                QStringLiteral("Write only the name, without scheme and port: \"web-01.example.com\"."));
        const auto stateDir =
            m_sections.text(nodeSection, QStringLiteral("state_dir"), QStringLiteral("ROLLCALL_STATE_DIR"));
        m_stateDir = path(stateDir ? stateDir->value : QStringLiteral("/var/lib/rollcall"));
        m_sections.note(QStringLiteral("node.state_dir"), m_stateDir,
                        stateDir ? stateDir->origin : defaultOrigin,
                        stateDir ? stateDir->winsOver : QString());
        const auto priority = m_sections.integer(nodeSection, QStringLiteral("priority"),
                                                 QStringLiteral("ROLLCALL_NODE_PRIORITY"), 0, 1000);
        m_priority = priority ? static_cast<int>(priority->value) : 100;
        m_sections.note(QStringLiteral("node.priority"), QString::number(m_priority),
                        priority ? priority->origin : defaultOrigin,
                        priority ? priority->winsOver : QString());
    }

    std::optional<DatabaseUrl> readUrl()
    {
        const auto text =
            m_sections.text(databaseSection, QStringLiteral("url"), QStringLiteral("ROLLCALL_DATABASE_URL"));
        if (!text) {
            m_sections.complain(
                m_sections.file(), QStringLiteral("There is no database.url."),
                QStringLiteral(
                    "Set url in section [database], for example \"postgresql://rollcall@db1/rollcall\"."));
            return {};
        }
        Result<DatabaseUrl> url = DatabaseUrl::parse(text->value);
        if (!url) {
            complainOf(text->origin, QStringLiteral("database.url"), url.error());
            return {};
        }
        m_sections.note(QStringLiteral("database.url"), url->display(), text->origin, text->winsOver);
        return *url;
    }

    Secret readPassword()
    {
        const auto file = secretFile(databaseSection, "password_file", "ROLLCALL_DATABASE_PASSWORD_FILE");
        if (!file)
            return {};
        Result<Secret> secret = readSecretFile(file->value);
        if (secret)
            return *secret;
        complainOf(file->origin, QStringLiteral("database.password_file"), secret.error());
        return {};
    }

    void readKey()
    {
        const auto file = secretFile(securitySection, "encryption_key_file", "ROLLCALL_ENCRYPTION_KEY_FILE");
        if (!file) {
            m_sections.note(QStringLiteral("security.encryption_key_file"), QStringLiteral("none"),
                            defaultOrigin);
            return;
        }
        m_keyNamed = true;
        m_keyFile = file->value;
        const auto next = secretFile(securitySection, "next_encryption_key_file", "");
        m_nextKeyFile = next ? next->value : m_keyFile + QStringLiteral(".next");
        if (!next)
            warnIfOpen(m_nextKeyFile);
        Result<EncryptionKey> key = EncryptionKey::readFile(file->value);
        if (key) {
            m_key = *key;
            // Which key it is, without the key: what the cluster shows of each node.
            m_sections.note(QStringLiteral("security.key_fingerprint"), key->fingerprint(), m_keyFile);
        } else {
            complainOf(file->origin, QStringLiteral("security.encryption_key_file"), key.error());
        }
    }

    void readMessenger()
    {
        const QString otherwise =
            m_keyNamed ? QStringLiteral("tcp://*:33237") : QStringLiteral("pipe:rollcall-%1").arg(m_name);
        const auto text = setting(messengerSection, "listen", "ROLLCALL_MESSENGER_LISTEN", otherwise);
        Result<Endpoint> endpoint = Endpoint::parse(text.value);
        if (!endpoint) {
            complainOf(text.origin, QStringLiteral("messenger.listen"), endpoint.error());
            return;
        }
        m_messenger = *endpoint;
        if (m_messenger.isTcp() && !m_keyNamed)
            m_sections.complain(
                text.origin,
                QStringLiteral("messenger.listen is on TCP, which needs an encryption key, but "
                               "security.encryption_key_file is not set."),
                QStringLiteral("Name the key file that all nodes share, or listen on \"pipe:rollcall\"."));
    }

    void readLimits()
    {
        m_limits.clients = limit("max_clients", m_limits.clients);
        m_limits.clientsPerAddress = limit("max_clients_per_address", m_limits.clientsPerAddress);
        m_limits.requestsPerSecond = limit("rate", m_limits.requestsPerSecond);
    }

    /// A key of [messenger] that is a number from 1 up.
    int limit(const char* key, int otherwise)
    {
        const QString name = QString::fromLatin1(key);
        const auto found = m_sections.integer(messengerSection, name, {}, 1, 100'000);
        const int value = found ? static_cast<int>(found->value) : otherwise;
        m_sections.note(messengerSection + u'.' + name, QString::number(value),
                        found ? found->origin : defaultOrigin);
        return value;
    }

    void readHealth()
    {
        const auto text =
            setting(healthSection, "listen", "ROLLCALL_HEALTH_LISTEN", QStringLiteral("0.0.0.0:33238"));
        m_health = text.value;
        if (const auto address = parseListenAddress(m_health); !address)
            complainOf(text.origin, QStringLiteral("health.listen"), address.error());
    }

    void readStorage()
    {
        const auto text =
            m_sections.text(storageSection, QStringLiteral("path"), QStringLiteral("ROLLCALL_STORAGE_PATH"));
        if (!text)
            return;
        m_storage = path(text->value);
        m_sections.note(QStringLiteral("storage.path"), m_storage, text->origin, text->winsOver);
    }

    /// Shown only where it matters.
    void readSystemdBus()
    {
        const auto text = m_sections.text(nodeSection, QStringLiteral("systemd_bus"),
                                          QStringLiteral("ROLLCALL_SYSTEMD_BUS"));
        const bool used = std::any_of(m_units.begin(), m_units.end(),
                                      [](const UnitSpec& unit) { return !unit.systemd.isEmpty(); });
        if (text && text->value != u"system" && text->value != u"user")
            m_sections.complain(text->origin,
                                QStringLiteral("“%1” is not a bus of systemd.").arg(text->value),
                                QStringLiteral("Write \"system\" (the services of this machine), or \"user\" "
                                               "(those of the user that rollcall-node runs as)."));
        if (text && text->value == u"user")
            m_systemd = SystemdScope::User;
        if (used || text)
            m_sections.note(QStringLiteral("node.systemd_bus"),
                            m_systemd == SystemdScope::User ? QStringLiteral("user")
                                                            : QStringLiteral("system"),
                            text ? text->origin : defaultOrigin, text ? text->winsOver : QString());
    }

    Sourced<QString> setting(const QString& section, const char* key, const char* variable,
                             const QString& otherwise)
    {
        const QString name = QString::fromLatin1(key);
        const auto found = m_sections.text(section, name, QString::fromLatin1(variable));
        const Sourced<QString> result = found.value_or(Sourced<QString>{otherwise, defaultOrigin});
        m_sections.note(section + u'.' + name, result.value, result.origin, result.winsOver);
        return result;
    }

    std::optional<Sourced<QString>> secretFile(const QString& section, const char* key, const char* variable)
    {
        const QString name = QString::fromLatin1(key);
        auto file = m_sections.text(section, name, QString::fromLatin1(variable));
        if (!file)
            return {};
        file->value = path(file->value);
        m_sections.note(section + u'.' + name, file->value, file->origin, file->winsOver);
        warnIfOpen(file->value);
        return file;
    }

    void warnIfOpen(const QString& file)
    {
        if (const std::optional<Error> open = openToOthers(file))
            m_sections.warn(open->where, open->what, open->remedy);
    }

    void complainOf(const QString& origin, const QString& key, const Error& error)
    {
        const QString at = error.where.isEmpty() ? QString() : error.where + QStringLiteral(": ");
        m_sections.complain(origin, QStringLiteral("%1: %2%3").arg(key, at, error.what), error.remedy);
    }

    QString path(const QString& text) const { return QDir::cleanPath(m_folder.absoluteFilePath(text)); }

    ConfigSections m_sections;
    QDir m_folder;
    QString m_name;
    QString m_address;
    QString m_stateDir;
    int m_priority = 100;
    Secret m_password;
    bool m_keyNamed = false;
    QString m_keyFile;
    QString m_nextKeyFile;
    std::optional<EncryptionKey> m_key;
    Endpoint m_messenger = Endpoint::pipe({});
    MessengerLimits m_limits;
    QString m_health;
    QString m_storage;
    std::vector<UnitSpec> m_units;
    SystemdScope m_systemd = SystemdScope::System;
};

NodeConfigReading readingOf(Result<ConfigValue> root, const QString& file,
                            const QProcessEnvironment& environment)
{
    if (root)
        return NodeConfigReader(file, std::move(*root), environment).read();
    NodeConfigReading reading;
    reading.findings.errors.push_back(root.error());
    return reading;
}

} // namespace

NodeConfigReading readNodeConfig(const QString& file, const QProcessEnvironment& environment)
{
    return readingOf(readTomlFile(file), file, environment);
}

NodeConfigReading readNodeConfig(const QByteArray& text, const QString& file,
                                 const QProcessEnvironment& environment)
{
    return readingOf(readToml(text, file), file, environment);
}

} // namespace rollcall
