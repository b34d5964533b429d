#pragma once

#include "model/tables/roles.h"
#include "ui/theme/tokens.h"

#include <QStyledItemDelegate>

namespace rollcall
{

/// What all cells of the tables share: the row's background (hover, selection with a 3 px accent bar at its
/// left, divider), padding 8 left and 4 right (mirrored for numbers; 16 at the table's left edge), and text
/// with digits of one width. Delegates read semantic roles only (model/tables/roles.h); colours come from the
/// palette's Tokens.
///
/// Row heights are given by the view: setRowHeights(view, 44) for two lines, 32 for one.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// Text at the right for ages, counts and skew.
    explicit CellDelegate(Qt::Alignment alignment = Qt::AlignLeft, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const final;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    /// One cell's contents: what paintCell and contentWidth need.
    struct Cell {
        const QModelIndex& index;
        const Tokens& tokens;
        QRect box;   ///< inside the padding
        QFont font;  ///< base
        QFont small; ///< second lines
        bool selected = false;
        bool hovered = false;
        bool fresh = true;
    };
    virtual void paintCell(QPainter& painter, const Cell& cell) const;
    /// Width of what paintCell draws, without the padding.
    virtual int contentWidth(const Cell& cell) const;

    QColor toneColor(const Cell& cell) const;
    QFont toneFont(const Cell& cell) const;
    /// Shape, when there is one, then the text; the common case.
    void paintMarkAndText(QPainter& painter, const Cell& cell, int markSize, int gap) const;
    int markAndTextWidth(const Cell& cell, int markSize, int gap) const;
    Qt::Alignment alignment() const { return m_alignment; }

private:
    Cell cellOf(const QStyleOptionViewItem& option, const QModelIndex& index) const;

    Qt::Alignment m_alignment;
};

} // namespace rollcall
