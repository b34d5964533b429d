#include "ui/mainwindow/troublepage.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

/// Not by its alignment: its height would be that of a label as wide as the page.
QHBoxLayout* centred(QWidget* label)
{
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(label, 1000);
    row->addStretch(1);
    return row;
}

} // namespace

TroublePage::TroublePage(QWidget* parent)
    : QWidget(parent)
    , m_mark(new StateMark(32, this))
    , m_title(new TextLabel({}, TextStyle::Title, Ink::Text, this))
    , m_sentence(new TextLabel({}, TextStyle::Base, Ink::Text2, this))
    , m_details(new TextLabel({}, TextStyle::Small, Ink::Text2, this))
    , m_show(new LinkButton(QStringLiteral("Show details"), this))
    , m_password(plainButton(QStringLiteral("Enter Password…"), this))
    , m_edit(plainButton(QStringLiteral("Edit Connection…"), this))
    , m_retry(plainButton(QStringLiteral("Retry Now"), this))
{
    m_mark->setMark(Mark::Unknown, QStringLiteral("Unknown"));
    for (TextLabel* label : {m_sentence, m_details}) {
        label->setWordWrap(true);
        label->setAlignment(Qt::AlignHCenter);
        label->setMinimumWidth(520);
        label->setMaximumWidth(640);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_details->hide();
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    for (QPushButton* button : {m_password, m_edit, m_retry})
        buttons->addWidget(button);
    buttons->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(0);
    layout->addStretch(2);
    layout->addWidget(m_mark, 0, Qt::AlignHCenter);
    layout->addSpacing(12);
    layout->addWidget(m_title, 0, Qt::AlignHCenter);
    layout->addSpacing(8);
    layout->addLayout(centred(m_sentence));
    layout->addSpacing(16);
    layout->addLayout(buttons);
    layout->addSpacing(12);
    layout->addWidget(m_show, 0, Qt::AlignHCenter);
    layout->addLayout(centred(m_details));
    layout->addStretch(3);
    connect(m_password, &QPushButton::clicked, this, &TroublePage::passwordAsked);
    connect(m_edit, &QPushButton::clicked, this, &TroublePage::editAsked);
    connect(m_retry, &QPushButton::clicked, this, &TroublePage::retryAsked);
    connect(m_show, &QPushButton::clicked, this, [this] {
        m_details->setVisible(!m_details->isVisible());
        m_show->setText(m_details->isVisible() ? QStringLiteral("Hide details")
                                               : QStringLiteral("Show details"));
    });
}

void TroublePage::present(const QString& cluster, const QString& sentence, const QString& details,
                          bool wantsPassword, bool canEdit)
{
    // One that was only named by its address has no name before it has answered.
    m_title->setText(QStringLiteral("%1 cannot be reached")
                         .arg(cluster.isEmpty() ? QStringLiteral("The cluster") : cluster));
    m_sentence->setText(sentence);
    m_details->setText(details);
    m_show->setVisible(!details.isEmpty());
    m_password->setVisible(wantsPassword);
    m_edit->setVisible(canEdit);
}

} // namespace rollcall
