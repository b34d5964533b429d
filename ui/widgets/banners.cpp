#include "ui/widgets/banners.h"

#include "ui/theme/drawing.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace rollcall
{

StaleBar::StaleBar(QWidget* parent)
    : QWidget(parent)
    , m_mark(new StateMark(16, this))
    , m_sentence(new ElidedLabel(QString(), TextStyle::Base, Ink::Text, this))
    , m_link(new LinkButton(QString(), this))
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_mark->setMark(Mark::Degraded, tr("Warning"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 0, 16, 1);
    row->setSpacing(10);
    row->addWidget(m_mark);
    row->addWidget(m_sentence, 1);
    row->addWidget(m_link);
    m_link->hide();
    connect(m_link, &QPushButton::clicked, this, &StaleBar::linkClicked);
}

void StaleBar::setSentence(const QString& sentence)
{
    m_sentence->setText(sentence);
    setAccessibleName(sentence);
}

void StaleBar::setLink(const QString& text)
{
    m_link->setText(text);
    m_link->setHidden(text.isEmpty());
}

QSize StaleBar::sizeHint() const
{
    return {320, roomFor(36)};
}

void StaleBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& tokens = Tokens::of(this);
    painter.fillRect(rect(), tokens.degraded.tint);
    drawRule(painter, 0, width(), height() - hairline(painter), tokens.border);
}

EmptyState::EmptyState(QWidget* parent)
    : QWidget(parent)
    , m_sentence(new TextLabel(QString(), TextStyle::Base, Ink::Text2, this))
    , m_button(plainButton(QString(), this))
{
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(12);
    column->addStretch(1);
    column->addWidget(m_sentence);
    column->addWidget(m_button, 0, Qt::AlignHCenter);
    column->addStretch(1);
    connect(m_button, &QPushButton::clicked, this, &EmptyState::buttonClicked);
    setText(QString());
}

void EmptyState::setText(const QString& sentence, const QString& button)
{
    m_sentence->setText(sentence);
    setAccessibleName(sentence);
    m_button->setText(button);
    m_button->setHidden(button.isEmpty());
}

} // namespace rollcall
