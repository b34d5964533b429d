#pragma once

#include "model/tables/roles.h"

#include <QWidget>

#include <memory>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace rollcall
{

class ElidedLabel;
class LogFeed;
class SearchField;
class StateMark;

/// What one unit writes, live, in a window of its own. It keeps the last lines only, says where some are
/// missing, and why nothing comes when nothing does. Paused, it keeps reading and shows the lines on Resume.
class LogWindow final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int mostLines = 10'000; ///< shown, and as many held back while paused

    LogWindow(std::unique_ptr<LogFeed> feed, const QString& nodeName, QWidget* parent = nullptr);
    ~LogWindow() override;

    QString text() const;
    bool isPaused() const { return m_paused; }
    void setPaused(bool paused);
    /// Marks the next line with that text, from the cursor on, around the end; false: there is none.
    bool find(const QString& what, bool backwards = false);
    /// Writes what is shown into a file; an error is said in the window.
    void save(const QString& path);

private:
    QWidget* makeBar();
    void addLines(const QStringList& lines);
    void append(const QStringList& lines);
    void say(Mark mark, const QString& sentence);
    void showState();
    void chooseFile();
    void copy();
    void search(bool backwards);

    std::unique_ptr<LogFeed> m_feed;
    QString m_nodeName;
    StateMark* m_mark;
    ElidedLabel* m_state;
    SearchField* m_search;
    QPushButton* m_pause;
    QPlainTextEdit* m_lines;
    QStringList m_held;   ///< while paused
    qint64 m_dropped = 0; ///< of those held, the oldest ones that were too many
    bool m_paused = false;
};

} // namespace rollcall
