#pragma once

#include "ui/pages/page.h"

namespace rollcall
{

class BalancerCheckCard;
class BalancerConfigCard;
class BalancerSignalsCard;
class CardArea;

/// The load balancer before the nodes: which of them it sends visitors to, a configuration for it, and
/// whether the one that it runs with still fits.
class LoadBalancingPage final : public Page
{
    Q_OBJECT

public:
    explicit LoadBalancingPage(QWidget* parent = nullptr);

    QString title() const override { return QStringLiteral("Load Balancing"); }
    void present(const ClusterView& view, const Freshness& freshness) override;
    QWidget* mainPane() override;

    void reset(); ///< another cluster
    BalancerSignalsCard& nodeSignals() { return *m_signals; }
    BalancerConfigCard& config() { return *m_config; }
    BalancerCheckCard& check() { return *m_check; }

private:
    CardArea* m_scroll;
    BalancerSignalsCard* m_signals;
    BalancerConfigCard* m_config;
    BalancerCheckCard* m_check;
    qint64 m_shownAt = 0; ///< that the files were made from: milliseconds since 1970 by the database's clock
    std::size_t m_nodes = 0; ///< at that time
    bool m_known = false;
};

} // namespace rollcall
