#pragma once

#include <QSortFilterProxyModel>
#include <QStringList>

namespace rollcall
{

/// Compares names so that web-2 is before web-10, without regard to case: less than, equal to or greater than
/// 0. The same in every locale, unlike QCollator's numeric mode.
int compareNaturally(QStringView left, QStringView right);

/// Filters the table of nodes by text and state, and sorts by SortRole: names so that web-2 is before web-10,
/// and equal rows by name.
class NodeFilterProxy final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit NodeFilterProxy(QObject* parent = nullptr);

    void setText(const QString& text); ///< words that must all occur; empty: no filter
    const QString& text() const { return m_text; }
    void setState(const QString& title); ///< "Down"; empty: all states
    const QString& state() const { return m_state; }
    /// Leaves out the second lines, where a column of its own says it.
    void setOneLine(bool oneLine) { m_oneLine = oneLine; }

    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    int compareNames(int leftRow, int rightRow) const;

    QString m_text;
    QStringList m_words;
    QString m_state;
    bool m_oneLine = false;
};

} // namespace rollcall
