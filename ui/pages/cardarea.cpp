#include "ui/pages/cardarea.h"

#include <QVBoxLayout>

namespace rollcall
{

void CardArea::setCards(QLayout* cards)
{
    cards->setContentsMargins(16, 12, 16, 12);
    cards->setSpacing(12);
    auto* content = new QWidget;
    content->setLayout(cards);
    setWidget(content);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
}

void CardArea::fill(QWidget* page)
{
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(this);
}

} // namespace rollcall
