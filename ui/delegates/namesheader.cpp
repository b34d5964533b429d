#include "ui/delegates/namesheader.h"

#include "model/tables/timetext.h"
#include "ui/theme/drawing.h"
#include "ui/theme/tokens.h"
#include "ui/theme/typography.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr int nameSide = 8;
constexpr int nameFirstSide = 16; ///< the card's padding
constexpr int headerHeight = 28;
constexpr int mostNameLength = 260;

QFont namesFont(Qt::Orientation orientation)
{
    return orientation == Qt::Vertical ? textFont(TextStyle::Base, QFont::DemiBold)
                                       : textFont(TextStyle::Small);
}

} // namespace

NamesHeader::NamesHeader(Qt::Orientation orientation, QWidget* parent)
    : QHeaderView(orientation, parent)
{
    setSectionsClickable(false);
    setHighlightSections(false);
    setSectionResizeMode(QHeaderView::Fixed);
    setMinimumSectionSize(1);
}

void NamesHeader::setUpright(bool upright)
{
    if (upright == m_upright)
        return;
    m_upright = upright;
    Q_EMIT geometriesChanged();
    updateGeometry();
    viewport()->update();
}

QString NamesHeader::name(int section) const
{
    return model() ? unbroken(model()->headerData(section, orientation(), Qt::DisplayRole).toString())
                   : QString();
}

int NamesHeader::namesWidth() const
{
    const QFontMetrics metrics(namesFont(orientation()));
    int widest = 0;
    for (int section = 0; section < count(); ++section)
        widest = std::max(widest, metrics.horizontalAdvance(name(section)));
    const int near = orientation() == Qt::Vertical ? nameFirstSide : nameSide;
    return std::min(widest, mostNameLength) + near + nameSide;
}

QSize NamesHeader::sizeHint() const
{
    if (orientation() == Qt::Vertical)
        return {namesWidth(), roomFor(headerHeight)};
    return {0, m_upright ? namesWidth() : roomFor(headerHeight)};
}

void NamesHeader::paintSection(QPainter* painter, const QRect& rect, int section) const
{
    if (!rect.isValid())
        return;
    const PainterState state(*painter);
    const Tokens& tokens = Tokens::of(this);
    const bool beside = orientation() == Qt::Vertical;
    painter->fillRect(rect, beside ? tokens.surface : tokens.sunken);
    drawRule(*painter, rect.x(), rect.x() + rect.width(), rect.y() + rect.height() - hairline(*painter),
             beside ? tokens.divider : tokens.border);
    if (beside)
        painter->fillRect(
            QRectF(rect.x() + rect.width() - hairline(*painter), rect.y(), hairline(*painter), rect.height()),
            tokens.border);
    painter->setFont(namesFont(orientation()));
    painter->setPen(beside ? tokens.text : tokens.text3);
    const QFontMetrics metrics(painter->font());
    // Of a very long name the end tells one node from the other.
    const QString text = metrics.elidedText(name(section), Qt::ElideLeft, mostNameLength);
    if (!m_upright) {
        const QRect line = rect.adjusted(beside ? nameFirstSide : nameSide, 0, beside ? -nameSide : 0, 0);
        painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextDontClip,
                          text);
        return;
    }
    // From the foot upwards.
    painter->translate(rect.x(), rect.y() + rect.height());
    painter->rotate(-90);
    painter->drawText(QRect(nameSide, 0, rect.height() - nameSide, rect.width()),
                      Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextDontClip, text);
}

} // namespace rollcall
