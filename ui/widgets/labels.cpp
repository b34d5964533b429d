#include "ui/widgets/labels.h"

#include "ui/theme/drawing.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/tabulartext.h"

#include <QEvent>
#include <QPainter>

#include <cmath>

namespace rollcall
{

QColor inkColor(Ink ink, const QPalette& palette)
{
    const Tokens& tokens = Tokens::of(palette);
    if (palette.currentColorGroup() == QPalette::Disabled)
        return tokens.disabled;
    switch (ink) {
    case Ink::Text:
        return tokens.text;
    case Ink::Text2:
        return tokens.text2;
    case Ink::Text3:
        return tokens.text3;
    case Ink::Degraded:
        return tokens.degraded.ink;
    case Ink::Down:
        return tokens.down.ink;
    case Ink::Healthy:
        return tokens.healthy.ink;
    case Ink::Maintenance:
        return tokens.maintenance.ink;
    case Ink::Draining:
        return tokens.draining.ink;
    case Ink::Accent:
        return tokens.accent;
    }
    return tokens.text;
}

TextLabel::TextLabel(const QString& text, TextStyle style, Ink ink, QWidget* parent)
    : QLabel(text, parent)
    , m_ink(ink)
{
    setFont(textFont(style));
    setTextFormat(Qt::PlainText);
    dress();
}

TextLabel::TextLabel(const QString& text, TextStyle style, QFont::Weight weight, Ink ink, QWidget* parent)
    : TextLabel(text, style, ink, parent)
{
    setFont(textFont(style, weight));
}

void TextLabel::setInk(Ink ink)
{
    if (ink == m_ink)
        return;
    m_ink = ink;
    dress();
}

void TextLabel::changeEvent(QEvent* event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_dressing)
        dress();
}

void TextLabel::dress()
{
    // Only the text's colour is the label's own; everything else it inherits, and goes on inheriting.
    m_dressing = true;
    QPalette own;
    own.setResolveMask(0);
    const Tokens& tokens = Tokens::of(this);
    const QPalette active = palette();
    QPalette shown = active;
    shown.setCurrentColorGroup(QPalette::Active);
    own.setColor(QPalette::Active, QPalette::WindowText, inkColor(m_ink, shown));
    own.setColor(QPalette::Inactive, QPalette::WindowText, inkColor(m_ink, shown));
    own.setColor(QPalette::Disabled, QPalette::WindowText, tokens.disabled);
    setPalette(own);
    m_dressing = false;
}

ElidedLabel::ElidedLabel(const QString& text, TextStyle style, Ink ink, QWidget* parent)
    : QWidget(parent)
    , m_ink(ink)
{
    setFont(textFont(style));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setText(text);
}

void ElidedLabel::setText(const QString& text)
{
    if (text == m_text && !text.isEmpty())
        return;
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    describe();
    update();
}

bool ElidedLabel::isElided() const
{
    return fontMetrics().horizontalAdvance(m_text) > width();
}

void ElidedLabel::describe()
{
    setToolTip(isElided() ? m_text : QString());
}

QSize ElidedLabel::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(m_text) + 1, fontMetrics().height()};
}

QSize ElidedLabel::minimumSizeHint() const
{
    const int width = m_text.isEmpty() ? 0 : fontMetrics().horizontalAdvance(m_text.left(1) + QChar(u'…'));
    return {width, fontMetrics().height()};
}

void ElidedLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(inkColor(m_ink, palette()));
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     fontMetrics().elidedText(m_text, Qt::ElideRight, width()));
}

void ElidedLabel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    describe();
}

NumberLabel::NumberLabel(const QString& text, TextStyle style, Ink ink, QWidget* parent)
    : QWidget(parent)
    , m_ink(ink)
{
    setFont(textFont(style));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setText(text);
}

void NumberLabel::setText(const QString& text)
{
    if (text == m_text)
        return;
    const QSize before = sizeHint();
    m_text = text;
    setAccessibleName(text);
    if (sizeHint() != before)
        updateGeometry();
    update();
}

void NumberLabel::setInk(Ink ink)
{
    if (ink == m_ink)
        return;
    m_ink = ink;
    update();
}

QSize NumberLabel::sizeHint() const
{
    return {int(std::ceil(TabularText::width(QFontMetricsF(font()), m_text))), fontMetrics().height()};
}

void NumberLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(inkColor(m_ink, palette()));
    TabularText::draw(painter, rect(), Qt::AlignLeft, m_text);
}

SectionLine::SectionLine(const QString& text, QWidget* parent)
    : QWidget(parent)
    , m_text(text)
{
    setFont(textFont(TextStyle::Small));
    setAccessibleName(text);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize SectionLine::sizeHint() const
{
    return {m_text.isEmpty() ? 1 : fontMetrics().horizontalAdvance(m_text) + 40,
            m_text.isEmpty() ? 1 : roomFor(24)};
}

void SectionLine::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& tokens = Tokens::of(this);
    if (m_text.isEmpty()) {
        drawRule(painter, 0, width(), 0, tokens.divider);
        return;
    }
    painter.setPen(tokens.text3);
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, m_text);
    drawRule(painter, fontMetrics().horizontalAdvance(m_text) + 8, width(), height() / 2, tokens.divider);
}

} // namespace rollcall
