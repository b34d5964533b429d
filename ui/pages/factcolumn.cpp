#include "ui/pages/factcolumn.h"

#include "ui/theme/buttonkind.h"
#include "ui/theme/typography.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"
#include "ui/widgets/statepainter.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QStringList>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int markSize = 14;
constexpr int markGap = 4;
constexpr int countGap = 10;

} // namespace

FactColumn::FactColumn(const QString& caption, QWidget* parent)
    : QWidget(parent)
    , m_mark(new StateMark(16, this))
    , m_value(new TextLabel({}, TextStyle::Base, QFont::DemiBold, Ink::Text, this))
    , m_foot(new QHBoxLayout)
{
    auto* value = new QHBoxLayout;
    value->setSpacing(6);
    m_value->setMinimumHeight(roomFor(20));
    value->addWidget(m_mark);
    value->addWidget(m_value, 1);
    m_foot->setContentsMargins(0, 0, 0, 0);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(new TextLabel(caption, TextStyle::Small, Ink::Text2, this));
    layout->addSpacing(5);
    layout->addLayout(value);
    layout->addSpacing(5);
    layout->addLayout(m_foot);
    layout->addStretch(1);
}

void FactColumn::setValue(Mark mark, const QString& text)
{
    m_mark->setMark(mark, text);
    m_mark->setVisible(mark != Mark::None);
    m_value->setText(text);
}

void FactColumn::setFoot(QWidget* foot)
{
    m_foot->addWidget(foot, 0, Qt::AlignLeft | Qt::AlignVCenter);
    m_foot->addStretch(1);
}

SwitchColumn::SwitchColumn(Feature feature, QWidget* parent)
    : FactColumn(feature == Feature::LoadBalancing ? QStringLiteral("Load balancing")
                                                   : QStringLiteral("High availability"),
                 parent)
    , m_feature(feature)
    , m_button(smallButton({}, this))
{
    m_button->setObjectName(feature == Feature::LoadBalancing ? QStringLiteral("switchLoadBalancing")
                                                              : QStringLiteral("switchHighAvailability"));
    setFoot(m_button);
    connect(m_button, &QPushButton::clicked, this,
            [this] { Q_EMIT requested(m_on ? Intent::disable(m_feature) : Intent::enable(m_feature)); });
}

void SwitchColumn::present(const ClusterView& view, const Freshness& freshness, bool accent)
{
    const bool known = !freshness.never() && !freshness.stale();
    m_on = isOn(m_feature, view.facts.cluster.mode);
    if (freshness.never())
        setValue(Mark::None, QStringLiteral("—"));
    else
        setValue(!known ? Mark::Unknown
                 : m_on ? Mark::Tick
                        : Mark::Dash,
                 m_on ? QStringLiteral("On") : QStringLiteral("Off"));
    m_button->setText(m_on ? QStringLiteral("Disable…")
                           : QStringLiteral("Enable %1").arg(titleOf(m_feature)));
    setButtonKind(m_button, accent && !m_on ? ButtonKind::Accent : ButtonKind::Plain);
    const Intent intent = m_on ? Intent::disable(m_feature) : Intent::enable(m_feature);
    setOffReason(m_button, offReason(intent, view, freshness));
}

MarkCounts::MarkCounts(QWidget* parent)
    : QWidget(parent)
{
    setFont(textFont(TextStyle::Small));
}

void MarkCounts::setCounts(std::vector<Count> counts)
{
    if (counts == m_counts)
        return;
    m_counts = std::move(counts);
    QStringList words;
    for (const Count& each : m_counts)
        words << QStringLiteral("%1 %2").arg(each.count).arg(each.word.toLower());
    setAccessibleName(words.join(QStringLiteral(", ")));
    setToolTip(words.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

QSize MarkCounts::sizeHint() const
{
    int width = 0;
    for (const Count& each : m_counts)
        width += markSize + markGap + fontMetrics().horizontalAdvance(QString::number(each.count)) + countGap;
    return {std::max(1, width - countGap), std::max(24, fontMetrics().height())};
}

void MarkCounts::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& tokens = Tokens::of(this);
    StatePainter signs(painter, tokens);
    int x = 0;
    for (const Count& each : m_counts) {
        signs.mark(each.mark, QRectF(x, (height() - markSize) / 2, markSize, markSize));
        x += markSize + markGap;
        const QString text = QString::number(each.count);
        painter.setPen(tokens.text2);
        painter.drawText(QRect(x, 0, width() - x, height()), Qt::AlignLeft | Qt::AlignVCenter, text);
        x += fontMetrics().horizontalAdvance(text) + countGap;
    }
}

} // namespace rollcall
