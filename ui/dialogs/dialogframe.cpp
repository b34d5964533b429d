#include "ui/dialogs/dialogframe.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>
#include <QVBoxLayout>

#include <algorithm>

namespace rollcall
{

DialogFrame::DialogFrame(const QString& title, const QString& sentence, QWidget* parent)
    : QDialog(parent)
    , m_title(new TextLabel(title, TextStyle::Title, Ink::Text, this))
    , m_sentence(new TextLabel(sentence, TextStyle::Base, Ink::Text2, this))
    , m_body(new QVBoxLayout)
    , m_troubleMark(new StateMark(16, this))
    , m_trouble(new TextLabel({}, TextStyle::Base, Ink::Text, this))
    , m_links(new QHBoxLayout)
    , m_buttons(new QHBoxLayout)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
    setModal(true);
    m_sentence->setWordWrap(true);
    m_sentence->setVisible(!sentence.isEmpty());
    m_trouble->setWordWrap(true);
    m_trouble->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto* troubleRow = new QHBoxLayout;
    troubleRow->setSpacing(8);
    troubleRow->addWidget(m_troubleMark, 0, Qt::AlignTop);
    troubleRow->addWidget(m_trouble, 1);
    m_links->setSpacing(16);
    m_buttons->setSpacing(8);
    auto* footer = new QHBoxLayout;
    footer->setSpacing(16);
    footer->addLayout(m_links);
    footer->addStretch(1);
    footer->addLayout(m_buttons);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 20, 24, 16);
    layout->setSpacing(0);
    layout->addWidget(m_title);
    layout->addSpacing(4);
    layout->addWidget(m_sentence);
    layout->addSpacing(16);
    layout->addLayout(m_body, 1);
    layout->addSpacing(12);
    layout->addLayout(troubleRow);
    layout->addSpacing(16);
    layout->addLayout(footer);
    showTrouble({});
}

void DialogFrame::setSentence(const QString& sentence)
{
    m_sentence->setText(sentence);
    m_sentence->setVisible(!sentence.isEmpty());
}

void DialogFrame::setTitle(const QString& title)
{
    m_title->setText(title);
    setWindowTitle(title);
}

void DialogFrame::addButton(QPushButton* button)
{
    m_buttons->addWidget(button);
}

QPushButton* DialogFrame::addCancel(const QString& text)
{
    QPushButton* cancel = plainButton(text, this);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    addButton(cancel);
    return cancel;
}

bool DialogFrame::event(QEvent* event)
{
    const bool handled = QDialog::event(event);
    // Sentences that wrap need height that a layout asks for only at its preferred width.
    if ((event->type() == QEvent::LayoutRequest || event->type() == QEvent::Resize ||
         event->type() == QEvent::Show) &&
        layout()->hasHeightForWidth()) {
        const int wanted = layout()->totalHeightForWidth(width());
        setMinimumHeight(std::min(wanted, screen()->availableSize().height()));
    }
    return handled;
}

void DialogFrame::fitHeight()
{
    layout()->activate();
    setMinimumHeight(0);
    const int wanted =
        layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width()) : sizeHint().height();
    resize(width(), wanted);
}

void DialogFrame::showTrouble(const QString& sentence)
{
    m_troubleMark->setMark(Mark::Down, QStringLiteral("Failed"));
    m_troubleMark->setVisible(!sentence.isEmpty());
    m_trouble->setText(sentence);
    m_trouble->setVisible(!sentence.isEmpty());
}

void DialogFrame::showBusy(const QString& sentence)
{
    m_troubleMark->setVisible(false);
    m_trouble->setText(sentence);
    m_trouble->setVisible(!sentence.isEmpty());
}

FormField::FormField(const QString& caption, QWidget* input, const QString& help, QWidget* parent)
    : QWidget(parent)
    , m_note(new TextLabel({}, TextStyle::Small, Ink::Text3, this))
    , m_help(help)
{
    auto* label = new TextLabel(caption, TextStyle::Base, QFont::Medium, Ink::Text, this);
    label->setBuddy(input);
    input->setAccessibleName(QString(caption).remove(u'&'));
    if (auto* edit = qobject_cast<QLineEdit*>(input))
        edit->setTextMargins(6, 0, 6, 0);
    input->setMinimumHeight(std::max(input->minimumHeight(), input->sizeHint().height()));
    m_note->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(label);
    layout->addWidget(input);
    layout->addWidget(m_note);
    dress();
}

void FormField::setHelp(const QString& help)
{
    m_help = help;
    dress();
}

void FormField::setMistake(const QString& mistake)
{
    if (m_mistake == mistake)
        return;
    m_mistake = mistake;
    dress();
}

void FormField::dress()
{
    const QString& text = m_mistake.isEmpty() ? m_help : m_mistake;
    m_note->setInk(m_mistake.isEmpty() ? Ink::Text3 : Ink::Down);
    m_note->setText(text);
    m_note->setVisible(!text.isEmpty());
}

} // namespace rollcall
