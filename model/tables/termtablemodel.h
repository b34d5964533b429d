#pragma once

#include "model/cluster/lease.h"
#include "model/tables/keyedtable.h"
#include "model/tables/roles.h"

namespace rollcall
{

/// One term, and what follows from its neighbours.
struct TermEntry {
    Term term;
    bool current = false;        ///< it runs now
    std::optional<qint64> until; ///< when it ended, or at the latest: the next term's beginning

    Epoch key() const { return term.epoch; }
};

/// The history of primaries, newest first. Parts of the past are added as they arrive: what the live reading
/// brings, and older pages.
class TermTableModel final : public KeyedTableModel<TermEntry>
{
    Q_OBJECT

public:
    enum Column { Epoch, Node, Began, Ended, Length, Takeover, ColumnCount };

    using KeyedTableModel::KeyedTableModel;

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Adds what is not there yet and renews what is; in any order. current: the epoch that runs now, 0:
    /// none. now: milliseconds since 1970 by the database's clock.
    void add(const std::vector<Term>& terms, rollcall::Epoch current, qint64 now);
    void clear();

    const Term* termAt(int row) const;

    static QString title(int column);
    /// "42<TAB>web-01<TAB>2026-03-09 08:20:11<TAB>Handed over, asked by dana<TAB>…"
    QString copyText(int row) const;

protected:
    ColumnSet changedColumns(const TermEntry& before, const TermEntry& after) const override;

private:
    QString endText(const TermEntry& entry) const;
    QString lengthText(const TermEntry& entry, qint64 now) const;
    QString spoken(int row) const;

    rollcall::Epoch m_current = 0;
    qint64 m_now = 0;
};

} // namespace rollcall
