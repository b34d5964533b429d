#include "ui/pages/balancersignalscard.h"

#include "ui/delegates/nodedelegates.h"
#include "ui/delegates/sentencedelegate.h"
#include "ui/pages/columnfitter.h"
#include "ui/pages/signalwords.h"
#include "ui/theme/typography.h"
#include "ui/widgets/banners.h"

#include <QFontMetrics>
#include <QTableView>
#include <QVBoxLayout>

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
    : TableCard(QStringLiteral("In Rotation"), QStringLiteral("What the load balancer makes of each node"),
                rotationRow, parent)
    , m_empty(new EmptyState(this))
    , m_fitter(nullptr)
{
    using M = BalancerSignalModel;
    table()->setModel(&m_model);
    table()->setItemDelegateForColumn(M::Node, new NodeDelegate(table()));
    table()->setItemDelegateForColumn(M::Signal, new BalancerDelegate(table()));
    table()->setItemDelegateForColumn(M::Words, new SentenceDelegate(table()));
    table()->setItemDelegateForColumn(M::Health, new TextDelegate(true, table()));
    m_fitter = new ColumnFitter(table(), rotationColumns());
    m_empty->setText(QStringLiteral("No nodes have joined yet."), QStringLiteral("Add Node…"));
    m_empty->setFixedHeight(emptyRotation);
    m_empty->hide();
    body()->addWidget(table());
    body()->addWidget(m_empty);
    body()->addStretch(1);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum); // no higher than its rows
    connect(m_empty, &EmptyState::buttonClicked, this, &BalancerSignalsCard::addNodeAsked);
}

void BalancerSignalsCard::present(const ClusterView& view, const Freshness& freshness)
{
    std::vector<BalancerSignalEntry> entries;
    if (!freshness.never()) // before the first reading nothing of another cluster stays
        for (const NodeView& node : view.nodes)
            entries.push_back(rotationOf(node, freshness));
    m_model.show(std::move(entries));
    const bool empty = view.nodes.empty() && !freshness.never();
    table()->setHidden(empty);
    m_empty->setVisible(empty);
    setTitleNote(freshness.never() ? QStringLiteral("Reading nodes…") : rotationNote(view));
    fitRows(m_model.rowCount(), rotationRowsAtLeast, rotationRowsAtMost);
    m_fitter->fit();
}

QString BalancerSignalsCard::copyText(const QModelIndex& current) const
{
    return m_model.copyText(current.row());
}

std::optional<TableCard::NamedNode> BalancerSignalsCard::nodeOf(const QModelIndex& index) const
{
    const BalancerSignalEntry* entry = m_model.entryAt(index.row());
    return entry ? std::optional(NamedNode{entry->node, entry->name}) : std::nullopt;
}

} // namespace rollcall
