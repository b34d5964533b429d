#include "ui/delegates/nodedelegates.h"

#include "model/tables/timetext.h"
#include "ui/delegates/twolines.h"
#include "ui/theme/typography.h"
#include "ui/widgets/statepainter.h"
#include "ui/widgets/tabulartext.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace rollcall
{

namespace
{

constexpr int stateSize = 16;
constexpr int stateGap = 8;
constexpr int crownSize = 14;
constexpr int crownGap = 6;
constexpr int chipGap = 4;
constexpr int glyphGap = 6;
constexpr int tickSize = 12;
constexpr int shapeSize = 14;
constexpr int probeRoom = 44;
constexpr int probeGap = 8;
constexpr int sparkWidth = 38;
constexpr int sparkHeight = 16;
constexpr qreal wordGap = 5;
constexpr qreal leastSpark = 24;

QFont nameFont()
{
    return textFont(TextStyle::Base, QFont::Medium);
}

int advance(const QFont& font, const QString& text)
{
    return int(std::ceil(QFontMetricsF(font).horizontalAdvance(text)));
}

} // namespace

StateDelegate::StateDelegate(QObject* parent)
    : CellDelegate(Qt::AlignLeft, parent)
{
}

void StateDelegate::paintCell(QPainter& painter, const Cell& cell) const
{
    const Mark mark = cell.index.data(StateRole).value<Mark>();
    const QString word = cell.index.data(Qt::DisplayRole).toString();
    const QString second = cell.index.data(SecondLineRole).toString();
    const QColor ink = mark == Mark::None ? cell.tokens.text2 : cell.tokens.state(mark).ink;
    QRect text = cell.box;
    if (mark != Mark::None) {
        const QRectF box(cell.box.x(), cell.box.y() + (cell.box.height() - stateSize) / 2, stateSize,
                         stateSize);
        StatePainter(painter, cell.tokens).mark(mark, box);
        text.setLeft(text.x() + stateSize + stateGap);
    }
    const QRect line = second.isEmpty() ? text : TwoLines::in(text).upper;
    painter.setFont(nameFont());
    painter.setPen(ink);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextDontClip, word);
    if (!second.isEmpty())
        paintSecondLine(painter, TwoLines::in(text).lower, second, cell.small, cell.tokens.text2);
}

int StateDelegate::contentWidth(const Cell& cell) const
{
    const int word = advance(nameFont(), cell.index.data(Qt::DisplayRole).toString());
    const int second = advance(cell.small, cell.index.data(SecondLineRole).toString());
    return stateSize + stateGap + std::max(word, second);
}

NodeDelegate::NodeDelegate(QObject* parent)
    : CellDelegate(Qt::AlignLeft, parent)
{
}

void NodeDelegate::paintCell(QPainter& painter, const Cell& cell) const
{
    const QString name = unbroken(cell.index.data(Qt::DisplayRole).toString());
    const QString second = cell.index.data(SecondLineRole).toString();
    const Crown crown = cell.index.data(CrownRole).value<Crown>();
    const QColor ink = cell.index.data(ToneRole).value<Tone>() == Tone::Muted ? cell.tokens.text2
                       : cell.selected                                        ? cell.tokens.selText
                                                                              : cell.tokens.text;
    const QRect line = second.isEmpty() ? cell.box : TwoLines::in(cell.box).upper;
    const QFont font = textFont(TextStyle::Base, QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(ink);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextDontClip, name);
    if (crown != Crown::None) {
        const QRectF box(line.x() + advance(font, name) + crownGap,
                         line.y() + (line.height() - crownSize) / 2, crownSize, crownSize);
        StatePainter(painter, cell.tokens).crown(crown, box, ink);
    }
    if (!second.isEmpty())
        paintSecondLine(painter, TwoLines::in(cell.box).lower, second, cell.small, cell.tokens.text2);
}

int NodeDelegate::contentWidth(const Cell& cell) const
{
    // Room for the crown is always kept: a failover must not make the column jump.
    const int name = advance(textFont(TextStyle::Base, QFont::DemiBold),
                             unbroken(cell.index.data(Qt::DisplayRole).toString()));
    const int second = advance(cell.small, cell.index.data(SecondLineRole).toString());
    return std::max(name + crownGap + crownSize, second);
}

UnitsDelegate::UnitsDelegate(QObject* parent)
    : CellDelegate(Qt::AlignLeft, parent)
{
}

void UnitsDelegate::paintCell(QPainter& painter, const Cell& cell) const
{
    const auto chips = cell.index.data(UnitsRole).value<QList<UnitChip>>();
    if (chips.isEmpty()) {
        CellDelegate::paintCell(painter, cell);
        return;
    }
    StatePainter states(painter, cell.tokens);
    const int height = StatePainter::chipHeight();
    int x = cell.box.x();
    for (const UnitChip& chip : chips) {
        const int width = StatePainter::chipWidth(chip);
        states.chip(chip, QRectF(x, cell.box.y() + (cell.box.height() - height) / 2, width, height),
                    cell.fresh);
        x += width + chipGap;
    }
}

int UnitsDelegate::contentWidth(const Cell& cell) const
{
    const auto chips = cell.index.data(UnitsRole).value<QList<UnitChip>>();
    if (chips.isEmpty())
        return CellDelegate::contentWidth(cell);
    int width = -chipGap;
    for (const UnitChip& chip : chips)
        width += StatePainter::chipWidth(chip) + chipGap;
    return width;
}

AgeDelegate::AgeDelegate(QObject* parent)
    : CellDelegate(Qt::AlignRight, parent)
{
}

ProbeDelegate::ProbeDelegate(QObject* parent)
    : CellDelegate(Qt::AlignLeft, parent)
{
}

void ProbeDelegate::paintCell(QPainter& painter, const Cell& cell) const
{
    const QString text = cell.index.data(Qt::DisplayRole).toString();
    const auto history = cell.index.data(HistoryRole).value<QList<float>>();
    painter.setFont(toneFont(cell));
    painter.setPen(toneColor(cell));
    const int width = CellDelegate::contentWidth(cell);
    const int room = std::max(probeRoom, width);
    // A number ends where the others end; a word ("Refused") starts where the heading starts.
    const bool number = !text.isEmpty() && text.back() == u's' && text.front().isDigit();
    TabularText::draw(painter, QRectF(cell.box.x(), cell.box.y(), room, cell.box.height()),
                      number ? Qt::AlignRight : Qt::AlignLeft, text);
    if (history.isEmpty())
        return;
    // A long word takes room from the line, which keeps its right end.
    const qreal left = std::max(qreal(cell.box.x() + probeRoom + probeGap), cell.box.x() + width + wordGap);
    const qreal right = std::max(left + leastSpark, qreal(cell.box.x() + probeRoom + probeGap + sparkWidth));
    const qreal top = cell.box.y() + (cell.box.height() - sparkHeight) / 2;
    StatePainter(painter, cell.tokens)
        .sparkline(history, QRectF(left, top, right - left, sparkHeight), cell.fresh);
}

int ProbeDelegate::contentWidth(const Cell& cell) const
{
    const int text = CellDelegate::contentWidth(cell);
    // The line's room is kept before the first answer came.
    return std::max(probeRoom + probeGap + sparkWidth, text + int(wordGap + leastSpark));
}

SyncDelegate::SyncDelegate(QObject* parent)
    : CellDelegate(Qt::AlignLeft, parent)
{
}

void SyncDelegate::paintCell(QPainter& painter, const Cell& cell) const
{
    const Mark mark = cell.index.data(StateRole).value<Mark>();
    const bool glyph = mark == Mark::Tick || mark == Mark::Dash;
    paintMarkAndText(painter, cell, glyph ? tickSize : shapeSize, glyph ? 4 : glyphGap - 2);
}

int SyncDelegate::contentWidth(const Cell& cell) const
{
    return markAndTextWidth(cell, shapeSize, glyphGap - 2);
}

BalancerDelegate::BalancerDelegate(QObject* parent)
    : CellDelegate(Qt::AlignLeft, parent)
{
}

void BalancerDelegate::paintCell(QPainter& painter, const Cell& cell) const
{
    paintMarkAndText(painter, cell, shapeSize, glyphGap);
}

int BalancerDelegate::contentWidth(const Cell& cell) const
{
    return markAndTextWidth(cell, shapeSize, glyphGap);
}

TextDelegate::TextDelegate(bool quiet, QObject* parent)
    : CellDelegate(Qt::AlignLeft, parent)
    , m_quiet(quiet)
{
}

void TextDelegate::paintCell(QPainter& painter, const Cell& cell) const
{
    const QFont font = m_quiet ? cell.small : toneFont(cell);
    painter.setFont(font);
    painter.setPen(m_quiet ? cell.tokens.text2 : toneColor(cell));
    const QString text = cell.index.data(Qt::DisplayRole).toString();
    const QFontMetricsF metrics(font);
    if (TabularText::width(metrics, text) <= cell.box.width())
        TabularText::draw(painter, cell.box, Qt::AlignLeft, text);
    else
        painter.drawText(cell.box, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         metrics.elidedText(text, Qt::ElideRight, cell.box.width()));
}

int TextDelegate::contentWidth(const Cell& cell) const
{
    const QFont font = m_quiet ? cell.small : toneFont(cell);
    return int(
        std::ceil(TabularText::width(QFontMetricsF(font), cell.index.data(Qt::DisplayRole).toString())));
}

} // namespace rollcall
