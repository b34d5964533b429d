#pragma once

#include "model/cluster/clusterview.h"
#include "model/tables/eventwords.h"
#include "model/tables/keyedtable.h"
#include "model/tables/roles.h"

namespace rollcall
{

struct RecentEvent {
    Event event;
    EventWords words;
    QString day; ///< separator above this row, or empty

    qint64 key() const { return event.id; }
};

/// The last few events as a short list with separators between days.
class RecentEventsModel final : public KeyedTableModel<RecentEvent>
{
    Q_OBJECT

public:
    using KeyedTableModel::KeyedTableModel;

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    void show(const ClusterView& view, int atMost);
    const Event* eventAt(int row) const;

protected:
    ColumnSet changedColumns(const RecentEvent& before, const RecentEvent& after) const override;
};

} // namespace rollcall
