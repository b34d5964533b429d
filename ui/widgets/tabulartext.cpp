#include "ui/widgets/tabulartext.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace rollcall
{

namespace
{

constexpr QChar thinSpace(0x202F);

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

qreal widestDigit(const QFontMetricsF& metrics)
{
    qreal widest = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit)
        widest = std::max(widest, metrics.horizontalAdvance(QChar(digit)));
    return widest;
}

/// Calls use(piece, width) for each digit, each thin space and each run of other characters.
template <class Use>
void forEachPiece(const QFontMetricsF& metrics, QStringView text, Use use)
{
    const qreal digit = widestDigit(metrics);
    // The thin no-break space is missing in some fonts and has any width in others: it is a fifth of a line
    // here.
    const qreal thin = metrics.height() / 5;
    qsizetype start = 0;
    while (start < text.size()) {
        qsizetype end = start + 1;
        if (text[start] == thinSpace) {
            use(QString(), thin);
        } else if (isDigit(text[start])) {
            use(QString(text[start]), digit);
        } else {
            while (end < text.size() && !isDigit(text[end]) && text[end] != thinSpace)
                ++end;
            const QString run = text.mid(start, end - start).toString();
            use(run, metrics.horizontalAdvance(run));
        }
        start = end;
    }
}

} // namespace

qreal TabularText::width(const QFontMetricsF& metrics, QStringView text)
{
    qreal sum = 0;
    forEachPiece(metrics, text, [&](const QString&, qreal width) { sum += width; });
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
    forEachPiece(metrics, text, [&](const QString& piece, qreal width) {
        // Only a digit is narrower than its cell; it stands in the middle.
        if (!piece.isEmpty())
            painter.drawText(QPointF(x + (width - metrics.horizontalAdvance(piece)) / 2, baseline), piece);
        x += width;
    });
}

} // namespace rollcall
