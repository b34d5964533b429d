#include "ui/pages/clusterspage.h"

#include "model/tables/presentation.h"
#include "ui/delegates/nodedelegates.h"
#include "ui/delegates/tablelook.h"
#include "ui/pages/clustertile.h"
#include "ui/pages/columnfitter.h"
#include "ui/pages/filterbar.h"
#include "ui/theme/typography.h"
#include "ui/widgets/banners.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/searchfield.h"

#include <QApplication>
#include <QGridLayout>
#include <QHeaderView>
#include <QResizeEvent>
#include <QScrollArea>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

namespace rollcall
{

using namespace std::chrono_literals;

namespace
{

constexpr int rowHeight = 32;
constexpr int tileWidth = 240; ///< at least
constexpr int tileGap = 12;
constexpr int rowsOfTiles = 2; ///< more of them scroll
constexpr int footHeight = 28;

/// Visual order: the cluster stands first, the verdict last.
const QList<int> columnOrder{NodeTableModel::Cluster,  NodeTableModel::State,     NodeTableModel::Node,
                             NodeTableModel::Units,    NodeTableModel::Heartbeat, NodeTableModel::Messenger,
                             NodeTableModel::Balancer, NodeTableModel::Sentence};

ColumnFitter::Plan columnPlan()
{
    using M = NodeTableModel;
    return {{{M::Cluster, 112},
             {M::State, 136},
             {M::Node, 112},
             {M::Units, 140},
             {M::Heartbeat, 92},
             {M::Messenger, 92},
             {M::Balancer, 112},
             {M::Sentence, 200}},
            {M::Sentence},
            {M::Balancer, M::Messenger, M::Units},
            {},
            {M::Sentence}};
}

} // namespace

ClustersPage::ClustersPage(QWidget* parent)
    : QWidget(parent)
    , m_tileBox(new QWidget)
    , m_grid(new QGridLayout(m_tileBox))
    , m_bar(new FilterBar(QStringLiteral("Filter nodes"), this))
    , m_table(new QTableView(this))
    , m_empty(new EmptyState(this))
    , m_foot(new TextLabel({}, TextStyle::Small, Ink::Text2, this))
{
    m_proxy.setSourceModel(&m_nodes);
    m_proxy.setOneLine(true);
    dressTable(m_table, rowHeight);
    m_table->setModel(&m_proxy);
    m_table->setAccessibleName(QStringLiteral("Nodes of all clusters"));
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(NodeTableModel::State, Qt::AscendingOrder);
    m_table->setItemDelegateForColumn(NodeTableModel::Cluster, new TextDelegate(false, m_table));
    m_table->setItemDelegateForColumn(NodeTableModel::State, new StateDelegate(m_table));
    m_table->setItemDelegateForColumn(NodeTableModel::Node, new NodeDelegate(m_table));
    m_table->setItemDelegateForColumn(NodeTableModel::Units, new UnitsDelegate(m_table));
    m_table->setItemDelegateForColumn(NodeTableModel::Heartbeat, new AgeDelegate(m_table));
    m_table->setItemDelegateForColumn(NodeTableModel::Messenger, new AgeDelegate(m_table));
    m_table->setItemDelegateForColumn(NodeTableModel::Balancer, new BalancerDelegate(m_table));
    m_table->setItemDelegateForColumn(NodeTableModel::Sentence, new TextDelegate(false, m_table));
    QHeaderView* header = m_table->horizontalHeader();
    for (int visual = 0; visual < columnOrder.size(); ++visual)
        header->moveSection(header->visualIndex(columnOrder[visual]), visual);
    m_fitter = new ColumnFitter(m_table, columnPlan());

    m_grid->setContentsMargins(16, 16, 16, 0);
    m_grid->setSpacing(tileGap);
    auto* tiles = new QScrollArea(this);
    tiles->setWidget(m_tileBox);
    tiles->setWidgetResizable(true);
    tiles->setFrameShape(QFrame::NoFrame);
    tiles->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    tiles->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
    tiles->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Maximum);
    tiles->setFocusPolicy(Qt::NoFocus);
    auto* body = new QWidget(this);
    m_stack = new QStackedLayout(body);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    m_foot->setContentsMargins(16, 0, 16, 0);
    m_foot->setFixedHeight(roomFor(footHeight));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(tiles);
    layout->addWidget(m_bar);
    layout->addWidget(body, 1);
    layout->addWidget(new SectionLine({}, this));
    layout->addWidget(m_foot);

    connect(m_bar, &FilterBar::textChanged, this, [this](const QString& text) {
        m_proxy.setText(text);
        presentEmptiness();
    });
    connect(m_bar, &FilterBar::stateChanged, this, [this](const QString& state) {
        m_proxy.setState(state);
        presentEmptiness();
    });
    connect(m_bar, &FilterBar::left, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_empty, &EmptyState::buttonClicked, m_bar, &FilterBar::clear);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        if (const NodeEntry* entry = m_nodes.entryAt(m_proxy.mapToSource(index).row()))
            Q_EMIT nodeAsked(entry->clusterKey, entry->view.row.id);
    });
    connect(header, &QHeaderView::sortIndicatorChanged, this, [this] {
        m_nodes.thawOrder();
        presentFoot(m_tiles.size());
    });
    m_order.setInterval(5s);
    connect(&m_order, &QTimer::timeout, this, [this] {
        if (isVisible() && !QApplication::activePopupWidget() && !QApplication::activeModalWidget())
            m_nodes.thawOrder();
    });
    m_order.start();
}

void ClustersPage::present(const std::vector<ClusterEntry>& clusters,
                           const std::vector<NodeTableModel::Slice>& slices)
{
    m_clusters.show(clusters);
    const bool sameCount = m_tiles.size() == clusters.size();
    while (m_tiles.size() > clusters.size()) {
        delete m_tiles.back();
        m_tiles.pop_back();
    }
    while (m_tiles.size() < clusters.size()) {
        auto* tile = new ClusterTile(m_tileBox);
        connect(tile, &ClusterTile::opened, this, [this, tile] { Q_EMIT clusterAsked(tile->profile()); });
        connect(tile, &ClusterTile::retryAsked, this, [this, tile] { Q_EMIT retryAsked(tile->profile()); });
        tile->show();
        m_tiles.push_back(tile);
    }
    for (int i = 0; i < m_clusters.rowCount(); ++i)
        m_tiles[static_cast<std::size_t>(i)]->present(*m_clusters.clusterAt(i));
    if (!sameCount) {
        m_columnsOfTiles = 0;
        arrangeTiles();
    }
    const int before = m_nodes.rowCount();
    m_nodes.show(slices);
    m_answered = !slices.empty();
    m_bar->setStates(filterStates(m_nodes.countByState()), m_nodes.rowCount());
    if (before != m_nodes.rowCount())
        m_fitter->forget();
    presentEmptiness();
    presentFoot(clusters.size());
}

void ClustersPage::arrangeTiles()
{
    const int columns = std::max(1, (width() - 32 + tileGap) / (tileWidth + tileGap));
    // Up to four stand in one row, so that a pair does not stretch over the whole page.
    const int used = std::min(columns, std::max(4, 1));
    if (used == m_columnsOfTiles)
        return;
    m_columnsOfTiles = used;
    for (ClusterTile* tile : m_tiles)
        m_grid->removeWidget(tile);
    for (int column = 0; column < m_grid->columnCount(); ++column)
        m_grid->setColumnStretch(column, 0);
    for (std::size_t i = 0; i < m_tiles.size(); ++i)
        m_grid->addWidget(m_tiles[i], static_cast<int>(i) / used, static_cast<int>(i) % used);
    for (int column = 0; column < used; ++column)
        m_grid->setColumnStretch(column, 1);
    const int rows = (static_cast<int>(m_tiles.size()) + used - 1) / used;
    const int height = m_tiles.empty() ? 0 : m_tiles.front()->sizeHint().height();
    const int shown = std::min(rows, rowsOfTiles);
    auto* area = qobject_cast<QScrollArea*>(m_tileBox->parentWidget()->parentWidget());
    area->setFixedHeight(shown * height + (shown - 1) * tileGap + 16);
}

void ClustersPage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrangeTiles();
}

void ClustersPage::presentEmptiness()
{
    const bool empty = m_proxy.rowCount() == 0;
    if (m_nodes.rowCount() == 0)
        m_empty->setText(m_answered ? QStringLiteral("No nodes have joined yet.")
                                    : QStringLiteral("No cluster has answered yet."));
    else if (empty)
        m_empty->setText(QStringLiteral("No node matches “%1”.")
                             .arg(m_proxy.text().isEmpty() ? m_proxy.state() : m_proxy.text()),
                         QStringLiteral("Clear Filter"));
    m_stack->setCurrentWidget(empty ? static_cast<QWidget*>(m_empty) : m_table);
}

void ClustersPage::presentFoot(std::size_t clusters)
{
    const QHeaderView* header = m_table->horizontalHeader();
    const int column = header->sortIndicatorSection();
    const bool ascending = header->sortIndicatorOrder() == Qt::AscendingOrder;
    QString order = NodeTableModel::title(column).toLower();
    if (column == NodeTableModel::State)
        order += ascending ? QStringLiteral(", worst first") : QStringLiteral(", worst last");
    m_foot->setText(
        QStringLiteral("%1 in %2     Sorted by %3")
            .arg(nodeCount(m_nodes.rowCount()),
                 clusters == 1 ? QStringLiteral("1 cluster") : QStringLiteral("%1 clusters").arg(clusters),
                 order));
}

bool ClustersPage::focusFilter()
{
    m_bar->field()->setFocus(Qt::ShortcutFocusReason);
    m_bar->field()->selectAll();
    return true;
}

QWidget* ClustersPage::mainPane() const
{
    return m_table;
}

} // namespace rollcall
