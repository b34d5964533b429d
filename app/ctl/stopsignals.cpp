#include "app/ctl/stopsignals.h"

#include <QSocketNotifier>

#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace rollcall::ctl
{

namespace
{

// A handler may only do what is safe at any instruction: it writes one byte here.
int handlerEnd = -1;

void handle(int signal)
{
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = ::write(handlerEnd, &byte, 1);
    ::signal(signal, SIG_DFL);
}

} // namespace

StopSignals::~StopSignals()
{
    if (m_descriptor < 0)
        return;
    ::signal(SIGTERM, SIG_DFL);
    ::signal(SIGINT, SIG_DFL);
    ::close(m_descriptor);
    ::close(std::exchange(handlerEnd, -1));
}

void StopSignals::watch()
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return; // the signals keep ending the process, as they would without this object
    m_descriptor = ends[0];
    handlerEnd = ends[1];
    auto* notifier = new QSocketNotifier(m_descriptor, QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this, notifier] {
        notifier->setEnabled(false);
        Q_EMIT asked();
    });
    ::signal(SIGTERM, handle);
    ::signal(SIGINT, handle);
}

} // namespace rollcall::ctl
