#include "ui/pages/storagenodescard.h"

#include "ui/delegates/nodedelegates.h"
#include "ui/delegates/sentencedelegate.h"
#include "ui/pages/columnfitter.h"
#include "ui/theme/typography.h"

#include <QFontMetrics>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr int storageRow = 44;
constexpr int storageRowsAtLeast = 1;
constexpr int storageRowsAtMost = 5;   ///< beside a square that wants room, too
constexpr int storageCellPadding = 16; ///< both sides, and what rounding takes
constexpr int longestPath = 200;       ///< a longer one is elided

int storagePathWidth(const QModelIndex& index)
{
    const int path = QFontMetrics(textFont(TextStyle::Base)).horizontalAdvance(index.data().toString());
    const int from =
        QFontMetrics(textFont(TextStyle::Small)).horizontalAdvance(index.data(SecondLineRole).toString());
    return std::min(longestPath, std::max(path, from) + storageCellPadding);
}

int storageWordsWidth(const QModelIndex&)
{
    return 200; // the rest is in the tooltip
}

ColumnFitter::Plan storageColumns()
{
    using M = StorageNodeModel;
    return {{{M::Node, 120}, {M::Verdict, 104}, {M::Path, 140}, {M::Write, 72}, {M::Words, 320}},
            {M::Words},
            {M::Write},
            {{M::Path, storagePathWidth}, {M::Words, storageWordsWidth}}};
}

} // namespace

StorageNodesCard::StorageNodesCard(QWidget* parent)
    : TableCard(QStringLiteral("Nodes"), QStringLiteral("Shared storage of each node"), storageRow, parent)
    , m_fitter(nullptr)
{
    using M = StorageNodeModel;
    table()->setModel(&m_model);
    table()->setItemDelegateForColumn(M::Node, new NodeDelegate(table()));
    table()->setItemDelegateForColumn(M::Verdict, new StateDelegate(table()));
    table()->setItemDelegateForColumn(M::Path, new SentenceDelegate(table()));
    table()->setItemDelegateForColumn(M::Write, new AgeDelegate(table()));
    table()->setItemDelegateForColumn(M::Words, new SentenceDelegate(table()));
    m_fitter = new ColumnFitter(table(), storageColumns());
    body()->addWidget(table());
    body()->addStretch(1);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum); // no higher than its rows
}

void StorageNodesCard::present(const ClusterView& view, const Freshness& freshness,
                               const std::optional<QString>& basePath)
{
    m_model.show(freshness.never() ? ClusterView() : view, freshness, basePath);
    fitRows(m_model.rowCount(), storageRowsAtLeast, storageRowsAtMost);
    m_fitter->fit();
}

QString StorageNodesCard::copyText(const QModelIndex& current) const
{
    return m_model.copyText(current.row());
}

std::optional<TableCard::NamedNode> StorageNodesCard::nodeOf(const QModelIndex& index) const
{
    const StorageNodeEntry* entry = m_model.entryAt(index.row());
    return entry ? std::optional(NamedNode{entry->node, entry->name}) : std::nullopt;
}

} // namespace rollcall
