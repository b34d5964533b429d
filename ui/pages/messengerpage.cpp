#include "ui/pages/messengerpage.h"

#include "ui/pages/cardarea.h"
#include "ui/pages/keycard.h"
#include "ui/pages/meshcard.h"
#include "ui/pages/messengercard.h"

#include <QTableView>
#include <QVBoxLayout>

namespace rollcall
{

MessengerPage::MessengerPage(QWidget* parent)
    : Page(parent)
    , m_scroll(new CardArea)
    , m_messengers(new MessengerCard)
    , m_mesh(new MeshCard)
    , m_keys(new KeyCard)
{
    auto* cards = new QVBoxLayout;
    cards->addWidget(m_messengers, 1);
    cards->addWidget(m_mesh);
    cards->addWidget(m_keys);
    m_scroll->setCards(cards);
    m_scroll->fill(this);

    connect(m_messengers, &MessengerCard::probeAsked, this, &MessengerPage::probeAsked);
    connect(m_keys, &KeyCard::requested, this, &Page::requested);
    connect(m_messengers, &MessengerCard::nodeAsked, this, &Page::nodeAsked);
    connect(m_messengers, &MessengerCard::addNodeAsked, this, &Page::addNodeAsked);
}

void MessengerPage::present(const ClusterView& view, const Freshness& freshness)
{
    m_messengers->present(view, freshness);
    m_mesh->present(view, freshness);
    m_keys->present(view, freshness);
}

QWidget* MessengerPage::mainPane()
{
    return m_messengers->table();
}

} // namespace rollcall
