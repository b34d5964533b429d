#include "model/node/unitvalues.h"

#include "model/core/durationtext.h"

#include <QFileInfo>

#include <algorithm>

namespace rollcall
{

namespace
{

void lookAtProgram(ConfigSections& sections, const QString& program, const QString& subject,
                   const QString& origin)
{
    const QFileInfo file(program);
    if (file.isAbsolute() && (!file.isFile() || !file.isExecutable()))
        sections.warn(
            origin,
            QStringLiteral("The program %1 in the %2 does not exist or may not be run by this user.")
                .arg(program, subject),
            QStringLiteral("Check the path and its permissions."));
}

} // namespace

QStringList readCommandLine(ConfigSections& sections, const ConfigValue& value, const QString& subject,
                            const QString& remedy)
{
    const QString origin = sections.lineOrigin(value.line);
    if (value.type != ConfigValue::Type::Array) {
        sections.complain(
            origin,
            QStringLiteral("The %1 must be a list of texts, but it is %2.").arg(subject, value.typeWords()),
            remedy);
        return {};
    }
    QStringList words;
    for (const ConfigValue& item : value.items) {
        if (item.type == ConfigValue::Type::Text && !item.text.contains(QChar(0)))
            words.append(item.text);
        else
            sections.complain(sections.lineOrigin(item.line),
                              QStringLiteral("The %1 must be a list of texts, but it holds %2.")
                                  .arg(subject, item.typeWords()),
                              remedy);
    }
    if (value.items.empty() || words.isEmpty() || words.first().isEmpty())
        sections.complain(origin, QStringLiteral("The %1 is empty.").arg(subject), remedy);
    else
        lookAtProgram(sections, words.first(), subject, origin);
    return words;
}

std::optional<Millis> readLength(ConfigSections& sections, const ConfigValue& value, const QString& subject,
                                 Millis least, Millis most)
{
    Result<Millis> length = Millis(-1);
    if (value.type == ConfigValue::Type::Integer && value.integer >= 0)
        length = Millis(std::min<qint64>(value.integer, 86400) * 1000);
    else if (value.type == ConfigValue::Type::Text)
        length = parseDuration(value.text);
    if (length && *length >= least && *length <= most)
        return *length;
    sections.complain(sections.lineOrigin(value.line),
                      QStringLiteral("The %1 must be between %2 and %3.")
                          .arg(subject, durationText(least), durationText(most)),
                      QStringLiteral("Write whole seconds (10) or a text like \"500ms\", \"30s\", \"2m\"."));
    return {};
}

} // namespace rollcall
