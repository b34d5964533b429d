#pragma once

#include "ui/theme/icons.h"

#include <QStyledItemDelegate>

namespace rollcall
{

/// What a row of the navigation is; StateRole (model/tables/roles.h) is the shape of a cluster.
enum NavRole : int {
    NavKindRole = Qt::UserRole + 100, ///< NavKind
    NavIconRole,                      ///< int of Icon; StateRole, when set, is drawn in its place
    NavCountRole,                     ///< int at the right; 0: none
    NavCurrentRole,                   ///< bool: the chosen cluster: bold, with a dot at the right
};

enum class NavKind { Item, Heading, Line, Gap };

/// Rows of the left navigation: 32 px, icon or state, word, count.
class NavDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace rollcall

Q_DECLARE_METATYPE(rollcall::NavKind)
