#pragma once

#include "model/tables/nodefilterproxy.h"
#include "model/tables/nodetablemodel.h"
#include "model/tables/signalhistory.h"
#include "ui/pages/page.h"

#include <QTimer>

class QPushButton;
class QSplitter;
class QStackedLayout;
class QTableView;

namespace rollcall
{

class ColumnFitter;
class EmptyState;
class FilterBar;
class NodeDock;

/// The live table of nodes, and under it the details of the selected one.
class NodesPage final : public Page
{
    Q_OBJECT

public:
    explicit NodesPage(QWidget* parent = nullptr);

    QString title() const override { return QStringLiteral("Nodes"); }
    void present(const ClusterView& view, const Freshness& freshness) override;
    bool focusFilter() override;
    QWidget* mainPane() override;

    /// Only remembers what the nodes say, for the signals' last minutes, while another page is shown.
    void watch(const ClusterView& view, const Freshness& freshness);
    void selectNode(NodeId node);
    NodeId selectedNode() const;
    void clearFilter();
    /// Another cluster's nodes follow: nothing of the former one stays.
    void reset();

    QTableView* table() const { return m_table; }
    QSplitter* splitter() const { return m_splitter; }
    NodeDock* dock() const { return m_dock; }
    QStringList hiddenColumns() const;
    void setHiddenColumns(const QStringList& titles);

Q_SIGNALS:
    void probeAsked(rollcall::NodeId node);
    void logAsked(rollcall::NodeId node, const QString& unit);
    void selectionChanged();
    void columnsChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildTable();
    void presentFilters();
    void presentDock();
    void presentEmptiness();
    void updateOrder();
    void openColumns();
    void openContextMenu(const QPoint& position);
    void copyRow();
    void askRemoval();
    const NodeView* selected() const;

    NodeTableModel m_model;
    NodeFilterProxy m_proxy;
    SignalHistory m_history;
    FilterBar* m_bar;
    QTableView* m_table;
    ColumnFitter* m_fitter = nullptr;
    QStackedLayout* m_stack;
    EmptyState* m_empty;
    QSplitter* m_splitter;
    NodeDock* m_dock;
    QPushButton* m_columns;
    QPushButton* m_add;
    QTimer m_order;
    ClusterView m_view;
    Freshness m_freshness;
    bool m_chosen = false; ///< a first node was selected by itself
};

} // namespace rollcall
