#include "app/console/arguments.h"

#include <QRegularExpression>

namespace rollcall
{

namespace
{

Result<QSize> sizeFrom(const QString& text)
{
    static const QRegularExpression form(QStringLiteral("^(\\d{2,5})x(\\d{2,5})$"));
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return failure(ErrorKind::Invalid, QStringLiteral("“%1” is not a size.").arg(text),
                       QStringLiteral("Write it like 1280x800."), QStringLiteral("--size"));
    return QSize(match.captured(1).toInt(), match.captured(2).toInt());
}

Result<void> oneOf(const QString& value, const QStringList& allowed, const QString& option)
{
    if (allowed.contains(value))
        return {};
    return failure(ErrorKind::Invalid, QStringLiteral("“%1” is not known.").arg(value),
                   QStringLiteral("It is one of %1.").arg(allowed.join(QStringLiteral(", "))), option);
}

} // namespace

Result<Arguments> parseArguments(const QStringList& words, const QStringList& pages)
{
    Arguments arguments;
    for (qsizetype i = 0; i < words.size(); ++i) {
        QString option = words[i];
        if (option == QStringLiteral("--help") || option == QStringLiteral("-h")) {
            arguments.help = true;
            continue;
        }
        if (option == QStringLiteral("--version")) {
            arguments.version = true;
            continue;
        }
        static const QStringList known{QStringLiteral("--cluster"), QStringLiteral("--page"),
                                       QStringLiteral("--screenshot"), QStringLiteral("--theme"),
                                       QStringLiteral("--size")};
        QString value;
        if (const qsizetype equals = option.indexOf(u'=');
            option.startsWith(QStringLiteral("--")) && equals > 0) {
            value = option.mid(equals + 1);
            option.truncate(equals);
        } else if (known.contains(option) && i + 1 < words.size()) {
            value = words[++i];
        }
        if (!known.contains(option))
            return failure(ErrorKind::Invalid, QStringLiteral("“%1” is not an option.").arg(option),
                           QStringLiteral("rollcall --help lists them."));
        if (value.isEmpty())
            return failure(ErrorKind::Invalid, QStringLiteral("%1 needs a value.").arg(option),
                           QStringLiteral("rollcall --help shows which."));
        if (option == QStringLiteral("--cluster")) {
            arguments.cluster = value;
        } else if (option == QStringLiteral("--screenshot")) {
            arguments.screenshot = value;
        } else if (option == QStringLiteral("--page")) {
            if (const Result<void> page = oneOf(value, pages, option); !page)
                return Failure(page.error());
            arguments.page = value;
        } else if (option == QStringLiteral("--theme")) {
            if (const Result<void> theme =
                    oneOf(value, {QStringLiteral("system"), QStringLiteral("light"), QStringLiteral("dark")},
                          option);
                !theme)
                return Failure(theme.error());
            arguments.theme = value;
        } else {
            const Result<QSize> size = sizeFrom(value);
            if (!size)
                return Failure(size.error());
            arguments.size = *size;
        }
    }
    return arguments;
}

QString usage(const QStringList& pages)
{
    return QStringLiteral(
               "Usage: rollcall [OPTION]…\n"
               "The console of Rollcall clusters.\n\n"
               "  --cluster NAME|URL    a saved connection, or the URL of a cluster's database\n"
               "  --page PAGE           %1\n"
               "  --screenshot FILE     save a picture of the window once it shows live data, and end\n"
               "  --theme THEME         system, light or dark\n"
               "  --size WxH            size of the window\n"
               "  --help, --version\n\n"
               "Environment: ROLLCALL_CLUSTER, ROLLCALL_DATABASE_URL, ROLLCALL_DATABASE_PASSWORD_FILE,\n"
               "ROLLCALL_ENCRYPTION_KEY_FILE.\n"
               "Exit codes: 0 done, 2 wrong usage, 3 the cluster did not answer.\n")
        .arg(pages.join(QStringLiteral(", ")));
}

} // namespace rollcall
