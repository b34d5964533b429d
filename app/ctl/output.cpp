#include "app/ctl/output.h"

#include "model/core/fileprivacy.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <cstdio>

#include <unistd.h>

namespace rollcall::ctl
{

namespace
{

const char* sequenceOf(Tone tone)
{
    switch (tone) {
    case Tone::Plain:
        return "";
    case Tone::Good:
        return "\033[32m";
    case Tone::Caution:
        return "\033[33m";
    case Tone::Bad:
        return "\033[31m";
    case Tone::Quiet:
        return "\033[2m";
    case Tone::Strong:
        return "\033[1m";
    }
    return "";
}

/// Rows are also written by others: control characters of theirs must not reach the terminal.
QString harmless(QString text)
{
    for (QChar& c : text)
        if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format)
            c = u' ';
    return text;
}

} // namespace

Tone toneOf(NodeState state)
{
    switch (state) {
    case NodeState::Healthy:
        return Tone::Good;
    case NodeState::Idle:
    case NodeState::Removed:
        return Tone::Quiet;
    case NodeState::Degraded:
    case NodeState::Draining:
    case NodeState::Maintenance:
    case NodeState::Unreachable:
        return Tone::Caution;
    case NodeState::Stale:
    case NodeState::Down:
        return Tone::Bad;
    }
    return Tone::Plain;
}

Tone toneOf(Health health)
{
    return health == Health::Healthy ? Tone::Good : health == Health::Degraded ? Tone::Caution : Tone::Bad;
}

Tone toneOf(Severity severity)
{
    return severity == Severity::Info      ? Tone::Plain
           : severity == Severity::Warning ? Tone::Caution
                                           : Tone::Bad;
}

Output::Output(bool json)
    : m_json(json)
    , m_terminal(::isatty(STDOUT_FILENO) == 1)
    , m_colours(m_terminal && qEnvironmentVariableIsEmpty("NO_COLOR") && qgetenv("TERM") != "dumb")
{
}

void Output::line(const QString& text) const
{
    write(harmless(text) + u'\n');
}

void Output::line(const std::vector<Piece>& pieces) const
{
    QString text;
    for (const Piece& piece : pieces)
        text += painted(piece);
    write(text + u'\n');
}

void Output::table(const QStringList& heading, const std::vector<std::vector<Piece>>& rows) const
{
    std::vector<qsizetype> widths;
    for (const QString& title : heading)
        widths.push_back(title.size());
    for (const auto& row : rows)
        for (size_t i = 0; i < row.size() && i < widths.size(); ++i)
            widths[i] = std::max(widths[i], row[i].text.size());
    const auto print = [this, &widths](const std::vector<Piece>& row) {
        QString text;
        for (size_t i = 0; i < row.size() && i < widths.size(); ++i) {
            text += painted(row[i]);
            if (i + 1 < row.size())
                text += QString(widths[i] - row[i].text.size() + 2, u' ');
        }
        write(text + u'\n');
    };
    std::vector<Piece> titles;
    for (const QString& title : heading)
        titles.push_back({title, Tone::Quiet});
    print(titles);
    for (const auto& row : rows)
        print(row);
}

void Output::json(const QJsonObject& object, bool compact) const
{
    const QJsonDocument document(object);
    write(QString::fromUtf8(document.toJson(compact ? QJsonDocument::Compact : QJsonDocument::Indented)));
    if (compact)
        write(QStringLiteral("\n"));
}

void Output::json(const QJsonArray& array) const
{
    write(QString::fromUtf8(QJsonDocument(array).toJson()));
}

void Output::note(const QString& text) const
{
    std::fprintf(stderr, "%s\n", qUtf8Printable(harmless(text)));
}

void Output::warnIfOpen(const QString& secretFile) const
{
    if (const std::optional<Error> open = openToOthers(secretFile))
        note(QStringLiteral("rollcallctl: warning: ") + open->message());
}

int Output::error(const Error& error) const
{
    QStringList lines = error.lines();
    lines.first().prepend(QStringLiteral("rollcallctl: "));
    for (const QString& line : lines)
        note(line);
    if (m_json)
        json(QJsonObject{
            {QStringLiteral("error"),
             QJsonObject{{QStringLiteral("kind"), wordOf(error.kind)},
                         {QStringLiteral("what"), error.what},
                         {QStringLiteral("remedy"), error.remedy},
                         {QStringLiteral("where"), error.where},
                         {QStringLiteral("details"), QJsonArray::fromStringList(error.details)}}}});
    return exitCodeOf(error.kind);
}

void Output::startAgain() const
{
    if (m_terminal)
        write(QStringLiteral("\033[H\033[J"));
}

QString Output::painted(const Piece& piece) const
{
    const QString text = harmless(piece.text);
    if (!m_colours || piece.tone == Tone::Plain)
        return text;
    return QString::fromLatin1(sequenceOf(piece.tone)) + text + QStringLiteral("\033[0m");
}

void Output::write(const QString& text) const
{
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stdout);
    std::fflush(stdout);
}

QString wordOf(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Invalid:
        return QStringLiteral("invalid");
    case ErrorKind::NotFound:
        return QStringLiteral("not-found");
    case ErrorKind::Refused:
        return QStringLiteral("refused");
    case ErrorKind::Conflict:
        return QStringLiteral("conflict");
    case ErrorKind::Unreachable:
        return QStringLiteral("unreachable");
    case ErrorKind::TimedOut:
        return QStringLiteral("timed-out");
    case ErrorKind::KeyDiffers:
        return QStringLiteral("key-differs");
    case ErrorKind::Corrupt:
        return QStringLiteral("corrupt");
    case ErrorKind::Internal:
        return QStringLiteral("internal");
    }
    return QStringLiteral("internal");
}

} // namespace rollcall::ctl
