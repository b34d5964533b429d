#pragma once

#include "model/cluster/clusterview.h"
#include "model/tables/freshness.h"
#include "model/tables/keyedtable.h"
#include "model/tables/presentation.h"

namespace rollcall
{

/// One node's messenger, as this console and the other nodes see it.
struct MessengerEntry {
    NodeId node;
    QString name;
    CellText state;
    QString stateNote;
    QString endpoint;      ///< "tcp://web-01:33237", or an em dash
    QString roundTrip;     ///< of this console's last probe
    QList<float> history;  ///< its last probes in milliseconds; negative: failed
    QString tried;         ///< age of that probe, or an em dash
    CellText reachedBy;    ///< by the other nodes
    QString reachedByWhom; ///< a sentence with the names
    QString error;         ///< words of the last failure, or empty
    bool meshFresh = true; ///< the other nodes' words are read from the database; the probe is not

    NodeId key() const { return node; }
};

/// Every node's messenger, by name.
class MessengerModel final : public KeyedTableModel<MessengerEntry>
{
    Q_OBJECT

public:
    enum Column { Node, State, RoundTrip, Tried, ReachedBy, Endpoint, ColumnCount };

    using KeyedTableModel::KeyedTableModel;

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void show(const ClusterView& view, const Freshness& freshness);
    const MessengerEntry* entryAt(int row) const;
    /// The row as text, columns parted by tabs.
    QString copyText(int row) const;

protected:
    ColumnSet changedColumns(const MessengerEntry& before, const MessengerEntry& after) const override;
};

} // namespace rollcall
