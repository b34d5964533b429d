#pragma once

#include "model/core/ids.h"
#include "ui/widgets/card.h"

#include <optional>

class QMenu;
class QModelIndex;
class QTableView;

namespace rollcall
{

/// A card round one table that goes from edge to edge. Ctrl+C copies the current row, and so does the row's
/// menu; where rows are nodes, Enter and the menu lead to the node.
class TableCard : public Card
{
    Q_OBJECT

public:
    QTableView* table() const { return m_table; }
    /// The Tab key comes to the table after what stands in the header.
    void setTrailing(QWidget* widget) override;

Q_SIGNALS:
    void nodeAsked(rollcall::NodeId node);

protected:
    struct NamedNode {
        NodeId id;
        QString name;
    };

    /// name: of the table, for those who hear it; rowHeight as for dressTable().
    TableCard(const QString& title, const QString& name, int rowHeight, QWidget* parent);

    /// What is copied of the table; empty: nothing is.
    virtual QString copyText(const QModelIndex& current) const = 0;
    /// Whose row it is; nothing: the rows are none of nodes.
    virtual std::optional<NamedNode> nodeOf(const QModelIndex&) const { return {}; }
    /// The menu of a row; by default its node, and Copy Row.
    virtual void fillMenu(QMenu& menu, const QModelIndex& index);
    /// "Show web-01", where the row is a node's.
    void addShowNode(QMenu& menu, const QModelIndex& index);

    void copy();
    /// As high as that many rows, within bounds: the others scroll.
    void fitRows(int rows, int atLeast, int atMost);
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void openMenu(const QPoint& at);

    QTableView* m_table;
};

} // namespace rollcall
