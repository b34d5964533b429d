#include "ui/pages/signalcard.h"

#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace rollcall
{

SignalCard::SignalCard(const QString& caption, SignalStrip::Look look, QWidget* parent)
    : Card({}, parent)
    , m_caption(caption)
    , m_mark(new StateMark(16, this))
    , m_value(new TextLabel({}, TextStyle::Value, Ink::Text, this))
    , m_first(new TextLabel({}, TextStyle::Small, Ink::Text2, this))
    , m_second(new TextLabel({}, TextStyle::Small, Ink::Text2, this))
    , m_strip(new SignalStrip(look, this))
{
    auto* value = new QHBoxLayout;
    value->setSpacing(8);
    value->addWidget(m_mark);
    value->addWidget(m_value, 1);
    m_first->setWordWrap(true);
    m_second->setWordWrap(true);
    m_strip->setEmptyText(QStringLiteral("Nothing was watched yet."));
    body()->setSpacing(0);
    body()->addWidget(new TextLabel(caption, TextStyle::Small, Ink::Text2, this));
    body()->addSpacing(6);
    body()->addLayout(value);
    body()->addSpacing(8);
    body()->addWidget(m_first);
    body()->addWidget(m_second);
    body()->addStretch(1);
    body()->addSpacing(8);
    body()->addWidget(m_strip);
}

void SignalCard::present(const Content& content)
{
    m_mark->setMark(content.mark, content.value);
    m_value->setText(content.value);
    m_first->setText(content.first);
    m_second->setText(content.second);
    m_strip->setSamples(content.samples, content.start, QStringLiteral("now"), content.changeAt,
                        content.change);
    setAccessibleName(
        QStringLiteral("%1: %2. %3 %4").arg(m_caption, content.value, content.first, content.second));
}

} // namespace rollcall
