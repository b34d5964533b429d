#include "app/console/screenshot.h"

#include "ui/mainwindow/mainwindow.h"

#include <QApplication>
#include <QTextStream>

namespace rollcall
{

using namespace std::chrono_literals;

namespace
{

constexpr auto limit = 10s;
/// After the first data: the probes' answers and the preflight's checks arrive within this time.
constexpr auto settleTime = 1500ms;
constexpr int noData = 3;
constexpr int cannotWrite = 2;

} // namespace

Screenshot::Screenshot(MainWindow& window, const QString& file, bool needsData)
    : QObject(&window)
    , m_window(window)
    , m_file(file)
{
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        fail(m_trouble.isEmpty() ? QStringLiteral("The cluster did not answer within 10 s.") : m_trouble);
    });
    m_settle.setSingleShot(true);
    connect(&m_settle, &QTimer::timeout, this, &Screenshot::take);
    connect(&m_window, &MainWindow::troubleShown, this,
            [this](const QString& sentence) { m_trouble = sentence; });
    if (!needsData) {
        m_settle.start(300ms);
        return;
    }
    connect(&m_window, &MainWindow::firstDataShown, this, &Screenshot::dataShown);
    m_limit.start(limit);
}

void Screenshot::dataShown()
{
    m_limit.stop();
    m_settle.start(settleTime);
}

void Screenshot::take()
{
    QWidget* shown = QApplication::activeModalWidget();
    if (!shown)
        shown = &m_window;
    if (!shown->grab().save(m_file)) {
        QTextStream(stderr)
            << QStringLiteral(
                   "rollcall: %1 cannot be written. Give a path that ends in .png in a folder that "
                   "exists.\n")
                   .arg(m_file);
        QApplication::exit(cannotWrite);
        return;
    }
    QApplication::exit(0);
}

void Screenshot::fail(const QString& sentence)
{
    QTextStream(stderr) << QStringLiteral("rollcall: %1\n").arg(sentence);
    QApplication::exit(noData);
}

} // namespace rollcall
