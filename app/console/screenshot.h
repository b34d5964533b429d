#pragma once

#include <QObject>
#include <QTimer>

namespace rollcall
{

class MainWindow;

/// --screenshot: waits until live data stands on the page and the dialog asked for is open, saves the
/// picture, and ends the program: 0 saved, 3 no data within the limit, 2 the file cannot be written.
class Screenshot final : public QObject
{
    Q_OBJECT

public:
    /// needsData: the page shows a cluster.
    Screenshot(MainWindow& window, const QString& file, bool needsData);

private:
    void dataShown();
    void take();
    void fail(const QString& sentence);

    MainWindow& m_window;
    QString m_file;
    QString m_trouble;
    QTimer m_limit;
    QTimer m_settle;
};

} // namespace rollcall
