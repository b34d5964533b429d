#pragma once

#include "model/core/clock.h"
#include "model/core/ids.h"

#include <QHash>
#include <QJsonObject>
#include <QString>
#include <QVariant>

#include <memory>
#include <optional>
#include <vector>

namespace rollcall
{

/// One value for one named placeholder of a statement. The constructors decide what NULL is, so that a null
/// QString is never written as NULL by accident.
struct Binding {
    Binding(QStringView placeholder, const QString& text);
    Binding(QStringView placeholder, qint64 number);
    Binding(QStringView placeholder, int number);
    Binding(QStringView placeholder, bool flag); ///< 0 or 1: the tables have no BOOLEAN
    Binding(QStringView placeholder, Millis length);
    Binding(QStringView placeholder, const QJsonObject& json); ///< compact JSON
    Binding(QStringView placeholder, std::optional<qint64> number);
    Binding(QStringView placeholder, const std::optional<QString>& text);
    template <class Tag>
    Binding(QStringView placeholder, const Id<Tag>& id) ///< a null id is NULL
        : Binding(placeholder, id.isNull() ? std::optional<QString>() : std::optional(id.toString()))
    {
    }

    QStringView name; ///< without the colon
    QVariant value;
};

using Bindings = std::vector<Binding>;

/// One row of a result, copied out of the driver. Rows may have been written by others: every accessor
/// gives a safe value for whatever is in the column. A column that the statement does not have reads as NULL.
class Row
{
public:
    using Columns = QHash<QString, int>;
    Row(std::shared_ptr<const Columns> columns, std::vector<QVariant> values);

    bool isNull(QStringView column) const;
    qint64 number(QStringView column, qint64 otherwise = 0) const;
    std::optional<qint64> optionalNumber(QStringView column) const;
    bool flag(QStringView column) const { return number(column) != 0; }
    /// Cut at 4,096 characters; empty for NULL.
    QString text(QStringView column) const;
    /// Uncut, for JSON and the like; empty for NULL.
    QByteArray bytes(QStringView column) const;
    /// Empty for what is not a JSON object, or is larger than 256 KiB.
    QJsonObject json(QStringView column) const;
    /// Null for NULL and for what is not a UUID.
    template <class IdType>
    IdType id(QStringView column) const
    {
        return IdType::parse(text(column)).value_or(IdType());
    }
    /// Null for NULL only. What is not a UUID comes as one that stays the same and names nothing else: for
    /// columns where null has a meaning that a damaged value must not get.
    template <class IdType>
    IdType idOrStandIn(QStringView column) const
    {
        const QString written = text(column);
        if (isNull(column))
            return IdType();
        return IdType::parse(written).value_or(*IdType::parse(standIn(written)));
    }

private:
    const QVariant* value(QStringView column) const;
    static QString standIn(const QString& damaged);

    std::shared_ptr<const Columns> m_columns;
    std::vector<QVariant> m_values;
};

} // namespace rollcall
