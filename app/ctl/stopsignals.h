#pragma once

#include <QObject>

class QSocketNotifier;

namespace rollcall::ctl
{

/// SIGTERM and SIGINT as a signal of the event loop; a second one ends the process as usual.
class StopSignals : public QObject
{
    Q_OBJECT

public:
    StopSignals() = default;
    ~StopSignals() override;

    void watch();

Q_SIGNALS:
    void asked();

private:
    int m_descriptor = -1;
};

} // namespace rollcall::ctl
