#pragma once

#include "model/core/clock.h"

#include <QFile>
#include <QObject>
#include <QTimer>

namespace rollcall
{

class MainWindow;

/// Measurements for tests/bench, switched on by the environment:
/// ROLLCALL_TRACE_START (any value): "first-row SECONDS" on standard error, from the start of the process to
/// the first painted row of live data; ROLLCALL_TRACE_GAPS=FILE: each second a line with the longest time in
/// milliseconds that the event loop did not turn.
class Trace final : public QObject
{
    Q_OBJECT

public:
    static void install(MainWindow& window);

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    explicit Trace(MainWindow& window);
    void watchStart(MainWindow& window);
    void watchGaps(const QString& file);
    void turn();

    bool m_dataShown = false;
    QFile m_gaps;
    QTimer m_beat;
    Instant m_last{};
    Instant m_lineAt{};
    std::chrono::nanoseconds m_worst{0};
};

} // namespace rollcall
