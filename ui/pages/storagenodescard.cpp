#include "ui/pages/storagenodescard.h"

#include "ui/delegates/nodedelegates.h"
#include "ui/delegates/sentencedelegate.h"
#include "ui/delegates/tablelook.h"
#include "ui/pages/columnfitter.h"
#include "ui/theme/typography.h"

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
    : Card(QStringLiteral("Nodes"), parent)
    , m_table(new QTableView(this))
    , m_fitter(nullptr)
{
    using M = StorageNodeModel;
    setFlush();
    dressTable(m_table, storageRow);
    m_table->setModel(&m_model);
    m_table->setAccessibleName(QStringLiteral("Shared storage of each node"));
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setItemDelegateForColumn(M::Node, new NodeDelegate(m_table));
    m_table->setItemDelegateForColumn(M::Verdict, new StateDelegate(m_table));
    m_table->setItemDelegateForColumn(M::Path, new SentenceDelegate(m_table));
    m_table->setItemDelegateForColumn(M::Write, new AgeDelegate(m_table));
    m_table->setItemDelegateForColumn(M::Words, new SentenceDelegate(m_table));
    m_table->installEventFilter(this);
    m_fitter = new ColumnFitter(m_table, storageColumns());
    body()->addWidget(m_table);
    body()->addStretch(1);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum); // no higher than its rows
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        if (const StorageNodeEntry* entry = m_model.entryAt(index.row()))
            Q_EMIT nodeAsked(entry->node);
    });
    connect(m_table, &QTableView::customContextMenuRequested, this, &StorageNodesCard::openMenu);
}

void StorageNodesCard::present(const ClusterView& view, const Freshness& freshness,
                               const std::optional<QString>& basePath)
{
    m_model.show(freshness.never() ? ClusterView() : view, freshness, basePath);
    const int rows = std::clamp(m_model.rowCount(), storageRowsAtLeast, storageRowsAtMost);
    m_table->setFixedHeight(m_table->horizontalHeader()->height() +
                            rows * m_table->verticalHeader()->defaultSectionSize());
    m_fitter->fit();
}

void StorageNodesCard::openMenu(const QPoint& at)
{
    const QModelIndex index = m_table->indexAt(at);
    const StorageNodeEntry* entry = m_model.entryAt(index.row());
    if (!index.isValid() || !entry)
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(QStringLiteral("&Show %1").arg(entry->name), this,
                    [this, node = entry->node] { Q_EMIT nodeAsked(node); });
    menu->addAction(QStringLiteral("&Copy Row"), this, &StorageNodesCard::copyRow);
    menu->popup(m_table->viewport()->mapToGlobal(at));
}

void StorageNodesCard::copyRow()
{
    const QModelIndex current = m_table->currentIndex();
    if (current.isValid())
        QApplication::clipboard()->setText(m_model.copyText(current.row()));
}

bool StorageNodesCard::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
        copyRow();
        return true;
    }
    return Card::eventFilter(watched, event);
}

} // namespace rollcall
