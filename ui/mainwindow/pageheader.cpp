#include "ui/mainwindow/pageheader.h"

#include "ui/theme/drawing.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/statemark.h"

#include <QHBoxLayout>
#include <QPainter>

namespace rollcall
{

namespace
{

constexpr int headerHeight = 48;
constexpr int searchWidth = 272;

} // namespace

PageHeader::PageHeader(QWidget* parent)
    : QWidget(parent)
    , m_title(new TextLabel({}, TextStyle::Title, Ink::Text, this))
    , m_search(new SearchField(QStringLiteral("Search or run a command"), QStringLiteral("Ctrl+K"), this))
    , m_mark(new StateMark(14, this))
    , m_text(new TextLabel({}, TextStyle::Small, Ink::Text2, this))
{
    setFixedHeight(roomFor(headerHeight));
    m_search->setOpensOnly(true);
    m_search->setMaximumWidth(searchWidth);
    m_search->setMinimumWidth(120);
    m_search->setAccessibleName(QStringLiteral("Command palette"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 0, 16, 0);
    layout->setSpacing(8);
    layout->addWidget(m_title);
    layout->addStretch(1);
    layout->addWidget(m_search, 2);
    layout->addSpacing(8);
    layout->addWidget(m_mark);
    layout->addWidget(m_text);
    connect(m_search, &SearchField::activated, this, &PageHeader::paletteAsked);
}

void PageHeader::setTitle(const QString& title)
{
    m_title->setText(title);
}

void PageHeader::setConnection(Mark mark, const QString& text, Tone tone)
{
    if (m_mark->mark() != mark)
        m_text->setMinimumWidth(0);
    m_mark->setMark(mark, text);
    m_text->setInk(tone == Tone::Warning ? Ink::Degraded : Ink::Text2);
    if (m_text->text() == text)
        return;
    // The text may get wider than it was, but it does not give width back: the field beside it would wobble.
    m_text->setText(text);
    // A much shorter one does. The hint of a label is never below its own minimum.
    if (m_text->fontMetrics().horizontalAdvance(text) < m_text->minimumWidth() - 24)
        m_text->setMinimumWidth(0);
    const int wanted = m_text->sizeHint().width();
    if (wanted > m_text->minimumWidth())
        m_text->setMinimumWidth(wanted);
}

QString PageHeader::connection() const
{
    return m_text->text();
}

void PageHeader::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    drawRule(painter, 0, width(), height() - 1, Tokens::of(this).border);
}

} // namespace rollcall
