#include "ui/pages/nodespage.h"

#include "model/tables/presentation.h"
#include "ui/delegates/nodedelegates.h"
#include "ui/delegates/tablelook.h"
#include "ui/pages/columnfitter.h"
#include "ui/pages/filterbar.h"
#include "ui/pages/nodedock.h"
#include "ui/pages/nodemenu.h"
#include "ui/theme/typography.h"
#include "ui/widgets/banners.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/searchfield.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

namespace rollcall
{

using namespace std::chrono_literals;

namespace
{

constexpr int rowHeight = 44;
/// A live sort moves rows at most this often, so that what is read does not run away.
constexpr auto orderInterval = 5s;
const QList<int> optionalColumns{
    NodeTableModel::Units,    NodeTableModel::Heartbeat, NodeTableModel::Messenger,
    NodeTableModel::Balancer, NodeTableModel::Storage,   NodeTableModel::Key,
    NodeTableModel::Version,  NodeTableModel::Skew,      NodeTableModel::Address};

/// The name and its crown; the second line below is elided.
int nameWidth(const QModelIndex& index)
{
    constexpr int padding = 8 + 4;
    constexpr int crown = 24;
    constexpr int designWidth = 141;
    const QFontMetrics metrics(textFont(TextStyle::Base, QFont::DemiBold));
    return std::max(designWidth, metrics.horizontalAdvance(index.data().toString()) + padding + crown);
}

ColumnFitter::Plan columnPlan()
{
    using M = NodeTableModel;
    return {{{M::State, 132},
             {M::Node, 141},
             {M::Units, 136},
             {M::Heartbeat, 78},
             {M::Messenger, 102},
             {M::Balancer, 98},
             {M::Storage, 66},
             {M::Key, 70},
             {M::Version, 66},
             {M::Skew, 78},
             {M::Address, 80},
             {M::Remove, 32}},
            {M::Node, M::Units, M::Heartbeat, M::Messenger, M::Balancer, M::Storage, M::Key, M::Version,
             M::Skew, M::Address},
            {M::Address, M::Version, M::Storage},
            {{M::Node, nameWidth}}};
}

} // namespace

NodesPage::NodesPage(QWidget* parent)
    : Page(parent)
    , m_bar(new FilterBar(QStringLiteral("Filter nodes"), this))
    , m_table(new QTableView(this))
    , m_empty(new EmptyState(this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_dock(new NodeDock(this))
    , m_columns(plainButton(QStringLiteral("Columns"), this))
    , m_add(plainButton(QStringLiteral("Add Node…"), this))
{
    buildTable();
    m_bar->addButton(m_columns);
    m_bar->addButton(m_add);
    auto* top = new QWidget(this);
    m_stack = new QStackedLayout(top);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    m_splitter->addWidget(top);
    m_splitter->addWidget(m_dock);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_splitter->setCollapsible(0, false);
    m_splitter->setSizes({400, 330});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addWidget(m_splitter, 1);

    connect(m_bar, &FilterBar::textChanged, this, [this](const QString& text) {
        m_proxy.setText(text);
        presentEmptiness();
    });
    connect(m_bar, &FilterBar::stateChanged, this, [this](const QString& state) {
        m_proxy.setState(state);
        presentEmptiness();
    });
    connect(m_bar, &FilterBar::left, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_columns, &QPushButton::clicked, this, &NodesPage::openColumns);
    connect(m_add, &QPushButton::clicked, this, &Page::addNodeAsked);
    connect(m_empty, &EmptyState::buttonClicked, this, [this] {
        if (m_view.nodes.empty())
            Q_EMIT addNodeAsked();
        else
            clearFilter();
    });
    connect(m_dock, &NodeDock::requested, this, &Page::requested);
    connect(m_dock, &NodeDock::probeAsked, this, &NodesPage::probeAsked);
    connect(m_dock, &NodeDock::logAsked, this, &NodesPage::logAsked);
    connect(m_dock, &NodeDock::eventsAsked, this, &Page::eventsAsked);
    m_order.setInterval(orderInterval);
    connect(&m_order, &QTimer::timeout, this, &NodesPage::updateOrder);
    m_order.start();
    m_model.showLoading();
}

void NodesPage::buildTable()
{
    m_proxy.setSourceModel(&m_model);
    dressTable(m_table, rowHeight);
    m_table->setModel(&m_proxy);
    m_table->setAccessibleName(QStringLiteral("Nodes"));
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(NodeTableModel::Node, Qt::AscendingOrder);
    m_table->setItemDelegateForColumn(NodeTableModel::State, new StateDelegate(m_table));
    m_table->setItemDelegateForColumn(NodeTableModel::Node, new NodeDelegate(m_table));
    m_table->setItemDelegateForColumn(NodeTableModel::Units, new UnitsDelegate(m_table));
    m_table->setItemDelegateForColumn(NodeTableModel::Heartbeat, new AgeDelegate(m_table));
    m_table->setItemDelegateForColumn(NodeTableModel::Messenger, new ProbeDelegate(m_table));
    m_table->setItemDelegateForColumn(NodeTableModel::Balancer, new BalancerDelegate(m_table));
    for (int column : {NodeTableModel::Storage, NodeTableModel::Key, NodeTableModel::Version})
        m_table->setItemDelegateForColumn(column, new SyncDelegate(m_table));
    m_table->setItemDelegateForColumn(NodeTableModel::Skew, new AgeDelegate(m_table));
    m_table->setItemDelegateForColumn(NodeTableModel::Address, new TextDelegate(true, m_table));
    auto* remove = new RemoveDelegate(m_table);
    m_table->setItemDelegateForColumn(NodeTableModel::Remove, remove);
    m_fitter = new ColumnFitter(m_table, columnPlan());
    m_table->installEventFilter(this);

    connect(remove, &RemoveDelegate::removeAsked, this, [this](const QModelIndex& index) {
        if (const NodeView* node = m_model.nodeAt(m_proxy.mapToSource(index).row()))
            Q_EMIT requested(Intent::forNode(Act::Remove, node->row.id));
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        presentDock();
        Q_EMIT selectionChanged();
    });
    connect(m_table, &QTableView::activated, this, [this] { m_dock->setFocus(Qt::TabFocusReason); });
    connect(m_table, &QTableView::customContextMenuRequested, this, &NodesPage::openContextMenu);
    connect(m_table->horizontalHeader(), &QHeaderView::sortIndicatorChanged, this,
            [this] { m_model.thawOrder(); });
}

void NodesPage::present(const ClusterView& view, const Freshness& freshness)
{
    m_freshness = freshness;
    setOffReason(m_add, offReason(freshness));
    if (freshness.never()) {
        m_model.showLoading();
        m_fitter->fit();
        return;
    }
    const bool sameSize = m_view.nodes.size() == view.nodes.size();
    m_view = view;
    watch(view, freshness);
    m_model.show(view, freshness);
    if (!sameSize || !m_chosen)
        m_fitter->forget();
    else
        m_fitter->fit();
    presentFilters();
    presentEmptiness();
    if (!m_chosen && m_proxy.rowCount() > 0) {
        m_chosen = true;
        // What needs a person first; otherwise the first row.
        NodeId first;
        for (const Problem& problem : view.problems)
            if (first.isNull() && view.find(problem.node))
                first = problem.node;
        if (first.isNull())
            m_table->setCurrentIndex(m_proxy.index(0, NodeTableModel::State));
        else
            selectNode(first);
    }
    presentDock();
}

void NodesPage::watch(const ClusterView& view, const Freshness& freshness)
{
    if (!freshness.stale())
        m_history.record(view);
}

void NodesPage::presentFilters()
{
    m_bar->setStates(filterStates(m_model.countByState()), m_model.rowCount());
}

void NodesPage::presentEmptiness()
{
    if (m_freshness.never()) {
        m_stack->setCurrentWidget(m_table);
        return;
    }
    if (m_view.nodes.empty()) {
        m_empty->setText(
            QStringLiteral("No nodes have joined yet. Start the application on a server with this database."),
            QStringLiteral("Add Node…"));
    } else if (m_proxy.rowCount() == 0) {
        const QString what = m_proxy.text().isEmpty() ? m_proxy.state() : m_proxy.text();
        m_empty->setText(QStringLiteral("No node matches “%1”.").arg(what), QStringLiteral("Clear Filter"));
    }
    const bool empty = m_proxy.rowCount() == 0;
    m_stack->setCurrentWidget(empty ? static_cast<QWidget*>(m_empty) : m_table);
    m_dock->setVisible(!m_view.nodes.empty());
}

void NodesPage::presentDock()
{
    m_dock->present(selected(), m_view, m_freshness, m_history);
}

const NodeView* NodesPage::selected() const
{
    const QModelIndex current = m_table->currentIndex();
    return current.isValid() ? m_model.nodeAt(m_proxy.mapToSource(current).row()) : nullptr;
}

NodeId NodesPage::selectedNode() const
{
    const NodeView* node = selected();
    return node ? node->row.id : NodeId();
}

void NodesPage::selectNode(NodeId node)
{
    const int row = m_model.rowOfNode(node);
    if (row < 0)
        return;
    QModelIndex index = m_proxy.mapFromSource(m_model.index(row, NodeTableModel::State));
    if (!index.isValid()) {
        clearFilter();
        index = m_proxy.mapFromSource(m_model.index(row, NodeTableModel::State));
    }
    m_chosen = true;
    m_table->setCurrentIndex(index);
    m_table->scrollTo(index);
}

void NodesPage::clearFilter()
{
    m_bar->clear();
    m_table->setFocus();
}

void NodesPage::reset()
{
    m_view = {};
    m_history.clear();
    m_chosen = false;
    m_bar->clear();
    m_model.showLoading();
}

bool NodesPage::focusFilter()
{
    m_bar->field()->setFocus(Qt::ShortcutFocusReason);
    m_bar->field()->selectAll();
    return true;
}

QWidget* NodesPage::mainPane()
{
    return m_table;
}

void NodesPage::updateOrder()
{
    if (!isVisible() || QApplication::activePopupWidget() || QApplication::activeModalWidget())
        return;
    m_model.thawOrder();
}

QStringList NodesPage::hiddenColumns() const
{
    QStringList titles;
    for (int column : m_fitter->hidden())
        titles << NodeTableModel::title(column);
    return titles;
}

void NodesPage::setHiddenColumns(const QStringList& titles)
{
    QList<int> columns;
    for (int column : optionalColumns)
        if (titles.contains(NodeTableModel::title(column)))
            columns << column;
    m_fitter->setHidden(columns);
}

void NodesPage::openColumns()
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (int column : optionalColumns) {
        QAction* action = menu->addAction(NodeTableModel::title(column));
        action->setCheckable(true);
        action->setChecked(!m_fitter->hidden().contains(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            QList<int> hidden = m_fitter->hidden();
            hidden.removeAll(column);
            if (!shown)
                hidden << column;
            m_fitter->setHidden(hidden);
            Q_EMIT columnsChanged();
        });
    }
    menu->popup(m_columns->mapToGlobal(QPoint(0, m_columns->height())));
}

void NodesPage::openContextMenu(const QPoint& position)
{
    const QModelIndex at = m_table->indexAt(position);
    if (at.isValid())
        m_table->setCurrentIndex(at);
    const NodeView* node = selected();
    if (!node)
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const NodeId id = node->row.id;
    const QString name = node->row.name;
    menu->addAction(QStringLiteral("&Probe Again"), this, [this, id] { Q_EMIT probeAsked(id); });
    fillLogsMenu(*menu->addMenu(QStringLiteral("Live &Log")), *node,
                 [this, id](const QString& unit) { Q_EMIT logAsked(id, unit); });
    menu->addAction(QStringLiteral("&Events of %1").arg(name), this,
                    [this, name] { Q_EMIT eventsAsked(name); });
    menu->addAction(QStringLiteral("&Copy Row"), this, &NodesPage::copyRow);
    menu->addSeparator();
    fillNodeMenu(*menu, *node, m_view, m_freshness,
                 [this](const Intent& intent) { Q_EMIT requested(intent); });
    const QRect row = m_table->visualRect(m_table->currentIndex());
    const QPoint place = at.isValid() ? position : row.bottomLeft() + QPoint(16, 0);
    menu->popup(m_table->viewport()->mapToGlobal(place));
}

void NodesPage::copyRow()
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid())
        return;
    QList<int> columns;
    for (int column = 0; column < NodeTableModel::Cluster; ++column)
        if (!m_table->isColumnHidden(column))
            columns << column;
    QApplication::clipboard()->setText(m_model.copyText(m_proxy.mapToSource(current).row(), columns));
}

void NodesPage::askRemoval()
{
    const NodeView* node = selected();
    if (node && offReason(Intent::forNode(Act::Remove, node->row.id), m_view, m_freshness).isEmpty())
        Q_EMIT requested(Intent::forNode(Act::Remove, node->row.id));
}

bool NodesPage::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->matches(QKeySequence::Copy)) {
            copyRow();
            return true;
        }
        if (key->key() == Qt::Key_Delete) {
            askRemoval();
            return true;
        }
    }
    return Page::eventFilter(watched, event);
}

} // namespace rollcall
