#include "ui/dialogs/nodetoml.h"

#include <QProcess>
#include <QRegularExpression>
#include <QStringList>

namespace rollcall
{

namespace
{

/// A TOML basic string, https://toml.io/en/v1.0.0#string
QString quoted(const QString& text)
{
    QString result = QStringLiteral("\"");
    for (const QChar each : text) {
        if (each == u'"' || each == u'\\')
            result += u'\\';
        if (each.unicode() < 0x20 || each.unicode() == 0x7F)
            result += QStringLiteral("\\u%1").arg(each.unicode(), 4, 16, QLatin1Char('0'));
        else
            result += each;
    }
    return result + u'"';
}

QString unitTable(const QString& name, const QString& role, const QString& command)
{
    QStringList words;
    const QStringList parts = QProcess::splitCommand(command);
    for (const QString& part : parts)
        words << quoted(part);
    return QStringLiteral("\n[[unit]]\nname = %1\nrole = %2\ncommand = [%3]\n")
        .arg(quoted(name), quoted(role), words.join(QStringLiteral(", ")));
}

} // namespace

QString nodeToml(const NewNode& node)
{
    QString text = QStringLiteral("# /etc/rollcall/node.toml of %1\n"
                                  "[node]\n"
                                  "name = %1\n"
                                  "address = %2\n"
                                  "state_dir = \"/var/lib/rollcall\"\n"
                                  "\n[database]\n"
                                  "url = %3\n")
                       .arg(quoted(node.name), quoted(node.address), quoted(node.databaseUrl));
    text.replace(QStringLiteral("of \"%1\"").arg(node.name), QStringLiteral("of %1").arg(node.name));
    if (node.needsPassword)
        text += QStringLiteral("password_file = \"/etc/rollcall/database-password\"\n");
    text += QStringLiteral("\n[security]\n"
                           "encryption_key_file = \"/etc/rollcall/encryption-key\"\n"
                           "\n[messenger]\n"
                           "listen = \"tcp://*:%1\"\n"
                           "\n[health]\n"
                           "listen = \"0.0.0.0:%2\"\n")
                .arg(node.messengerPort)
                .arg(node.healthPort);
    if (!node.webCommand.trimmed().isEmpty())
        text += unitTable(QStringLiteral("web"), QStringLiteral("web"), node.webCommand);
    if (!node.serviceCommand.trimmed().isEmpty())
        text += unitTable(QStringLiteral("service"), QStringLiteral("service"), node.serviceCommand);
    return text;
}

QString nodeCommands(const NewNode& node)
{
    QStringList lines;
    lines << QStringLiteral("# On %1, as root, with node.toml, the encryption key%2 in this folder:")
                 .arg(node.name,
                      node.needsPassword ? QStringLiteral(" and the database password") : QString())
          << QStringLiteral("install -D -m 0644 node.toml /etc/rollcall/node.toml")
          << QStringLiteral("install -D -m 0600 encryption-key /etc/rollcall/encryption-key");
    if (node.needsPassword)
        lines << QStringLiteral("install -D -m 0600 database-password /etc/rollcall/database-password");
    lines << QStringLiteral("rollcall-node check --config /etc/rollcall/node.toml")
          << QStringLiteral("systemctl enable --now rollcall-node");
    return lines.join(u'\n') + u'\n';
}

QString mistakeIn(const NewNode& node)
{
    static const QRegularExpression name(QStringLiteral("^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$"));
    static const QRegularExpression address(QStringLiteral("^[A-Za-z0-9._:\\[\\]-]+$"));
    if (!name.match(node.name).hasMatch())
        return QStringLiteral("The name takes letters, digits, hyphens and dots, 63 at most.");
    if (!address.match(node.address).hasMatch())
        return QStringLiteral("The address is a host name or an IP address.");
    if (node.messengerPort == node.healthPort)
        return QStringLiteral("Messenger and health endpoint need different ports.");
    return {};
}

} // namespace rollcall
