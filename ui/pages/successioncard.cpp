#include "ui/pages/successioncard.h"

#include "ui/delegates/nodedelegates.h"
#include "ui/delegates/tablelook.h"
#include "ui/widgets/banners.h"
#include "ui/widgets/buttons.h"

#include <QHeaderView>
#include <QItemSelectionModel>
#include <QMenu>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int successionRow = 32;
constexpr int rowsAtLeast = 3;

} // namespace

SuccessionCard::SuccessionCard(QWidget* parent)
    : Card(QStringLiteral("Order of Succession"), parent)
    , m_priority(new LinkButton(QStringLiteral("Priority…"), this))
    , m_table(new QTableView(this))
    , m_empty(new EmptyState(this))
    , m_stack(new QStackedLayout)
{
    setFlush();
    setTrailing(m_priority);
    m_priority->setObjectName(QStringLiteral("setPriority"));
    dressTable(m_table, successionRow);
    m_table->setModel(&m_model);
    m_table->setAccessibleName(QStringLiteral("Order of succession"));
    m_table->setItemDelegateForColumn(SuccessionModel::Node, new NodeDelegate(m_table));
    m_table->setItemDelegateForColumn(SuccessionModel::Place, new BalancerDelegate(m_table));
    m_table->setItemDelegateForColumn(SuccessionModel::Priority, new TextDelegate(false, m_table));
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setMinimumHeight(m_table->horizontalHeader()->height() +
                              rowsAtLeast * m_table->verticalHeader()->defaultSectionSize());
    QHeaderView* header = m_table->horizontalHeader();
    header->setResizeContentsPrecision(100);
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setStretchLastSection(true);
    m_empty->setText(QStringLiteral("No nodes have joined yet."), QStringLiteral("Add Node…"));
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    body()->addLayout(m_stack, 1);

    connect(m_empty, &EmptyState::buttonClicked, this, &SuccessionCard::addNodeAsked);
    connect(m_priority, &QPushButton::clicked, this,
            [this] { Q_EMIT requested(Intent::forNode(Act::SetPriority, chosen())); });
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        const SuccessionEntry* entry = m_model.entryAt(index.row());
        if (entry && m_offReason.isEmpty())
            Q_EMIT requested(Intent::forNode(Act::SetPriority, entry->node));
    });
    connect(m_table, &QTableView::customContextMenuRequested, this, &SuccessionCard::openMenu);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &SuccessionCard::updateLink);
}

NodeId SuccessionCard::chosen() const
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    const SuccessionEntry* entry = rows.isEmpty() ? nullptr : m_model.entryAt(rows.first().row());
    return entry ? entry->node : NodeId();
}

void SuccessionCard::present(const ClusterView& view, const Freshness& freshness)
{
    m_offReason = offReason(freshness);
    const bool never = freshness.never();
    m_model.show(never ? ClusterView() : view, freshness); // the rows of another cluster go
    const bool none = view.nodes.empty() && !never;
    m_stack->setCurrentWidget(none ? static_cast<QWidget*>(m_empty) : m_table);
    fitColumns();
    updateLink();
}

void SuccessionCard::showEvent(QShowEvent* event)
{
    Card::showEvent(event);
    fitColumns();
}

void SuccessionCard::fitColumns()
{
    m_table->resizeColumnToContents(SuccessionModel::Node);
    m_table->resizeColumnToContents(SuccessionModel::Place);
}

void SuccessionCard::updateLink()
{
    m_priority->setVisible(m_model.rowCount() > 0);
    setOffReason(m_priority, !m_offReason.isEmpty() ? m_offReason
                             : chosen().isNull()    ? QStringLiteral("Choose a node first.")
                                                    : QString());
}

void SuccessionCard::openMenu(const QPoint& at)
{
    const QModelIndex index = m_table->indexAt(at);
    const SuccessionEntry* entry = m_model.entryAt(index.row());
    if (!index.isValid() || !entry)
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    const NodeId node = entry->node;
    QAction* priority = menu->addAction(QStringLiteral("Set &Priority…"), this, [this, node] {
        Q_EMIT requested(Intent::forNode(Act::SetPriority, node));
    });
    priority->setEnabled(m_offReason.isEmpty());
    priority->setToolTip(m_offReason);
    menu->addAction(QStringLiteral("&Show %1").arg(entry->name), this,
                    [this, node] { Q_EMIT nodeAsked(node); });
    menu->popup(m_table->viewport()->mapToGlobal(at));
}

} // namespace rollcall
