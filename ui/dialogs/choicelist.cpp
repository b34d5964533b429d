#include "ui/dialogs/choicelist.h"

#include "ui/widgets/labels.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QRadioButton>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int choiceIndent = 24; ///< indicator and gap of a radio button

} // namespace

ChoiceList::ChoiceList(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
    , m_layout(new QVBoxLayout(this))
{
    setAccessibleName(name);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(2);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int id, bool on) {
        if (on)
            Q_EMIT changed(id);
    });
}

void ChoiceList::add(int id, const QString& text, const QString& meaning)
{
    auto* button = new QRadioButton(text, this);
    button->setAccessibleDescription(meaning);
    m_group->addButton(button, id);
    auto* label = new TextLabel(meaning, TextStyle::Small, Ink::Text2, this);
    label->setWordWrap(true);
    label->setContentsMargins(choiceIndent, 0, 0, 0);
    m_meanings.append({id, label});
    if (m_meanings.size() > 1)
        m_layout->addSpacing(8);
    m_layout->addWidget(button);
    m_layout->addWidget(label);
}

void ChoiceList::setMeaning(int id, const QString& meaning)
{
    for (const auto& [each, label] : std::as_const(m_meanings))
        if (each == id)
            label->setText(meaning);
    m_group->button(id)->setAccessibleDescription(meaning);
}

void ChoiceList::addBelow(QWidget* widget)
{
    auto* row = new QHBoxLayout;
    row->setContentsMargins(choiceIndent, 6, 0, 0);
    row->addWidget(widget, 1);
    m_layout->addLayout(row);
}

int ChoiceList::chosen() const
{
    return m_group->checkedId();
}

void ChoiceList::choose(int id)
{
    if (QAbstractButton* button = m_group->button(id))
        button->setChecked(true);
}

void ChoiceList::focusChosen()
{
    if (QAbstractButton* button = m_group->checkedButton())
        button->setFocus();
}

} // namespace rollcall
