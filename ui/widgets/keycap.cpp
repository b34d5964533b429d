#include "ui/widgets/keycap.h"

#include "ui/theme/drawing.h"
#include "ui/theme/tokens.h"
#include "ui/theme/typography.h"

#include <QFontMetrics>
#include <QPainter>

namespace rollcall
{

KeyCap::KeyCap(const QString& keys, QWidget* parent)
    : QWidget(parent)
    , m_keys(keys)
{
    setAccessibleName(keys);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize KeyCap::sizeOf(const QString& keys)
{
    return {QFontMetrics(textFont(TextStyle::Caption, QFont::Medium)).horizontalAdvance(keys) + 11,
            roomFor(18)};
}

void KeyCap::draw(QPainter& painter, const QRect& rect, const QString& keys, const QPalette& palette)
{
    const PainterState state(painter);
    const Tokens& tokens = Tokens::of(palette);
    drawPanel(painter, rect, 3, tokens.sunken, tokens.border);
    painter.setFont(textFont(TextStyle::Caption, QFont::Medium));
    painter.setPen(tokens.text3);
    painter.drawText(rect, Qt::AlignCenter | Qt::TextSingleLine, keys);
}

QSize KeyCap::sizeHint() const
{
    return sizeOf(m_keys);
}

void KeyCap::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    draw(painter, rect(), m_keys, palette());
}

} // namespace rollcall
