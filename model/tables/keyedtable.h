#pragma once

#include <QAbstractTableModel>
#include <QSet>

#include <algorithm>
#include <utility>
#include <vector>

namespace rollcall
{

/// A table whose rows have a key, and that is always given the whole next content: merge() turns the
/// difference into the smallest row operations, so that selection, scroll position and open editors of a view
/// survive a refresh. Row needs key(); the key must be comparable and hashable.
template <class Row>
class KeyedTableModel : public QAbstractTableModel
{
public:
    using QAbstractTableModel::QAbstractTableModel;
    using Key = decltype(std::declval<const Row&>().key());
    using ColumnSet = quint32; ///< bit n: column n

    int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }

    /// -1: no such row
    int rowOf(const Key& key) const
    {
        for (std::size_t i = 0; i < m_rows.size(); ++i)
            if (m_rows[i].key() == key)
                return static_cast<int>(i);
        return -1;
    }

protected:
    /// Columns that show something else after than before.
    virtual ColumnSet changedColumns(const Row& before, const Row& after) const = 0;

    const std::vector<Row>& rows() const { return m_rows; }
    std::vector<Row>& mutableRows() { return m_rows; }

    /// Makes the rows equal to next, in that order. Of rows with the same key the first counts.
    void merge(std::vector<Row> next)
    {
        if (!sameKeys(next)) {
            dropDuplicates(next);
            removeMissing(next);
            insertAndMove(next);
        }
        replaceValues(std::move(next));
    }

private:
    bool sameKeys(const std::vector<Row>& next) const
    {
        return std::equal(m_rows.begin(), m_rows.end(), next.begin(), next.end(),
                          [](const Row& a, const Row& b) { return a.key() == b.key(); });
    }

    static void dropDuplicates(std::vector<Row>& next)
    {
        QSet<Key> seen;
        seen.reserve(static_cast<qsizetype>(next.size()));
        std::erase_if(next, [&](const Row& row) {
            const Key key = row.key();
            if (seen.contains(key))
                return true;
            seen.insert(key);
            return false;
        });
    }

    static QSet<Key> keysOf(const std::vector<Row>& rows)
    {
        QSet<Key> keys;
        keys.reserve(static_cast<qsizetype>(rows.size()));
        for (const Row& row : rows)
            keys.insert(row.key());
        return keys;
    }

    void removeMissing(const std::vector<Row>& next)
    {
        const QSet<Key> wanted = keysOf(next);
        for (std::size_t end = m_rows.size(); end > 0;) {
            if (wanted.contains(m_rows[end - 1].key())) {
                --end;
                continue;
            }
            std::size_t first = end - 1;
            while (first > 0 && !wanted.contains(m_rows[first - 1].key()))
                --first;
            this->beginRemoveRows({}, static_cast<int>(first), static_cast<int>(end - 1));
            m_rows.erase(m_rows.begin() + offset(first), m_rows.begin() + offset(end));
            this->endRemoveRows();
            end = first;
        }
    }

    void insertAndMove(const std::vector<Row>& next)
    {
        const QSet<Key> known = keysOf(m_rows);
        for (std::size_t i = 0; i < next.size();) {
            if (i < m_rows.size() && m_rows[i].key() == next[i].key()) {
                ++i;
            } else if (known.contains(next[i].key())) {
                moveTo(i, next[i].key());
                ++i;
            } else {
                std::size_t end = i + 1;
                while (end < next.size() && !known.contains(next[end].key()))
                    ++end;
                this->beginInsertRows({}, static_cast<int>(i), static_cast<int>(end - 1));
                m_rows.insert(m_rows.begin() + offset(i), next.begin() + offset(i),
                              next.begin() + offset(end));
                this->endInsertRows();
                i = end;
            }
        }
    }

    void moveTo(std::size_t to, const Key& key)
    {
        const auto from = std::find_if(m_rows.begin() + offset(to), m_rows.end(),
                                       [&](const Row& row) { return row.key() == key; });
        const int row = static_cast<int>(from - m_rows.begin());
        this->beginMoveRows({}, row, row, {}, static_cast<int>(to));
        std::rotate(m_rows.begin() + offset(to), from, from + 1);
        this->endMoveRows();
    }

    void replaceValues(std::vector<Row> next)
    {
        std::vector<ColumnSet> changed(next.size());
        ColumnSet any = 0;
        for (std::size_t i = 0; i < next.size(); ++i) {
            changed[i] = changedColumns(m_rows[i], next[i]);
            any |= changed[i];
        }
        m_rows = std::move(next);
        if (any == 0)
            return;
        for (int column = 0; column < this->columnCount(); ++column)
            if (any & (ColumnSet(1) << column))
                emitRuns(changed, column);
    }

    void emitRuns(const std::vector<ColumnSet>& changed, int column)
    {
        const ColumnSet bit = ColumnSet(1) << column;
        for (std::size_t i = 0; i < changed.size();) {
            if (!(changed[i] & bit)) {
                ++i;
                continue;
            }
            std::size_t end = i + 1;
            while (end < changed.size() && (changed[end] & bit))
                ++end;
            Q_EMIT this->dataChanged(this->index(static_cast<int>(i), column),
                                     this->index(static_cast<int>(end - 1), column));
            i = end;
        }
    }

    static std::ptrdiff_t offset(std::size_t i) { return static_cast<std::ptrdiff_t>(i); }

    std::vector<Row> m_rows;
};

} // namespace rollcall
