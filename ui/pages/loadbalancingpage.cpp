#include "ui/pages/loadbalancingpage.h"

#include "ui/pages/balancercheckcard.h"
#include "ui/pages/balancerconfigcard.h"
#include "ui/pages/balancersignalscard.h"

#include <QScrollArea>
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
    , m_scroll(new QScrollArea(this))
    , m_signals(new BalancerSignalsCard)
    , m_config(new BalancerConfigCard)
    , m_check(new BalancerCheckCard)
{
    auto* content = new QWidget;
    auto* cards = new QVBoxLayout(content);
    cards->setContentsMargins(16, 12, 16, 12);
    cards->setSpacing(12);
    cards->addWidget(m_signals);
    cards->addWidget(m_config, 1);
    cards->addWidget(m_check);
    m_scroll->setWidget(content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_scroll);

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
