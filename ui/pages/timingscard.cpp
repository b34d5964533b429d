#include "ui/pages/timingscard.h"

#include "model/core/durationtext.h"
#include "model/tables/presentation.h"
#include "model/tables/timingswords.h"
#include "ui/pages/factline.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int timingCaption = 112;

} // namespace

TimingsCard::TimingsCard(QWidget* parent)
    : Card(QStringLiteral("Timings"), parent)
    , m_change(new LinkButton(QStringLiteral("Change…"), this))
    , m_profile(new FactLine(QStringLiteral("Profile"), this, timingCaption))
    , m_ttl(new FactLine(QStringLiteral("Lease (ttl)"), this, timingCaption))
    , m_renew(new FactLine(QStringLiteral("Renewal"), this, timingCaption))
    , m_poll(new FactLine(QStringLiteral("Poll"), this, timingCaption))
    , m_margin(new FactLine(QStringLiteral("Margin"), this, timingCaption))
    , m_problemMark(new StateMark(14, this))
    , m_worst(new TextLabel({}, TextStyle::Base, Ink::Text2, this))
{
    setTrailing(m_change);
    m_change->setObjectName(QStringLiteral("changeTimings"));
    m_change->setAccessibleName(QStringLiteral("Change timings…"));
    connect(m_change, &QPushButton::clicked, this,
            [this] { Q_EMIT requested(Intent::forNode(Act::ChangeTimings, {})); });
    m_ttl->setToolTip(QStringLiteral("After so much silence another node takes over."));
    m_renew->setToolTip(QStringLiteral("So often the primary shows that it lives."));
    m_poll->setToolTip(QStringLiteral("So often every other node looks."));
    m_margin->setToolTip(QStringLiteral("So much earlier than the others the primary stops, to be sure."));
    m_worst->setWordWrap(true);
    body()->setSpacing(0);
    for (FactLine* line : {m_profile, m_ttl, m_renew, m_poll, m_margin})
        body()->addWidget(line);
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(m_problemMark, 0, Qt::AlignTop);
    row->addWidget(m_worst, 1);
    body()->addSpacing(4);
    body()->addLayout(row);
    body()->addStretch(1);
}

void TimingsCard::present(const ClusterView& view, const Freshness& freshness)
{
    setOffReason(m_change, offReason(Intent::forNode(Act::ChangeTimings, {}), view, freshness));
    m_problemMark->hide();
    if (freshness.never()) {
        for (FactLine* line : {m_profile, m_ttl, m_renew, m_poll, m_margin})
            line->set(Mark::None, emDash);
        m_worst->setText({});
        return;
    }
    const LeaseTimings& timings = view.facts.timings;
    setTitleNote(freshness.stale() ? QStringLiteral("%1 old").arg(durationText(*freshness.age)) : QString());
    m_profile->set(Mark::None, timings.profileName());
    m_ttl->set(Mark::None, exactSeconds(timings.ttl), QStringLiteral("of silence"));
    m_renew->set(Mark::None, QStringLiteral("every %1").arg(exactSeconds(timings.renew)));
    m_poll->set(Mark::None, QStringLiteral("every %1").arg(exactSeconds(timings.poll)));
    m_margin->set(Mark::None, exactSeconds(timings.margin));
    const QString& problem = view.facts.timingsProblem;
    m_problemMark->setMark(Mark::Degraded, QStringLiteral("Warning"));
    m_problemMark->setHidden(problem.isEmpty());
    m_worst->setText(problem.isEmpty() ? timings.takeoverSentence() : problem);
}

} // namespace rollcall
