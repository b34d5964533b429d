#pragma once

#include <QScrollArea>

class QLayout;

namespace rollcall
{

/// Where a page's cards stand: it scrolls when they need more room than there is. The keyboard goes to the
/// cards, never to it.
class CardArea final : public QScrollArea
{
    Q_OBJECT

public:
    using QScrollArea::QScrollArea;

    /// Puts the cards of this layout into it, with a page's margins and distances.
    void setCards(QLayout* cards);
    /// Makes it the whole of that page.
    void fill(QWidget* page);
};

} // namespace rollcall
