#pragma once

#include <QStyledItemDelegate>

namespace rollcall
{

/// One event in a list of one column, 28 px: clock time, shape or crown, sentence, and at the right who or
/// how. A row with DayRole carries the day as a heading above itself.
class EventDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace rollcall
