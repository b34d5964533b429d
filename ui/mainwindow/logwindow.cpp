#include "ui/mainwindow/logwindow.h"

#include "model/services/logfeed.h"
#include "model/tables/roles.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/savefile.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/statemark.h"

#include <QApplication>
#include <QClipboard>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLocale>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QShortcut>
#include <QTextDocument>
#include <QVBoxLayout>

#include <utility>

namespace rollcall
{

namespace
{

constexpr QSize firstLogSize(860, 520);

QString missedLine(qint64 count)
{
    return count == 1 ? QStringLiteral("— 1 line is missing here —")
                      : QStringLiteral("— %1 lines are missing here —").arg(count);
}

} // namespace

LogWindow::LogWindow(std::unique_ptr<LogFeed> feed, const QString& nodeName, QWidget* parent)
    : QWidget(parent, Qt::Window)
    , m_feed(std::move(feed))
    , m_nodeName(nodeName)
    , m_mark(new StateMark(16, this))
    , m_state(new ElidedLabel({}, TextStyle::Base, Ink::Text2, this))
    , m_search(new SearchField(QStringLiteral("Find in the log"), QStringLiteral("Ctrl+F"), this))
    , m_pause(plainButton(QStringLiteral("Pause"), this))
    , m_lines(new QPlainTextEdit(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(QStringLiteral("Live log of %1 on %2").arg(m_feed->unit(), nodeName));
    resize(firstLogSize);
    m_lines->setReadOnly(true);
    m_lines->setMaximumBlockCount(mostLines);
    m_lines->setUndoRedoEnabled(false);
    m_lines->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_lines->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_lines->setFrameShape(QFrame::NoFrame);
    m_lines->setAccessibleName(windowTitle());
    m_lines->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto* state = new QHBoxLayout;
    state->setContentsMargins(16, 8, 16, 8);
    state->setSpacing(8);
    state->addWidget(m_mark);
    state->addWidget(m_state, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeBar());
    layout->addWidget(m_lines, 1);
    layout->addLayout(state);

    connect(m_feed.get(), &LogFeed::linesAdded, this, &LogWindow::addLines);
    connect(m_feed.get(), &LogFeed::linesMissed, this,
            [this](qint64 count) { addLines({missedLine(count)}); });
    connect(m_feed.get(), &LogFeed::restarted, this,
            [this] { addLines({QStringLiteral("— the node service was started again —")}); });
    connect(m_feed.get(), &LogFeed::stateChanged, this, &LogWindow::showState);
    showState();
    m_lines->setFocus();
}

LogWindow::~LogWindow() = default;

QWidget* LogWindow::makeBar()
{
    auto* bar = new QWidget(this);
    QPushButton* previous = iconButton(Icon::ChevronUp, QStringLiteral("Find previous (Shift+F3)"), bar);
    QPushButton* next = iconButton(Icon::ChevronDown, QStringLiteral("Find next (F3)"), bar);
    QPushButton* copyButton = plainButton(QStringLiteral("Copy"), bar);
    QPushButton* saveButton = plainButton(QStringLiteral("Save As…"), bar);
    m_pause->setObjectName(QStringLiteral("pauseLog"));
    m_search->setMaximumWidth(320);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(16, 10, 16, 10);
    row->setSpacing(8);
    row->addWidget(m_search, 1);
    row->addWidget(previous);
    row->addWidget(next);
    row->addStretch(1);
    for (QPushButton* button : {m_pause, copyButton, saveButton})
        row->addWidget(button);
    connect(previous, &QPushButton::clicked, this, [this] { search(true); });
    connect(next, &QPushButton::clicked, this, [this] { search(false); });
    connect(m_search, &QLineEdit::returnPressed, this, [this] { search(false); });
    connect(m_search, &SearchField::left, m_lines, qOverload<>(&QWidget::setFocus));
    connect(m_pause, &QPushButton::clicked, this, [this] { setPaused(!m_paused); });
    connect(copyButton, &QPushButton::clicked, this, &LogWindow::copy);
    connect(saveButton, &QPushButton::clicked, this, &LogWindow::chooseFile);
    const auto key = [this](const QKeySequence& keys, auto act) {
        connect(new QShortcut(keys, this), &QShortcut::activated, this, act);
    };
    key(QKeySequence::Find, [this] {
        m_search->setFocus(Qt::ShortcutFocusReason);
        m_search->selectAll();
    });
    key(Qt::Key_F3, [this] { search(false); });
    key(Qt::SHIFT | Qt::Key_F3, [this] { search(true); });
    key(QKeySequence::Save, [this] { chooseFile(); });
    key(QKeySequence::Close, [this] { close(); });
    return bar;
}

QString LogWindow::text() const
{
    return m_lines->toPlainText();
}

void LogWindow::addLines(const QStringList& lines)
{
    if (!m_paused) {
        append(lines);
        return;
    }
    m_held += lines;
    if (const qsizetype tooMany = m_held.size() - mostLines; tooMany > 0) {
        m_held.remove(0, tooMany);
        m_dropped += tooMany;
    }
    showState();
}

void LogWindow::append(const QStringList& lines)
{
    if (lines.isEmpty())
        return;
    // Who reads further up stays there; who is at the end sees what is new.
    QScrollBar* bar = m_lines->verticalScrollBar();
    const bool atEnd = bar->value() >= bar->maximum() - 1;
    // More than are kept would only be laid out to be thrown away.
    m_lines->appendPlainText(lines.size() > mostLines ? lines.last(mostLines).join(u'\n')
                                                      : lines.join(u'\n'));
    if (atEnd)
        bar->setValue(bar->maximum());
}

void LogWindow::setPaused(bool paused)
{
    if (m_paused == paused)
        return;
    m_paused = paused;
    m_pause->setText(paused ? QStringLiteral("Resume") : QStringLiteral("Pause"));
    if (!paused) {
        if (m_dropped > 0)
            append({missedLine(std::exchange(m_dropped, 0))});
        append(std::exchange(m_held, {}));
    }
    showState();
}

void LogWindow::say(Mark mark, const QString& sentence)
{
    m_mark->setMark(mark, sentence);
    m_state->setText(sentence);
}

void LogWindow::showState()
{
    switch (m_feed->state()) {
    case LogFeed::State::Connecting:
        say(Mark::Unknown, QStringLiteral("Connecting to %1…").arg(m_nodeName));
        break;
    case LogFeed::State::Live:
        if (m_paused)
            say(Mark::Maintenance, QStringLiteral("Paused. New lines: %1.").arg(m_held.size() + m_dropped));
        else
            say(Mark::Healthy, QStringLiteral("Live. The last %1 lines are kept.")
                                   .arg(QLocale(QLocale::English).toString(mostLines)));
        break;
    case LogFeed::State::Lost:
        say(Mark::Down, QStringLiteral("%1 It is tried again.").arg(m_feed->error().message()));
        break;
    case LogFeed::State::Ended:
        say(Mark::Degraded, m_feed->error().message());
        // There is room for it where lines would be.
        if (m_lines->document()->isEmpty())
            m_lines->setPlaceholderText(m_feed->error().message());
        break;
    }
    m_pause->setEnabled(m_feed->state() != LogFeed::State::Ended);
}

bool LogWindow::find(const QString& what, bool backwards)
{
    if (what.isEmpty())
        return false;
    const QTextDocument::FindFlags flags =
        backwards ? QTextDocument::FindBackward : QTextDocument::FindFlags();
    if (m_lines->find(what, flags))
        return true;
    const QTextCursor before = m_lines->textCursor();
    m_lines->moveCursor(backwards ? QTextCursor::End : QTextCursor::Start);
    if (m_lines->find(what, flags))
        return true;
    m_lines->setTextCursor(before);
    return false;
}

void LogWindow::search(bool backwards)
{
    const QString what = m_search->text();
    if (!what.isEmpty() && !find(what, backwards))
        say(Mark::Idle, QStringLiteral("“%1” is in none of the lines shown.").arg(what));
    else
        showState();
}

void LogWindow::copy()
{
    const QTextCursor cursor = m_lines->textCursor();
    if (cursor.hasSelection())
        m_lines->copy();
    else
        QApplication::clipboard()->setText(text());
}

void LogWindow::chooseFile()
{
    askWhereToSave(this,
                   {QStringLiteral("Save Log"), QStringLiteral("%1-%2.log").arg(m_nodeName, m_feed->unit()),
                    QStringLiteral("Text (*.log *.txt)")},
                   [this](const QString& path) { save(path); });
}

void LogWindow::save(const QString& path)
{
    saveFile(this, path, text().toUtf8() + '\n', [this, path](const QString& trouble) {
        if (trouble.isEmpty())
            say(Mark::Healthy, QStringLiteral("Saved %1.").arg(path));
        else
            say(Mark::Down, trouble + QStringLiteral(" Choose another folder."));
    });
}

} // namespace rollcall
