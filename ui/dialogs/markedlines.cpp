#include "ui/dialogs/markedlines.h"

#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int lineMark = 14;

} // namespace

MarkedLines::MarkedLines(QWidget* parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(4);
}

void MarkedLines::show(const std::vector<Line>& lines)
{
    while (QLayoutItem* item = m_layout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_texts.clear();
    for (const Line& each : lines) {
        auto* line = new QWidget(this);
        auto* row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(8);
        auto* mark = new StateMark(lineMark, line);
        mark->setMark(each.mark, each.word);
        auto* words = new TextLabel(each.text, TextStyle::Base, Ink::Text, line);
        words->setWordWrap(true);
        words->setTextInteractionFlags(Qt::TextSelectableByMouse);
        row->addWidget(mark, 0, Qt::AlignTop);
        row->addWidget(words, 1);
        m_layout->addWidget(line);
        line->setVisible(true); // at once: a layout leaves out what it shows only when the event loop turns
        m_texts << each.text;
    }
}

QStringList MarkedLines::texts() const
{
    return m_texts;
}

} // namespace rollcall
