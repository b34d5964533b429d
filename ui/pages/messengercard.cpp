#include "ui/pages/messengercard.h"

#include "model/tables/messengerwords.h"
#include "ui/delegates/nodedelegates.h"
#include "ui/widgets/banners.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

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

constexpr int messengerRow = 44; // two lines: the state has a note
constexpr int messengerRowsAtLeast = 3;

} // namespace

MessengerCard::MessengerCard(QWidget* parent)
    : TableCard(QStringLiteral("Messengers"), QStringLiteral("Messengers"), messengerRow, parent)
    , m_test(smallButton(QStringLiteral("Test"), this))
    , m_testAll(smallButton(QStringLiteral("Test All"), this))
    , m_empty(new EmptyState(this))
    , m_stack(new QStackedLayout)
    , m_slower(new TextLabel({}, TextStyle::Base, Ink::Text2, this))
{
    m_test->setObjectName(QStringLiteral("testMessenger"));
    m_testAll->setObjectName(QStringLiteral("testAllMessengers"));
    auto* buttons = new QWidget(this);
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_test);
    row->addWidget(m_testAll);
    setTrailing(buttons);

    table()->setModel(&m_model);
    table()->setItemDelegateForColumn(MessengerModel::Node, new NodeDelegate(table()));
    table()->setItemDelegateForColumn(MessengerModel::State, new StateDelegate(table()));
    table()->setItemDelegateForColumn(MessengerModel::RoundTrip, new ProbeDelegate(table()));
    table()->setItemDelegateForColumn(MessengerModel::Tried, new AgeDelegate(table()));
    table()->setItemDelegateForColumn(MessengerModel::ReachedBy, new BalancerDelegate(table()));
    table()->setItemDelegateForColumn(MessengerModel::Endpoint, new TextDelegate(true, table()));
    table()->setMinimumHeight(table()->horizontalHeader()->height() +
                              messengerRowsAtLeast * table()->verticalHeader()->defaultSectionSize());
    QHeaderView* header = table()->horizontalHeader();
    header->setResizeContentsPrecision(100);
    for (int column = 0; column < MessengerModel::Endpoint; ++column)
        header->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    header->setStretchLastSection(true);
    m_empty->setText(QStringLiteral("No nodes have joined yet."), QStringLiteral("Add Node…"));
    m_stack->addWidget(table());
    m_stack->addWidget(m_empty);
    body()->addLayout(m_stack, 1);
    m_slower->setWordWrap(true);
    m_slower->setContentsMargins(16, 8, 16, 12);
    m_slower->setObjectName(QStringLiteral("slowerWithout"));
    m_slower->hide();
    body()->addWidget(m_slower);

    connect(m_empty, &EmptyState::buttonClicked, this, &MessengerCard::addNodeAsked);
    connect(m_test, &QPushButton::clicked, this, [this] { Q_EMIT probeAsked(chosen()); });
    connect(m_testAll, &QPushButton::clicked, this, [this] { Q_EMIT probeAsked(NodeId()); });
    connect(table()->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &MessengerCard::updateButtons);
    updateButtons();
}

NodeId MessengerCard::chosen() const
{
    const QModelIndexList rows = table()->selectionModel()->selectedRows();
    const MessengerEntry* entry = rows.isEmpty() ? nullptr : m_model.entryAt(rows.first().row());
    return entry ? entry->node : NodeId();
}

void MessengerCard::present(const ClusterView& view, const Freshness& freshness)
{
    // Before the first reading nothing of another cluster stays.
    const bool never = freshness.never();
    m_model.show(never ? ClusterView() : view, freshness);
    m_stack->setCurrentWidget(view.nodes.empty() && !never ? static_cast<QWidget*>(m_empty) : table());
    const QString slower = never ? QString() : slowerWithout(view);
    m_slower->setText(slower);
    m_slower->setVisible(!slower.isEmpty());
    updateButtons();
}

void MessengerCard::updateButtons()
{
    const QString none = m_model.rowCount() == 0 ? QStringLiteral("There is no node yet.") : QString();
    setOffReason(m_testAll, none);
    setOffReason(m_test, !none.isEmpty()     ? none
                         : chosen().isNull() ? QStringLiteral("Choose a node first.")
                                             : QString());
}

QString MessengerCard::copyText(const QModelIndex& current) const
{
    return m_model.copyText(current.row());
}

std::optional<TableCard::NamedNode> MessengerCard::nodeOf(const QModelIndex& index) const
{
    const MessengerEntry* entry = m_model.entryAt(index.row());
    return entry ? std::optional(NamedNode{entry->node, entry->name}) : std::nullopt;
}

void MessengerCard::fillMenu(QMenu& menu, const QModelIndex& index)
{
    if (const std::optional<NamedNode> node = nodeOf(index))
        menu.addAction(QStringLiteral("&Test"), this, [this, id = node->id] { Q_EMIT probeAsked(id); });
    TableCard::fillMenu(menu, index);
}

} // namespace rollcall
