#include "ui/pages/loadbalancingpage.h"

#include "ui/pages/balancercheckcard.h"
#include "ui/pages/balancerconfigcard.h"
#include "ui/pages/balancersignalscard.h"
#include "ui/pages/cardarea.h"

#include <QTableView>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

/// Milliseconds: names and addresses hardly ever change, and thousands of them take a while to write.
constexpr qint64 filesRhythm = 2'000;

} // namespace

LoadBalancingPage::LoadBalancingPage(QWidget* parent)
    : Page(parent)
    , m_scroll(new CardArea)
    , m_signals(new BalancerSignalsCard)
    , m_config(new BalancerConfigCard)
    , m_check(new BalancerCheckCard)
{
    auto* cards = new QVBoxLayout;
    cards->addWidget(m_signals);
    cards->addWidget(m_config, 1);
    cards->addWidget(m_check);
    m_scroll->setCards(cards);
    m_scroll->fill(this);

    connect(m_signals, &BalancerSignalsCard::nodeAsked, this, &Page::nodeAsked);
    connect(m_signals, &BalancerSignalsCard::addNodeAsked, this, &Page::addNodeAsked);
    connect(m_check, &BalancerCheckCard::checked, this, [this] {
        m_scroll->widget()->layout()->activate();
        m_scroll->ensureWidgetVisible(m_check);
    });
    connect(m_config, &BalancerConfigCard::requestChanged, this,
            [this] { m_check->setRequest(m_config->request(), m_config->portsAreKnown()); });
}

void LoadBalancingPage::present(const ClusterView& view, const Freshness& freshness)
{
    m_signals->present(view, freshness);
    m_config->setFreshness(freshness);
    m_check->setFreshness(freshness);
    const bool known = !freshness.never();
    const qint64 age = view.facts.databaseTime - m_shownAt;
    if (known == m_known && view.nodes.size() == m_nodes && age >= 0 && age < filesRhythm)
        return;
    m_known = known;
    m_nodes = view.nodes.size();
    m_shownAt = view.facts.databaseTime;
    const auto shown = known ? std::make_shared<const ClusterView>(view) : nullptr;
    m_config->present(shown);
    m_check->present(shown);
}

QWidget* LoadBalancingPage::mainPane()
{
    return m_signals->table();
}

void LoadBalancingPage::reset()
{
    m_check->reset();
    m_shownAt = 0;
}

} // namespace rollcall
