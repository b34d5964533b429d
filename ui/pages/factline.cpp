#include "ui/pages/factline.h"

#include "ui/theme/typography.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QHBoxLayout>

namespace rollcall
{

namespace
{

constexpr int factLineHeight = 28;
constexpr int factMarkSize = 14;
constexpr int factMarkGap = 6;
constexpr int factNoteGap = 8;
/// Items of the row: caption, mark, gap, value, gap, note.
constexpr int markGapItem = 2;
constexpr int noteGapItem = 4;

} // namespace

FactLine::FactLine(const QString& caption, QWidget* parent, int captionWidth)
    : QWidget(parent)
    , m_mark(new StateMark(factMarkSize, this))
    , m_value(new TextLabel({}, TextStyle::Base, QFont::DemiBold, Ink::Text, this))
    , m_note(new ElidedLabel({}, TextStyle::Small, Ink::Text2, this))
    , m_row(new QHBoxLayout(this))
{
    setMinimumHeight(roomFor(factLineHeight));
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(0);
    auto* label = new TextLabel(caption, TextStyle::Base, Ink::Text2, this);
    label->setMinimumWidth(captionWidth);
    m_row->addWidget(label);
    m_row->addWidget(m_mark);
    m_row->addSpacing(factMarkGap);
    m_row->addWidget(m_value);
    m_row->addSpacing(factNoteGap);
    m_row->addWidget(m_note, 1);
}

void FactLine::set(Mark mark, const QString& value, const QString& note)
{
    m_mark->setMark(mark, value);
    m_mark->setVisible(mark != Mark::None);
    // The gap belongs to the mark: without one the value stands at the line's beginning.
    space(mark == Mark::None ? 0 : factMarkGap, factNoteGap);
    m_value->setText(value);
    m_value->show();
    m_note->setText(note);
    m_note->show();
    if (m_widget)
        m_widget->hide();
}

void FactLine::setSuccessor(const QString& name, const QString& note)
{
    set(Mark::Crown, name, note);
    m_mark->setCrown(Crown::Successor);
}

void FactLine::setWidget(QWidget* widget)
{
    m_widget = widget;
    m_row->addWidget(widget);
    m_row->addStretch(1);
    widget->hide();
}

void FactLine::space(int afterMark, int afterValue)
{
    m_row->itemAt(markGapItem)->spacerItem()->changeSize(afterMark, 1);
    m_row->itemAt(noteGapItem)->spacerItem()->changeSize(afterValue, 1);
    m_row->invalidate();
}

void FactLine::showWidget()
{
    space(0, 0);
    m_mark->hide();
    m_value->hide();
    m_note->hide();
    m_widget->show();
}

QString FactLine::value() const
{
    return m_value->isHidden() ? QString() : m_value->text();
}

} // namespace rollcall
