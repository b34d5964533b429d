#pragma once

#include "model/cluster/words.h"

#include <QSortFilterProxyModel>
#include <QStringList>

#include <optional>

namespace rollcall
{

/// Filters events by text, least severity, node and kind; keeps the order.
class EventFilterProxy final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setText(const QString& text);
    void setSeverity(std::optional<Severity> severity); ///< nothing: all
    void setNode(const QString& name);                  ///< empty: all
    void setKind(const QString& kind);                  ///< empty: all
    bool isFiltering() const;

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QStringList m_words;
    std::optional<Severity> m_severity;
    QString m_node;
    QString m_kind;
};

} // namespace rollcall
