#pragma once

#include "model/cluster/settings.h"
#include "model/tables/keyedtable.h"
#include "model/tables/presentation.h"

namespace rollcall
{

/// One setting of the cluster as the Settings page lists it.
struct SettingEntry {
    SettingState state;
    QString changed; ///< "14:28", "9 March, 14:28", or an em dash: never

    QString key() const { return state.spec.key; }
};

/// All settings of a cluster with what they mean, their values, what they may be, and who changed them last.
class SettingModel final : public KeyedTableModel<SettingEntry>
{
    Q_OBJECT

public:
    enum Column { Setting, Key, Value, Default, Allowed, Changed, ColumnCount };

    using KeyedTableModel::KeyedTableModel;

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// now: milliseconds since 1970 by the database's clock.
    void show(const std::vector<SettingState>& states, qint64 now);
    const SettingState* stateAt(int row) const;
    /// The row as text, columns parted by tabs.
    QString copyText(int row) const;

protected:
    ColumnSet changedColumns(const SettingEntry& before, const SettingEntry& after) const override;
};

/// "2000 ms", "/srv/shared", or "None" for an empty value.
QString settingValueText(const SettingSpec& spec, const QString& value);
/// What may be written: "500 to 600000 ms", "An absolute path, or nothing".
QString settingRangeText(const SettingSpec& spec);

} // namespace rollcall
