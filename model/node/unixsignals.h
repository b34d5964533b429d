#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace rollcall
{

/// SIGTERM, SIGINT and SIGHUP as a Qt signal in the main thread. One object a process, for its whole life.
class UnixSignals : public QObject
{
    Q_OBJECT

public:
    explicit UnixSignals(QObject* parent = nullptr);
    ~UnixSignals() override;

Q_SIGNALS:
    void stopAsked();

private:
    void read();
    std::unique_ptr<QSocketNotifier> m_notifier;
    int m_fd = -1;
};

} // namespace rollcall
