#include "ui/pages/licensecard.h"

#include "model/core/durationtext.h"
#include "model/tables/licensewords.h"
#include "model/tables/presentation.h"
#include "model/tables/timetext.h"
#include "ui/pages/factline.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace rollcall
{

LicenseCard::LicenseCard(QWidget* parent)
    : Card(QStringLiteral("License"), parent)
    , m_change(new LinkButton(QStringLiteral("Change…"), this))
    , m_edition(new FactLine(QStringLiteral("Edition"), this))
    , m_nodes(new FactLine(QStringLiteral("Nodes"), this))
    , m_balancing(new FactLine(QStringLiteral("Load balancing"), this))
    , m_availability(new FactLine(QStringLiteral("High availability"), this))
    , m_setBy(new FactLine(QStringLiteral("Set by"), this))
    , m_overMark(new StateMark(14, this))
    , m_words(new TextLabel({}, TextStyle::Base, Ink::Text2, this))
{
    setTrailing(m_change);
    m_change->setObjectName(QStringLiteral("changeLicense"));
    m_change->setAccessibleName(QStringLiteral("Change license…"));
    connect(m_change, &QPushButton::clicked, this,
            [this] { Q_EMIT requested(Intent::forNode(Act::ChangeLicense, {})); });
    m_words->setWordWrap(true);
    m_words->setObjectName(QStringLiteral("licenseWords"));
    body()->setSpacing(0);
    for (FactLine* line : {m_edition, m_nodes, m_balancing, m_availability, m_setBy})
        body()->addWidget(line);
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(m_overMark, 0, Qt::AlignTop);
    row->addWidget(m_words, 1);
    body()->addSpacing(4);
    body()->addLayout(row);
    body()->addStretch(1);
}

void LicenseCard::present(const ClusterView& view, const Freshness& freshness)
{
    setOffReason(m_change, offReason(Intent::forNode(Act::ChangeLicense, {}), view, freshness));
    m_overMark->hide();
    setTitleNote(freshness.stale() ? QStringLiteral("%1 old").arg(durationText(*freshness.age)) : QString());
    if (freshness.never()) {
        for (FactLine* line : {m_edition, m_nodes, m_balancing, m_availability, m_setBy})
            line->set(Mark::None, emDash);
        m_words->setText({});
        return;
    }
    const License& license = view.facts.cluster.license;
    const QString over = overLimitWords(view, license.nodes);
    const auto allowed = [&license](FactLine* line, Mode mode) {
        const bool may = license.permits(mode).has_value();
        line->set(may ? Mark::Tick : Mark::Dash,
                  may ? QStringLiteral("Allowed") : QStringLiteral("Not allowed"));
    };
    m_edition->set(Mark::None, titleOf(license.edition));
    m_nodes->set(Mark::None, licensedNodesText(view), QStringLiteral("registered"));
    allowed(m_balancing, Mode::LoadBalancing);
    allowed(m_availability, Mode::HighAvailability);
    m_setBy->set(Mark::None, license.by.isEmpty() ? QStringLiteral("Nobody") : license.by,
                 license.by.isEmpty() ? QStringLiteral("every new cluster has it")
                                      : momentText(license.since, view.facts.databaseTime));
    m_overMark->setMark(Mark::Degraded, QStringLiteral("Warning"));
    m_overMark->setHidden(over.isEmpty());
    m_words->setText(over.isEmpty() ? editionMeaning(license.edition) : unbroken(over));
}

} // namespace rollcall
