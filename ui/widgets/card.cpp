#include "ui/widgets/card.h"

#include "ui/theme/drawing.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace rollcall
{

Card::Card(const QString& title, QWidget* parent)
    : QFrame(parent)
    , m_header(new QWidget(this))
    , m_headerRow(new QHBoxLayout(m_header))
    , m_title(new TextLabel(QString(), TextStyle::Base, QFont::DemiBold, Ink::Text, m_header))
    , m_note(new TextLabel(QString(), TextStyle::Base, Ink::Text3, m_header))
    , m_body(new QVBoxLayout)
    , m_radius(cardRadius)
{
    setFrameStyle(QFrame::NoFrame);
    m_headerRow->setContentsMargins(0, 0, 0, 0);
    m_headerRow->setSpacing(6);
    m_headerRow->addWidget(m_title);
    m_headerRow->addWidget(m_note);
    m_headerRow->addStretch(1);
    m_header->setMinimumHeight(roomFor(24));
    m_note->hide();
    m_body->setContentsMargins(0, 0, 0, 0);
    m_body->setSpacing(8);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 9, 16, 16);
    column->setSpacing(4);
    column->addWidget(m_header);
    column->addLayout(m_body, 1);
    setTitle(title);
}

void Card::setTitle(const QString& title)
{
    m_title->setText(title);
    m_header->setHidden(title.isEmpty());
    QMargins margins = layout()->contentsMargins();
    margins.setTop(title.isEmpty() ? 16 : 9); // the title row has room of its own
    layout()->setContentsMargins(margins);
    setAccessibleName(title);
}

void Card::setTitleNote(const QString& note)
{
    m_note->setText(note);
    m_note->setHidden(note.isEmpty());
}

void Card::setTrailing(QWidget* widget)
{
    // A link is as high as a button; the header is not.
    widget->setMaximumHeight(m_header->minimumHeight());
    m_headerRow->addWidget(widget, 0, Qt::AlignVCenter);
}

void Card::setDashed(bool dashed)
{
    if (dashed == m_dashed)
        return;
    m_dashed = dashed;
    update();
}

void Card::setEmphasised(bool emphasised)
{
    m_emphasised = emphasised;
    update();
}

void Card::setRadius(qreal radius)
{
    m_radius = radius;
    update();
}

void Card::setBottomPadding(int pixels)
{
    QMargins margins = layout()->contentsMargins();
    margins.setBottom(pixels);
    layout()->setContentsMargins(margins);
}

void Card::setFlush()
{
    QMargins margins = layout()->contentsMargins();
    m_headerRow->setContentsMargins(margins.left(), 0, margins.right(), 0);
    // The outline, and at the foot its round corners, stay in sight.
    layout()->setContentsMargins(1, margins.top(), 1, int(m_radius));
}

void Card::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& tokens = Tokens::of(this);
    const QRectF box(rect());
    if (m_dashed) {
        drawPanel(painter, box, m_radius, tokens.sunken, tokens.field, true);
    } else {
        drawPanel(painter, box, m_radius, tokens.surface, m_emphasised ? QColor() : tokens.border);
        if (m_emphasised)
            drawFocusRing(painter, box, m_radius - 1, tokens.focus);
    }
}

} // namespace rollcall
