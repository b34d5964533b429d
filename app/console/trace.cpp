#include "app/console/trace.h"

#include "ui/mainwindow/mainwindow.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QEvent>
#include <QTextStream>

#include <unistd.h>

namespace rollcall
{

using namespace std::chrono_literals;

namespace
{

constexpr auto beat = 5ms;

/// When this process was started, by CLOCK_BOOTTIME: field 22 of /proc/self/stat, in clock ticks, see
/// proc(5).
std::optional<Instant> processStart()
{
    QFile file(QStringLiteral("/proc/self/stat"));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QByteArray text = file.readAll();
    // The second field is the program's name in brackets and may hold spaces.
    const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    constexpr qsizetype startTime = 22 - 3;
    if (fields.size() <= startTime)
        return std::nullopt;
    const long ticks = ::sysconf(_SC_CLK_TCK);
    const double seconds = fields[startTime].toDouble() / static_cast<double>(ticks);
    return Instant(std::chrono::duration_cast<Instant::duration>(std::chrono::duration<double>(seconds)));
}

} // namespace

void Trace::install(MainWindow& window)
{
    if (qEnvironmentVariableIsSet("ROLLCALL_TRACE_START") || qEnvironmentVariableIsSet("ROLLCALL_TRACE_GAPS"))
        new Trace(window);
}

Trace::Trace(MainWindow& window)
    : QObject(&window)
{
    if (qEnvironmentVariableIsSet("ROLLCALL_TRACE_START"))
        watchStart(window);
    if (const QString file = qEnvironmentVariable("ROLLCALL_TRACE_GAPS"); !file.isEmpty())
        watchGaps(file);
}

void Trace::watchStart(MainWindow& window)
{
    connect(&window, &MainWindow::firstDataShown, this, [this] {
        m_dataShown = true;
        qApp->installEventFilter(this);
    });
}

bool Trace::eventFilter(QObject* watched, QEvent* event)
{
    // The first paint after the data stood on the page carries it to the screen; it is over when the event
    // loop turns again.
    if (m_dataShown && event->type() == QEvent::Paint) {
        m_dataShown = false;
        qApp->removeEventFilter(this);
        QMetaObject::invokeMethod(
            this,
            [] {
                if (const std::optional<Instant> start = processStart()) {
                    const std::chrono::duration<double> took = BootClock::now() - *start;
                    QTextStream(stderr) << "first-row " << QString::number(took.count(), 'f', 3) << '\n';
                }
            },
            Qt::QueuedConnection);
    }
    return QObject::eventFilter(watched, event);
}

void Trace::watchGaps(const QString& file)
{
    m_gaps.setFileName(file);
    if (!m_gaps.open(QIODevice::WriteOnly | QIODevice::Append)) {
        QTextStream(stderr) << "rollcall: ROLLCALL_TRACE_GAPS: " << file << " cannot be written\n";
        return;
    }
    m_last = m_lineAt = BootClock::now();
    m_beat.setTimerType(Qt::PreciseTimer);
    m_beat.setInterval(beat);
    connect(&m_beat, &QTimer::timeout, this, &Trace::turn);
    m_beat.start();
}

void Trace::turn()
{
    const Instant now = BootClock::now();
    m_worst = std::max(m_worst, std::chrono::nanoseconds(now - m_last) - std::chrono::nanoseconds(beat));
    m_last = now;
    if (now - m_lineAt < 1s)
        return;
    m_lineAt = now;
    const auto ms = std::chrono::duration<double, std::milli>(m_worst).count();
    m_gaps.write(QByteArray::number(ms, 'f', 1) + '\n');
    m_gaps.flush();
    m_worst = {};
}

} // namespace rollcall
