#include "ui/pages/markstrip.h"

#include "ui/theme/typography.h"
#include "ui/widgets/statepainter.h"

#include <QPainter>

namespace rollcall
{

namespace
{

constexpr int markSize = 16;
constexpr int step = 22;

} // namespace

MarkStrip::MarkStrip(QWidget* parent)
    : QWidget(parent)
{
    setFont(textFont(TextStyle::Small));
}

void MarkStrip::setMarks(const QList<Mark>& marks)
{
    if (marks == m_marks)
        return;
    m_marks = marks;
    setAccessibleName(QStringLiteral("%1 nodes").arg(marks.size()));
    updateGeometry();
    update();
}

QSize MarkStrip::sizeHint() const
{
    return {std::max(1, static_cast<int>(m_marks.size())) * step, markSize};
}

QSize MarkStrip::minimumSizeHint() const
{
    return {step * 3, markSize};
}

void MarkStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& tokens = Tokens::of(this);
    StatePainter signs(painter, tokens);
    const auto fitting = static_cast<qsizetype>((width() + step - markSize) / step);
    const bool cut = m_marks.size() > fitting;
    const qsizetype shown = cut ? std::max<qsizetype>(1, fitting - 2) : m_marks.size();
    for (qsizetype i = 0; i < shown; ++i)
        signs.mark(m_marks[i],
                   QRectF(static_cast<qreal>(i) * step, (height() - markSize) / 2.0, markSize, markSize));
    if (cut) {
        painter.setPen(tokens.text2);
        painter.drawText(QRect(static_cast<int>(shown) * step, 0, step * 2, height()),
                         Qt::AlignVCenter | Qt::AlignLeft, QStringLiteral("+%1").arg(m_marks.size() - shown));
    }
}

} // namespace rollcall
