#include "ui/widgets/tabulartext.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace rollcall
{

namespace
{

qreal widestDigit(const QFontMetricsF& metrics)
{
    qreal widest = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit)
        widest = std::max(widest, metrics.horizontalAdvance(QChar(digit)));
    return widest;
}

/// Calls use(piece, width) for each digit alone and for each run of other characters.
template <class Use>
void forEachPiece(const QFontMetricsF& metrics, QStringView text, Use use)
{
    const qreal digit = widestDigit(metrics);
    qsizetype start = 0;
    while (start < text.size()) {
        qsizetype end = start + 1;
        const bool isDigit = text[start] >= u'0' && text[start] <= u'9';
        while (!isDigit && end < text.size() && !(text[end] >= u'0' && text[end] <= u'9'))
            ++end;
        const QString piece = text.mid(start, end - start).toString();
        use(piece, isDigit ? digit : metrics.horizontalAdvance(piece), isDigit);
        start = end;
    }
}

} // namespace

qreal TabularText::width(const QFontMetricsF& metrics, QStringView text)
{
    qreal sum = 0;
    forEachPiece(metrics, text, [&](const QString&, qreal width, bool) { sum += width; });
    return sum;
}

void TabularText::draw(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, QStringView text)
{
    const QFontMetricsF metrics(painter.font(), painter.device());
    qreal x = rect.x();
    if (alignment & Qt::AlignRight)
        x = rect.right() - width(metrics, text);
    else if (alignment & Qt::AlignHCenter)
        x = rect.center().x() - width(metrics, text) / 2;
    qreal baseline = rect.y() + (rect.height() - metrics.height()) / 2 + metrics.ascent();
    if (alignment & Qt::AlignTop)
        baseline = rect.y() + metrics.ascent();
    else if (alignment & Qt::AlignBottom)
        baseline = rect.bottom() - metrics.descent();
    baseline = std::round(baseline);
    forEachPiece(metrics, text, [&](const QString& piece, qreal width, bool isDigit) {
        const qreal inset = isDigit ? (width - metrics.horizontalAdvance(piece)) / 2 : 0;
        painter.drawText(QPointF(x + inset, baseline), piece);
        x += width;
    });
}

} // namespace rollcall
