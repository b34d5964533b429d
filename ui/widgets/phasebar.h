#pragma once

#include "model/tables/takeoverphases.h"

#include <QWidget>

class QPainter;

namespace rollcall
{

struct Tokens;

/// The phases of a takeover as one stacked bar, in the order in which they passed: silence (grey), claim
/// (dark), work (blue). Each part that was measured is at least 3 px wide. The words beside it say the
/// numbers: a bar never stands alone.
void drawPhases(QPainter& painter, const QRectF& rect, const TakeoverPhases& phases, const Tokens& tokens);
/// Where each measured part is painted, in the order of drawPhases().
QList<QRectF> phaseRects(const QRectF& rect, const TakeoverPhases& phases);

/// The bar with its legend: a square, a word and a number for each part.
class PhaseBar : public QWidget
{
    Q_OBJECT

public:
    explicit PhaseBar(QWidget* parent = nullptr);
    void setPhases(const TakeoverPhases& phases);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    TakeoverPhases m_phases;
};

} // namespace rollcall
