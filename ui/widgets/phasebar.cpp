#include "ui/widgets/phasebar.h"

#include "model/tables/timetext.h"
#include "ui/theme/tokens.h"
#include "ui/theme/typography.h"
#include "ui/widgets/tabulartext.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace rollcall
{

namespace
{

constexpr qreal leastPhase = 3;
constexpr qreal phaseGap = 1;
constexpr int phaseBarHeight = 10;
constexpr int legendSquare = 8;
constexpr int legendGap = 6;
constexpr int legendSpacing = 16;
constexpr int leastPhaseBar = 240;

struct PhasePart {
    QString word;
    Millis length;
    QColor color;
};

QList<PhasePart> partsOf(const TakeoverPhases& phases, const Tokens& tokens)
{
    QList<PhasePart> parts;
    if (phases.silence)
        parts.append({QStringLiteral("Silence"), *phases.silence, tokens.alive});
    if (phases.claim)
        parts.append({QStringLiteral("Claim"), *phases.claim, tokens.text});
    if (phases.work)
        parts.append({QStringLiteral("Work"), *phases.work, tokens.term});
    return parts;
}

QString legendText(const PhasePart& part)
{
    return QStringLiteral("%1 %2").arg(part.word, rttText(part.length));
}

} // namespace

QList<QRectF> phaseRects(const QRectF& rect, const TakeoverPhases& phases)
{
    QList<qreal> lengths;
    for (const std::optional<Millis>& each : {phases.silence, phases.claim, phases.work})
        if (each)
            lengths.append(qreal(std::max<qint64>(0, each->count())));
    if (lengths.isEmpty())
        return {};
    const qreal room = rect.width() - phaseGap * qreal(lengths.size() - 1);
    const qreal whole = std::accumulate(lengths.begin(), lengths.end(), 0.0);
    // The short ones get their least width, and the others share what is left.
    qreal small = 0;
    qreal large = 0;
    for (qreal length : std::as_const(lengths)) {
        const bool tiny = whole <= 0 || length / whole * room < leastPhase;
        small += tiny ? leastPhase : 0;
        large += tiny ? 0 : length;
    }
    QList<QRectF> rects;
    qreal x = rect.x();
    for (qreal length : std::as_const(lengths)) {
        const bool tiny = whole <= 0 || length / whole * room < leastPhase;
        const qreal width = tiny ? leastPhase : length / large * (room - small);
        rects.append(QRectF(x, rect.y(), width, rect.height()));
        x += width + phaseGap;
    }
    return rects;
}

void drawPhases(QPainter& painter, const QRectF& rect, const TakeoverPhases& phases, const Tokens& tokens)
{
    const QList<QRectF> rects = phaseRects(rect, phases);
    const QList<PhasePart> parts = partsOf(phases, tokens);
    for (qsizetype i = 0; i < rects.size(); ++i)
        painter.fillRect(rects[i], parts[i].color);
}

PhaseBar::PhaseBar(QWidget* parent)
    : QWidget(parent)
{
    setFont(textFont(TextStyle::Small));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void PhaseBar::setPhases(const TakeoverPhases& phases)
{
    m_phases = phases;
    setAccessibleName(phases.isEmpty()
                          ? QStringLiteral("Nothing was measured")
                          : QStringLiteral("Takeover %1: %2").arg(phases.totalText(), phases.words()));
    setToolTip(accessibleName());
    updateGeometry();
    update();
}

QSize PhaseBar::sizeHint() const
{
    return {std::max(360, minimumSizeHint().width()), minimumSizeHint().height()};
}

QSize PhaseBar::minimumSizeHint() const
{
    qreal width = 0;
    for (const PhasePart& part : partsOf(m_phases, Tokens::of(this)))
        width += legendSquare + legendGap + TabularText::width(QFontMetricsF(font()), legendText(part)) +
                 legendSpacing;
    return {std::max(leastPhaseBar, int(std::ceil(width))),
            phaseBarHeight + legendGap + fontMetrics().height()};
}

void PhaseBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& tokens = Tokens::of(this);
    drawPhases(painter, QRectF(0, 0, width(), phaseBarHeight), m_phases, tokens);
    qreal x = 0;
    const qreal top = phaseBarHeight + legendGap;
    const qreal line = fontMetrics().height();
    for (const PhasePart& part : partsOf(m_phases, tokens)) {
        painter.fillRect(QRectF(x, top + std::round((line - legendSquare) / 2), legendSquare, legendSquare),
                         part.color);
        x += legendSquare + legendGap;
        painter.setPen(tokens.text2);
        const QString text = legendText(part);
        const qreal width = TabularText::width(QFontMetricsF(font()), text);
        TabularText::draw(painter, QRectF(x, top, width + 1, line), Qt::AlignLeft, text);
        x += width + legendSpacing;
    }
}

} // namespace rollcall
