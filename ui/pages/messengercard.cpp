#include "ui/pages/messengercard.h"

#include "model/tables/messengerwords.h"
#include "ui/delegates/nodedelegates.h"
#include "ui/delegates/tablelook.h"
#include "ui/widgets/banners.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QKeyEvent>
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
    : Card(QStringLiteral("Messengers"), parent)
    , m_test(smallButton(QStringLiteral("Test"), this))
    , m_testAll(smallButton(QStringLiteral("Test All"), this))
    , m_table(new QTableView(this))
    , m_empty(new EmptyState(this))
    , m_stack(new QStackedLayout)
    , m_slower(new TextLabel({}, TextStyle::Base, Ink::Text2, this))
{
    setFlush();
    m_test->setObjectName(QStringLiteral("testMessenger"));
    m_testAll->setObjectName(QStringLiteral("testAllMessengers"));
    auto* buttons = new QWidget(this);
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_test);
    row->addWidget(m_testAll);
    setTrailing(buttons);

    dressTable(m_table, messengerRow);
    m_table->setModel(&m_model);
    m_table->setAccessibleName(QStringLiteral("Messengers"));
    m_table->setItemDelegateForColumn(MessengerModel::Node, new NodeDelegate(m_table));
    m_table->setItemDelegateForColumn(MessengerModel::State, new StateDelegate(m_table));
    m_table->setItemDelegateForColumn(MessengerModel::RoundTrip, new ProbeDelegate(m_table));
    m_table->setItemDelegateForColumn(MessengerModel::Tried, new AgeDelegate(m_table));
    m_table->setItemDelegateForColumn(MessengerModel::ReachedBy, new BalancerDelegate(m_table));
    m_table->setItemDelegateForColumn(MessengerModel::Endpoint, new TextDelegate(true, m_table));
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setMinimumHeight(m_table->horizontalHeader()->height() +
                              messengerRowsAtLeast * m_table->verticalHeader()->defaultSectionSize());
    m_table->installEventFilter(this);
    QHeaderView* header = m_table->horizontalHeader();
    header->setResizeContentsPrecision(100);
    for (int column = 0; column < MessengerModel::Endpoint; ++column)
        header->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    header->setStretchLastSection(true);
    m_empty->setText(QStringLiteral("No nodes have joined yet."), QStringLiteral("Add Node…"));
    m_stack->addWidget(m_table);
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
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        if (const MessengerEntry* entry = m_model.entryAt(index.row()))
            Q_EMIT nodeAsked(entry->node);
    });
    connect(m_table, &QTableView::customContextMenuRequested, this, &MessengerCard::openMenu);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &MessengerCard::updateButtons);
    updateButtons();
}

NodeId MessengerCard::chosen() const
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    const MessengerEntry* entry = rows.isEmpty() ? nullptr : m_model.entryAt(rows.first().row());
    return entry ? entry->node : NodeId();
}

void MessengerCard::present(const ClusterView& view, const Freshness& freshness)
{
    // Before the first reading nothing of another cluster stays.
    const bool never = freshness.never();
    m_model.show(never ? ClusterView() : view, freshness);
    m_stack->setCurrentWidget(view.nodes.empty() && !never ? static_cast<QWidget*>(m_empty) : m_table);
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

void MessengerCard::openMenu(const QPoint& at)
{
    const QModelIndex index = m_table->indexAt(at);
    const MessengerEntry* entry = m_model.entryAt(index.row());
    if (!index.isValid() || !entry)
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const NodeId node = entry->node;
    menu->addAction(QStringLiteral("&Test"), this, [this, node] { Q_EMIT probeAsked(node); });
    menu->addAction(QStringLiteral("&Show %1").arg(entry->name), this,
                    [this, node] { Q_EMIT nodeAsked(node); });
    menu->addAction(QStringLiteral("&Copy Row"), this, &MessengerCard::copyRow);
    menu->popup(m_table->viewport()->mapToGlobal(at));
}

void MessengerCard::copyRow()
{
    const QModelIndex current = m_table->currentIndex();
    if (current.isValid())
        QApplication::clipboard()->setText(m_model.copyText(current.row()));
}

bool MessengerCard::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
        copyRow();
        return true;
    }
    return Card::eventFilter(watched, event);
}

} // namespace rollcall
