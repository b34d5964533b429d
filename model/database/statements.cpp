#include "model/database/statements.h"

#include <QFile>
#include <QHash>

static void initializeSqlResources()
{
    Q_INIT_RESOURCE(sql); // in a static library the linker would drop it; cannot stand in a namespace
}

namespace rollcall::statements
{

namespace
{

/// The whole difference between the dialects, apart from the few statements that have a file of their own.
QString macro(Dialect dialect, QStringView name)
{
    struct Macro {
        QStringView name;
        QStringView sqlite;
        QStringView postgresql;
    };
    static constexpr Macro macros[] = {
        // julianday() keeps 0.1 ms; clock_timestamp() goes on inside a transaction.
        {u"now_ms", u"CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER)",
         u"CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"},
        // SQLite has one writer at a time: BEGIN IMMEDIATE has locked everything already.
        {u"for_update", u"", u"FOR UPDATE"},
        {u"for_share", u"", u"FOR SHARE"},
        {u"identity", u"INTEGER PRIMARY KEY AUTOINCREMENT",
         u"BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"},
        // Rows written every second: room for updates inside the page keeps indexes out of it (HOT).
        {u"hot_table", u"", u"WITH (fillfactor = 50)"},
    };
    for (const Macro& each : macros)
        if (each.name == name)
            return dialect == Dialect::Sqlite ? each.sqlite.toString() : each.postgresql.toString();
    return {};
}

bool isKnownMacro(QStringView name)
{
    return name == u"for_update" || name == u"for_share" || name == u"hot_table" ||
           !macro(Dialect::PostgreSql, name).isEmpty();
}

bool isNameCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'_';
}

/// ":name" becomes "?"; what stands in quotes, and "::", stays.
StatementText positional(const QString& sql)
{
    StatementText result;
    result.sql.reserve(sql.size());
    bool quoted = false;
    for (qsizetype i = 0; i < sql.size(); ++i) {
        const QChar c = sql[i];
        if (c == u'\'')
            quoted = !quoted;
        const bool placeholder = !quoted && c == u':' && i + 1 < sql.size() && isNameCharacter(sql[i + 1]) &&
                                 (i == 0 || sql[i - 1] != u':');
        if (!placeholder) {
            result.sql.append(c);
            continue;
        }
        qsizetype end = i + 1;
        while (end < sql.size() && isNameCharacter(sql[end]))
            ++end;
        result.placeholders.push_back(sql.mid(i + 1, end - i - 1));
        result.sql.append(u'?');
        i = end - 1;
    }
    return result;
}

} // namespace

void initialize()
{
    initializeSqlResources();
}

Result<QString> expand(Dialect dialect, const QString& source, const QString& name)
{
    QString text;
    for (const QString& line : source.split(u'\n')) {
        if (line.trimmed().startsWith(QLatin1String("--")))
            continue;
        text += line;
        text += u'\n';
    }
    for (qsizetype open = text.indexOf(QLatin1String("{{")); open >= 0;
         open = text.indexOf(QLatin1String("{{"))) {
        const qsizetype close = text.indexOf(QLatin1String("}}"), open);
        const QString word = text.mid(open + 2, close < 0 ? -1 : close - open - 2);
        if (close < 0 || !isKnownMacro(word))
            return failure(ErrorKind::Internal, QStringLiteral("{{%1}} is not a macro.").arg(word.left(40)),
                           {}, name);
        text.replace(open, close + 2 - open, macro(dialect, word));
    }
    return text.trimmed();
}

Result<StatementText> load(Dialect dialect, QStringView name)
{
    initialize();
    const QString own = dialect == Dialect::Sqlite ? QStringLiteral("sqlite") : QStringLiteral("postgresql");
    for (const QString& folder : {own, QStringLiteral("common")}) {
        QFile file(QStringLiteral(":/rollcall/sql/%1/%2.sql").arg(folder, name));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        Result<QString> text = expand(dialect, QString::fromUtf8(file.readAll()), file.fileName());
        if (!text)
            return Failure(text.error());
        if (text->endsWith(u';'))
            text->chop(1);
        return positional(*text);
    }
    return failure(ErrorKind::Internal, QStringLiteral("There is no statement \"%1\".").arg(name), {},
                   QStringLiteral("resources/sql"));
}

std::vector<QString> split(const QString& script)
{
    std::vector<QString> result;
    QString statement;
    for (const QString& line : script.split(u'\n')) {
        statement += line;
        statement += u'\n';
        if (line.trimmed().endsWith(u';')) {
            result.push_back(statement.trimmed());
            statement.clear();
        }
    }
    if (!statement.trimmed().isEmpty())
        result.push_back(statement.trimmed());
    return result;
}

} // namespace rollcall::statements
