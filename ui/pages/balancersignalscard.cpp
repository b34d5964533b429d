#include "ui/pages/balancersignalscard.h"

#include "ui/delegates/nodedelegates.h"
#include "ui/delegates/sentencedelegate.h"
#include "ui/delegates/tablelook.h"
#include "ui/pages/columnfitter.h"
#include "ui/pages/signalwords.h"
#include "ui/theme/typography.h"
#include "ui/widgets/banners.h"

#include <QApplication>
#include <QClipboard>
#include <QFontMetrics>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr int rotationRow = 44;
constexpr int rotationRowsAtLeast = 1;
constexpr int emptyRotation = 120;
constexpr int rotationEdge = 28; ///< both sides of a cell, and the card's edge
constexpr int rotationRowsAtMost = 4;

int rotationWordsWidth(const QModelIndex&)
{
    return 260; // the rest is in the tooltip
}

int rotationHealthWidth(const QModelIndex& index)
{
    return QFontMetrics(textFont(TextStyle::Small)).horizontalAdvance(index.data().toString()) + rotationEdge;
}

ColumnFitter::Plan rotationColumns()
{
    using M = BalancerSignalModel;
    return {{{M::Node, 120}, {M::Signal, 120}, {M::Words, 360}, {M::Health, 180}},
            {M::Words},
            {M::Health},
            {{M::Words, rotationWordsWidth}, {M::Health, rotationHealthWidth}}};
}

BalancerSignalEntry rotationOf(const NodeView& node, const Freshness& freshness)
{
    // The same words as beside the node's other two signals.
    const SignalCard::Content content = balancerContent(node, freshness, {});
    BalancerSignalEntry entry;
    entry.node = node.row.id;
    entry.name = node.row.name;
    entry.signal = {content.value, content.mark, Tone::Normal};
    entry.words = content.first;
    entry.more = content.second;
    entry.health =
        node.row.report.health.isEmpty() ? emDash : node.row.report.health + QStringLiteral("/ready");
    entry.fresh = !freshness.stale();
    return entry;
}

QString rotationNote(const ClusterView& view)
{
    if (view.facts.cluster.mode != Mode::Single || view.nodes.empty())
        return {};
    return view.primary
               ? QStringLiteral("load balancing is off: only %1 takes traffic").arg(view.primary->name)
               : QStringLiteral("load balancing is off");
}

} // namespace

BalancerSignalsCard::BalancerSignalsCard(QWidget* parent)
    : Card(QStringLiteral("In Rotation"), parent)
    , m_table(new QTableView(this))
    , m_empty(new EmptyState(this))
    , m_fitter(nullptr)
{
    using M = BalancerSignalModel;
    setFlush();
    dressTable(m_table, rotationRow);
    m_table->setModel(&m_model);
    m_table->setAccessibleName(QStringLiteral("What the load balancer makes of each node"));
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setItemDelegateForColumn(M::Node, new NodeDelegate(m_table));
    m_table->setItemDelegateForColumn(M::Signal, new BalancerDelegate(m_table));
    m_table->setItemDelegateForColumn(M::Words, new SentenceDelegate(m_table));
    m_table->setItemDelegateForColumn(M::Health, new TextDelegate(true, m_table));
    m_table->installEventFilter(this);
    m_fitter = new ColumnFitter(m_table, rotationColumns());
    m_empty->setText(QStringLiteral("No nodes have joined yet."), QStringLiteral("Add Node…"));
    m_empty->setFixedHeight(emptyRotation);
    m_empty->hide();
    body()->addWidget(m_table);
    body()->addWidget(m_empty);
    body()->addStretch(1);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum); // no higher than its rows
    connect(m_empty, &EmptyState::buttonClicked, this, &BalancerSignalsCard::addNodeAsked);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        if (const BalancerSignalEntry* entry = m_model.entryAt(index.row()))
            Q_EMIT nodeAsked(entry->node);
    });
    connect(m_table, &QTableView::customContextMenuRequested, this, &BalancerSignalsCard::openMenu);
}

void BalancerSignalsCard::present(const ClusterView& view, const Freshness& freshness)
{
    std::vector<BalancerSignalEntry> entries;
    if (!freshness.never()) // before the first reading nothing of another cluster stays
        for (const NodeView& node : view.nodes)
            entries.push_back(rotationOf(node, freshness));
    m_model.show(std::move(entries));
    const bool empty = view.nodes.empty() && !freshness.never();
    m_table->setHidden(empty);
    m_empty->setVisible(empty);
    setTitleNote(freshness.never() ? QStringLiteral("Reading nodes…") : rotationNote(view));
    const int rows = std::clamp(m_model.rowCount(), rotationRowsAtLeast, rotationRowsAtMost);
    m_table->setFixedHeight(m_table->horizontalHeader()->height() +
                            rows * m_table->verticalHeader()->defaultSectionSize());
    m_fitter->fit();
}

void BalancerSignalsCard::openMenu(const QPoint& at)
{
    const QModelIndex index = m_table->indexAt(at);
    const BalancerSignalEntry* entry = m_model.entryAt(index.row());
    if (!index.isValid() || !entry)
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(QStringLiteral("&Show %1").arg(entry->name), this,
                    [this, node = entry->node] { Q_EMIT nodeAsked(node); });
    menu->addAction(QStringLiteral("&Copy Row"), this, &BalancerSignalsCard::copyRow);
    menu->popup(m_table->viewport()->mapToGlobal(at));
}

void BalancerSignalsCard::copyRow()
{
    const QModelIndex current = m_table->currentIndex();
    if (current.isValid())
        QApplication::clipboard()->setText(m_model.copyText(current.row()));
}

bool BalancerSignalsCard::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
        copyRow();
        return true;
    }
    return Card::eventFilter(watched, event);
}

} // namespace rollcall
