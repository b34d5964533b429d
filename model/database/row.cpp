#include "model/database/row.h"

#include <QJsonDocument>
#include <QUuid>

#include <utility>

namespace rollcall
{

namespace
{

constexpr qsizetype maxText = 4096;
constexpr qsizetype maxJson = 256 * 1024;

/// U+0000 cannot be stored by PostgreSQL, and would end the text of its statement.
QString storable(QString text)
{
    text.replace(QChar(u'\0'), QChar(QChar::ReplacementCharacter));
    return text.isNull() ? QLatin1String("") : std::move(text);
}

} // namespace

Binding::Binding(QStringView placeholder, const QString& text)
    : name(placeholder)
    , value(storable(text))
{
}

Binding::Binding(QStringView placeholder, qint64 number)
    : name(placeholder)
    , value(number)
{
}

Binding::Binding(QStringView placeholder, int number)
    : Binding(placeholder, qint64(number))
{
}

Binding::Binding(QStringView placeholder, bool flag)
    : Binding(placeholder, qint64(flag ? 1 : 0))
{
}

Binding::Binding(QStringView placeholder, Millis length)
    : Binding(placeholder, qint64(length.count()))
{
}

Binding::Binding(QStringView placeholder, const QJsonObject& json)
    : Binding(placeholder, QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact)))
{
}

Binding::Binding(QStringView placeholder, std::optional<qint64> number)
    : name(placeholder)
    , value(number ? QVariant(*number) : QVariant(QMetaType::fromType<qint64>()))
{
}

Binding::Binding(QStringView placeholder, const std::optional<QString>& text)
    : name(placeholder)
    , value(text ? QVariant(storable(*text)) : QVariant(QMetaType::fromType<QString>()))
{
}

Row::Row(std::shared_ptr<const Columns> columns, std::vector<QVariant> values)
    : m_columns(std::move(columns))
    , m_values(std::move(values))
{
}

const QVariant* Row::value(QStringView column) const
{
    const int index = m_columns->value(column.toString(), -1);
    if (index < 0 || static_cast<size_t>(index) >= m_values.size())
        return nullptr;
    const QVariant& found = m_values[static_cast<size_t>(index)];
    return found.isNull() ? nullptr : &found;
}

bool Row::isNull(QStringView column) const
{
    return value(column) == nullptr;
}

qint64 Row::number(QStringView column, qint64 otherwise) const
{
    return optionalNumber(column).value_or(otherwise);
}

std::optional<qint64> Row::optionalNumber(QStringView column) const
{
    const QVariant* found = value(column);
    if (!found)
        return std::nullopt;
    bool ok = false;
    const qint64 number = found->toLongLong(&ok);
    return ok ? std::optional(number) : std::nullopt;
}

QString Row::text(QStringView column) const
{
    const QVariant* found = value(column);
    return found ? found->toString().left(maxText) : QString();
}

QString Row::standIn(const QString& damaged)
{
    static const QUuid space = QUuid::fromString(QStringLiteral("5b9c3c43-5d4e-4a0e-8d1b-2f7c8e0d6a11"));
    return QUuid::createUuidV5(space, damaged).toString(QUuid::WithoutBraces);
}

QByteArray Row::bytes(QStringView column) const
{
    const QVariant* found = value(column);
    return found ? found->toString().toUtf8() : QByteArray();
}

QJsonObject Row::json(QStringView column) const
{
    const QByteArray text = bytes(column);
    return text.size() > maxJson ? QJsonObject() : QJsonDocument::fromJson(text).object();
}

} // namespace rollcall
