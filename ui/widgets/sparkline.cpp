#include "ui/widgets/sparkline.h"

#include "ui/widgets/statepainter.h"

#include <QPainter>

namespace rollcall
{

Sparkline::Sparkline(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(tr("Last round trips"));
}

void Sparkline::setHistory(const QList<float>& history, const QString& summary)
{
    setAccessibleDescription(summary);
    setToolTip(summary);
    if (history == m_history)
        return;
    m_history = history;
    update();
}

QSize Sparkline::sizeHint() const
{
    return {38, 16};
}

void Sparkline::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    StatePainter(painter, Tokens::of(this)).sparkline(m_history, rect());
}

} // namespace rollcall
