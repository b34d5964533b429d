#include "ui/mainwindow/messagebar.h"

#include "ui/theme/drawing.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>

namespace rollcall
{

using namespace std::chrono_literals;

namespace
{

constexpr int barHeight = 36;
constexpr auto busyAfter = 300ms;
/// Good news leaves by itself; with something to undo it stays longer. Trouble stays until dismissed.
constexpr auto doneFor = 8s;
constexpr auto undoFor = 30s;

} // namespace

MessageBar::MessageBar(QWidget* parent)
    : QWidget(parent)
    , m_mark(new StateMark(16, this))
    , m_sentence(new ElidedLabel({}, TextStyle::Base, Ink::Text, this))
    , m_link(new LinkButton({}, this))
{
    setFixedHeight(roomFor(barHeight));
    QPushButton* close = iconButton(Icon::Close, QStringLiteral("Dismiss"), this);
    close->setFixedSize(24, 24);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 0, 12, 0);
    layout->setSpacing(10);
    layout->addWidget(m_mark);
    layout->addWidget(m_sentence, 1);
    layout->addWidget(m_link);
    layout->addWidget(close);
    connect(close, &QPushButton::clicked, this, &MessageBar::dismiss);
    connect(m_link, &QPushButton::clicked, this, [this] {
        dismiss();
        Q_EMIT linkClicked();
    });
    m_busy.setSingleShot(true);
    m_busy.setInterval(busyAfter);
    connect(&m_busy, &QTimer::timeout, this, [this] { present(Mark::Idle, m_busySentence, {}); });
    m_fade.setSingleShot(true);
    connect(&m_fade, &QTimer::timeout, this, &MessageBar::dismiss);
    hide();
}

void MessageBar::present(Mark kind, const QString& sentence, const QString& link)
{
    m_fade.stop();
    m_kind = kind;
    m_mark->setMark(kind, sentence);
    m_sentence->setText(sentence);
    m_link->setText(link);
    m_link->setVisible(!link.isEmpty());
    setAccessibleName(sentence);
    show();
    update();
}

void MessageBar::showBusy(const QString& sentence)
{
    m_busySentence = sentence;
    m_busy.start();
}

void MessageBar::showDone(const QString& sentence, const QString& link)
{
    m_busy.stop();
    present(Mark::Healthy, sentence, link);
    m_fade.start(link.isEmpty() ? doneFor : undoFor);
}

void MessageBar::showNotice(const QString& sentence)
{
    m_busy.stop();
    present(Mark::Degraded, sentence, {});
    m_fade.start(undoFor);
}

void MessageBar::showTrouble(const QString& sentence)
{
    m_busy.stop();
    present(Mark::Down, sentence, {});
}

void MessageBar::dismiss()
{
    m_busy.stop();
    m_fade.stop();
    m_kind = Mark::None;
    hide();
}

QString MessageBar::text() const
{
    return m_kind == Mark::None ? QString() : m_sentence->text();
}

void MessageBar::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        dismiss();
    else
        QWidget::keyPressEvent(event);
}

void MessageBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& tokens = Tokens::of(this);
    painter.fillRect(rect(), tokens.state(m_kind).tint);
    drawRule(painter, 0, width(), height() - 1, tokens.border);
}

} // namespace rollcall
