#include "ui/pages/firstrunpage.h"

#include "ui/pages/choicecard.h"
#include "ui/theme/icons.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QProgressBar>
#include <QScrollArea>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int logoSize = 56;

class Logo final : public QWidget
{
public:
    explicit Logo(QWidget* parent)
        : QWidget(parent)
    {
        setFixedSize(logoSize, logoSize);
        setAccessibleName(QStringLiteral("Rollcall"));
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        drawApplicationIcon(painter, rect());
    }
};

} // namespace

FirstRunPage::FirstRunPage(QWidget* parent)
    : QWidget(parent)
    , m_demo(accentButton(QStringLiteral("Start Demo"), this))
    , m_connect(plainButton(QStringLiteral("Connect…"), this))
    , m_create(plainButton(QStringLiteral("Create…"), this))
    , m_progress(new TextLabel({}, TextStyle::Base, Ink::Text2, this))
    , m_bar(new QProgressBar(this))
{
    m_demo->setObjectName(QStringLiteral("startDemo"));
    auto* cards = new QHBoxLayout;
    cards->setSpacing(16);
    cards->addStretch(1);
    auto* demo = new ChoiceCard(ChoiceCard::Drawing::Demo, QStringLiteral("Try the demo cluster"),
                                QStringLiteral("Stop a node and watch how another one takes over."),
                                {QStringLiteral("Runs on this computer only"),
                                 QStringLiteral("Needs no server and no account"),
                                 QStringLiteral("Ready in a few seconds")},
                                m_demo, QStringLiteral("Alt+1"));
    demo->setEmphasised(true);
    cards->addWidget(demo);
    cards->addWidget(
        new ChoiceCard(ChoiceCard::Drawing::Connect, QStringLiteral("Connect to a cluster"),
                       QStringLiteral("Watch and manage a cluster that is already running on your servers."),
                       {QStringLiteral("Needs the database address and a user"),
                        QStringLiteral("A read-only user is enough to look"),
                        QStringLiteral("Changes nothing when it connects")},
                       m_connect, QStringLiteral("Alt+2")));
    cards->addWidget(new ChoiceCard(
        ChoiceCard::Drawing::Create, QStringLiteral("Create a new cluster"),
        QStringLiteral("Prepare the database and the encryption key, then add nodes."),
        {QStringLiteral("Needs an empty database"), QStringLiteral("Makes the encryption key for you"),
         QStringLiteral("Says what it will do before it does it")},
        m_create, QStringLiteral("Alt+3")));
    cards->addStretch(1);
    auto* open = new LinkButton(QStringLiteral("Open a saved connection file…"), this);
    auto* guide = new LinkButton(QStringLiteral("Read the guide"), this);
    auto* links = new QHBoxLayout;
    links->setSpacing(24);
    links->addStretch(1);
    links->addWidget(open);
    links->addWidget(guide);
    links->addStretch(1);
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(312);
    m_progress->setAlignment(Qt::AlignHCenter);
    m_progress->setWordWrap(true);

    auto* content = new QWidget(this);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(0);
    layout->addStretch(64);
    layout->addWidget(new Logo(content), 0, Qt::AlignHCenter);
    layout->addSpacing(16);
    auto* welcome =
        new TextLabel(QStringLiteral("Welcome to Rollcall"), TextStyle::Welcome, Ink::Text, content);
    layout->addWidget(welcome, 0, Qt::AlignHCenter);
    layout->addSpacing(8);
    auto* promise = new TextLabel(
        QStringLiteral("See which nodes are alive, which one is primary, and what happens if it fails."),
        TextStyle::Value, QFont::Normal, Ink::Text2, content);
    layout->addWidget(promise, 0, Qt::AlignHCenter);
    layout->addSpacing(40);
    layout->addLayout(cards);
    layout->addSpacing(24);
    layout->addLayout(links);
    layout->addSpacing(12);
    layout->addWidget(m_bar, 0, Qt::AlignHCenter);
    layout->addSpacing(6);
    layout->addWidget(m_progress);
    layout->addStretch(100);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);
    m_bar->hide();

    const auto choose = [this](QPushButton* button, Qt::Key key, void (FirstRunPage::*signal)()) {
        button->setShortcut(QKeySequence(Qt::ALT | key));
        connect(button, &QPushButton::clicked, this, signal);
    };
    choose(m_demo, Qt::Key_1, &FirstRunPage::demoAsked);
    choose(m_connect, Qt::Key_2, &FirstRunPage::connectAsked);
    choose(m_create, Qt::Key_3, &FirstRunPage::createAsked);
    connect(open, &QPushButton::clicked, this, &FirstRunPage::openFileAsked);
    connect(guide, &QPushButton::clicked, this, &FirstRunPage::guideAsked);
}

void FirstRunPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_demo->setFocus(Qt::OtherFocusReason);
}

void FirstRunPage::setDemoProgress(int step, int steps, const QString& sentence)
{
    const bool busy = !sentence.isEmpty();
    m_demo->setEnabled(!busy);
    m_bar->setVisible(busy);
    m_bar->setRange(0, steps);
    m_bar->setValue(step);
    m_progress->setInk(Ink::Text2);
    m_progress->setText(sentence);
}

void FirstRunPage::setDemoTrouble(const QString& sentence)
{
    m_demo->setEnabled(true);
    m_bar->hide();
    m_progress->setInk(Ink::Down);
    m_progress->setText(sentence);
}

} // namespace rollcall
