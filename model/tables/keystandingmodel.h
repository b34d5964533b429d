#pragma once

#include "model/cluster/keyplan.h"
#include "model/tables/freshness.h"
#include "model/tables/keyedtable.h"
#include "model/tables/presentation.h"

namespace rollcall
{

/// Which keys one node has, and what is left to do there while the encryption key is changed.
struct KeyEntry {
    NodeId node;
    QString name;
    CellText state;
    QString uses;   ///< fingerprints, or an em dash
    QString inFile; ///< in its encryption_key_file
    QString inNextFile;
    QString sentence;
    QString remedy; ///< empty: nothing is to be done
    bool fresh = true;

    NodeId key() const { return node; }
};

/// "Ready", "Waiting", "Missing", "Untidy", "Off", "No key", with the shape.
CellText keyStandingCell(KeyStanding standing);

/// Every node's keys, by name.
class KeyStandingModel final : public KeyedTableModel<KeyEntry>
{
    Q_OBJECT

public:
    enum Column { Node, State, Uses, File, NextFile, Sentence, ColumnCount };

    using KeyedTableModel::KeyedTableModel;

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void show(const KeyPlan& plan, const Freshness& freshness);
    const KeyEntry* entryAt(int row) const;
    /// The row as text, columns parted by tabs.
    QString copyText(int row) const;

protected:
    ColumnSet changedColumns(const KeyEntry& before, const KeyEntry& after) const override;
};

} // namespace rollcall
