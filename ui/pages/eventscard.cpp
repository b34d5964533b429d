#include "ui/pages/eventscard.h"

#include "ui/delegates/eventdelegate.h"
#include "ui/delegates/tablelook.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QListView>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int eventsShown = 30;

} // namespace

EventsCard::EventsCard(QWidget* parent)
    : Card(QStringLiteral("Recent Events"), parent)
    , m_list(new QListView(this))
    , m_none(new TextLabel({}, TextStyle::Base, Ink::Text2, this))
{
    auto* all = new LinkButton(QStringLiteral("All events"), this);
    setTrailing(all);
    connect(all, &QPushButton::clicked, this, &EventsCard::allAsked);
    dressList(m_list);
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new EventDelegate(m_list));
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setAccessibleName(QStringLiteral("Recent events"));
    // Only what fits: the page of events has the rest.
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setMinimumHeight(roomFor(28) * 4);
    m_list->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    body()->addWidget(m_none);
    body()->addWidget(m_list, 1);
    connect(m_list, &QListView::activated, this, [this](const QModelIndex& index) {
        if (const Event* event = m_model.eventAt(index.row()))
            Q_EMIT eventActivated(*event);
    });
}

void EventsCard::present(const ClusterView& view, const Freshness& freshness)
{
    m_model.show(view, eventsShown);
    m_none->setVisible(m_model.rowCount() == 0);
    m_none->setText(freshness.never() ? QStringLiteral("Reading events…") : QStringLiteral("No events yet."));
    m_list->setVisible(m_model.rowCount() > 0);
}

} // namespace rollcall
