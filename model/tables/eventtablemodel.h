#pragma once

#include "model/cluster/event.h"
#include "model/tables/keyedtable.h"
#include "model/tables/roles.h"

namespace rollcall
{

/// One event of one cluster.
struct EventEntry {
    QString clusterKey; ///< empty where only one cluster is shown
    QString cluster;
    Event event;

    std::pair<QString, qint64> key() const { return {clusterKey, event.id}; }
};

/// Events, newest first. Parts of the past are added as they arrive: what the live reading brings, and older
/// pages.
class EventTableModel final : public KeyedTableModel<EventEntry>
{
    Q_OBJECT

public:
    enum Column { Day, Time, Severity, Node, Text, Actor, Kind, ColumnCount };

    using KeyedTableModel::KeyedTableModel;

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Adds what is not there yet, at its place; in any order.
    void add(const std::vector<Event>& events, const QString& clusterKey = {}, const QString& cluster = {});
    void clear();
    /// "Today" and "Yesterday" are seen from here: milliseconds since 1970 by the database's clock.
    void setNow(qint64 now);

    qint64 newestId() const; ///< 0: none
    qint64 oldestId() const;
    const Event* eventAt(int row) const;
    /// Stable kinds and node names that occur, sorted: for filters.
    QStringList kinds() const;
    QStringList nodeNames() const;

    static QString title(int column);
    /// "2026-03-09 14:28:11<TAB>warning<TAB>web-06<TAB>sentence<TAB>actor"
    QString copyText(int row) const;

protected:
    ColumnSet changedColumns(const EventEntry& before, const EventEntry& after) const override;

private:
    QString toolTip(const Event& event) const;

    qint64 m_now = 0;
};

/// "Node joined" of "node.joined"
QString kindTitle(const QString& kind);

} // namespace rollcall
