#pragma once

#include <QHash>
#include <QList>
#include <QModelIndex>
#include <QObject>

#include <functional>

class QTableView;

namespace rollcall
{

/// Gives the columns of a table the width of their contents, and fills the view: one column takes what is
/// left over; when the view is too narrow, columns that are the least needed are hidden in a given order. A
/// column that a person has dragged keeps that width.
class ColumnFitter final : public QObject
{
    Q_OBJECT

public:
    struct Plan {
        QHash<int, int> base;   ///< design widths by column: not narrower than that
        QList<int> growing;     ///< share what is left over; the first takes half of it
        QList<int> dispensable; ///< hidden first to last
        /// Width that a cell cannot do without, where that is less than all its contents (a second line is
        /// elided, a name is not); by column.
        QHash<int, std::function<int(const QModelIndex&)>> needs = {};
        QList<int> elided = {}; ///< long sentences: their contents ask for no width
    };

    ColumnFitter(QTableView* table, Plan plan);

    /// Columns that the person does not want.
    void setHidden(const QList<int>& columns);
    const QList<int>& hidden() const { return m_hidden; }
    void fit();
    /// Widths of the past do not matter any more.
    void forget();

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    /// Width of the contents and of the header, or what the person gave it.
    int contentWidth(int column) const;

    void shareOut(QHash<int, int>& widths, int extra) const;

    QTableView* m_table;
    Plan m_plan;
    QList<int> m_hidden;
    QHash<int, int> m_dragged;
    mutable QHash<int, int> m_widest; ///< widths only grow, so that columns do not wobble
    bool m_fitting = false;
};

} // namespace rollcall
