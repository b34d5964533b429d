#include "ui/pages/meshcard.h"

#include "model/core/durationtext.h"
#include "model/tables/messengerwords.h"
#include "ui/delegates/nodedelegates.h"
#include "ui/delegates/tablelook.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int meshRow = 32;
constexpr int mostWaysInWords = 8;

/// What the words above the square say, and with which shape.
struct MeshSummary {
    Mark mark = Mark::Unknown;
    QString text;
};

MeshSummary meshSummary(const ClusterView& view, const Freshness& freshness)
{
    if (freshness.never())
        return {Mark::Unknown, QStringLiteral("Reading nodes…")};
    if (view.nodes.size() < 2)
        return {Mark::Dash, QStringLiteral("There is no other node that could reach it.")};
    if (freshness.stale())
        return {Mark::Unknown,
                QStringLiteral("The nodes’ words on each other are %1 old. The database has to answer first.")
                    .arg(durationText(*freshness.age))};
    const QStringList ways = brokenWays(view.mesh, mostWaysInWords);
    if (!ways.isEmpty())
        return {Mark::Down, ways.join(u'\n')};
    if (view.mesh.empty())
        return {Mark::Unknown, QStringLiteral("No node has asked another one yet.")};
    return {Mark::Healthy, QStringLiteral("Every node that was asked lately answered.")};
}

} // namespace

MeshCard::MeshCard(QWidget* parent)
    : Card(QStringLiteral("Who Reaches Whom"), parent)
    , m_mark(new StateMark(16, this))
    , m_ways(new TextLabel({}, TextStyle::Base, Ink::Text, this))
    , m_table(new QTableView(this))
{
    setFlush();
    m_ways->setWordWrap(true);
    m_ways->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_ways->setObjectName(QStringLiteral("brokenWays"));
    auto* words = new QHBoxLayout;
    words->setContentsMargins(16, 0, 16, 12);
    words->setSpacing(8);
    words->addWidget(m_mark, 0, Qt::AlignTop);
    words->addWidget(m_ways, 1);
    body()->addLayout(words);
    dressTable(m_table, meshRow);
    m_table->setSortingEnabled(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectItems);
    m_table->setModel(&m_model);
    m_table->setAccessibleName(QStringLiteral("Who reaches whom"));
    m_table->setItemDelegate(new BalancerDelegate(m_table));
    m_table->setItemDelegateForColumn(0, new NodeDelegate(m_table));
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    body()->addWidget(m_table);
    body()->addStretch(1);
}

void MeshCard::present(const ClusterView& view, const Freshness& freshness)
{
    const MeshSummary summary = meshSummary(view, freshness);
    m_mark->setMark(summary.mark, summary.text);
    if (m_ways->text() != summary.text)
        m_ways->setText(summary.text);
    m_model.show(freshness.never() ? ClusterView() : view, freshness);
    const int rows = m_model.rowCount();
    m_table->setVisible(rows > 1);
    setTitleNote(view.nodes.size() > static_cast<std::size_t>(MeshModel::mostNodes)
                     ? QStringLiteral("%1, only broken ways").arg(nodeCount(qint64(view.nodes.size())))
                     : QString());
    // The page scrolls, the square does not; the bar below it stays clear of the last row.
    m_table->setFixedHeight(m_table->horizontalHeader()->minimumHeight() +
                            rows * m_table->verticalHeader()->defaultSectionSize() +
                            m_table->horizontalScrollBar()->sizeHint().height());
}

} // namespace rollcall
