#include "model/units/servicekiller.h"

#include "model/units/systemdcalls.h"
#include "model/units/systemdrules.h"

#include <QDBusConnection>
#include <QDBusError>
#include <QDBusObjectPath>
#include <QThread>

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr Millis lookPause{10};

class ServiceKiller
{
public:
    ServiceKiller(QDBusConnection bus, SystemdScope scope, Instant deadline)
        : m_bus(std::move(bus))
        , m_scope(scope)
        , m_deadline(deadline)
    {
    }

    void hold(const QString& service) { ask(systemd::hold(service)); } // what is wrong shows later

    /// Of all at once, before any is waited for.
    Result<void> order(const QString& service)
    {
        for (const QDBusMessage& call : {systemd::stop(service), systemd::killAll(service)}) {
            const QDBusMessage answer = ask(call);
            // systemd's own errors say that there is nothing to stop or to kill: looking tells.
            if (isRefusal(answer) && !answer.errorName().startsWith(u"org.freedesktop.systemd1."))
                return refusal(answer, service);
        }
        return {};
    }

    Result<void> waitForEnd(const QString& service)
    {
        for (;;) {
            Result<bool> gone = isGone(service);
            if (!gone)
                return Failure(gone.error());
            if (*gone)
                return {};
            if (BootClock::now() >= m_deadline)
                return failure(ErrorKind::TimedOut,
                               QStringLiteral("Processes of %1 do not die after SIGKILL.").arg(service),
                               QStringLiteral("Look at: systemctl status %1.").arg(service));
            QThread::usleep(static_cast<unsigned long>(std::chrono::microseconds(lookPause).count()));
            // A step further in its end may have brought other processes.
            if (const Result<void> ordered = order(service); !ordered)
                return ordered;
        }
    }

private:
    Result<bool> isGone(const QString& service)
    {
        const QDBusMessage loaded = ask(systemd::loadUnit(service));
        if (isRefusal(loaded))
            return refusal(loaded, service);
        const QString path = loaded.arguments().value(0).value<QDBusObjectPath>().path();
        const QDBusMessage read = ask(systemd::propertiesAt(path));
        if (isRefusal(read))
            return refusal(read, service);
        const SystemdFacts facts = systemdFacts(systemd::propertiesIn(read));
        if (!facts.isDown() || facts.jobWaits)
            return false;
        const QDBusMessage processes = ask(systemd::processesOf(service));
        if (isRefusal(processes) && isSilence(processes.errorName()))
            return refusal(processes, service);
        return isRefusal(processes) || !systemd::anyProcess(processes); // not even loaded
    }

    QDBusMessage ask(const QDBusMessage& call) const
    {
        const auto left = std::chrono::ceil<Millis>(m_deadline - BootClock::now());
        return m_bus.call(call, QDBus::Block, static_cast<int>(std::max(left, Millis(1)).count()));
    }
    static bool isRefusal(const QDBusMessage& answer) { return answer.type() != QDBusMessage::ReplyMessage; }
    Failure refusal(const QDBusMessage& answer, const QString& service) const
    {
        return Failure(systemdError(answer.errorName(), answer.errorMessage(), service, m_scope));
    }

    QDBusConnection m_bus;
    SystemdScope m_scope;
    Instant m_deadline;
};

} // namespace

Result<void> killServices(const QStringList& services, SystemdScope scope, Millis limit)
{
    if (services.isEmpty())
        return {};
    const Instant deadline = BootClock::now() + limit;
    const QString name = QStringLiteral("rollcall-kill-services");
    const QDBusConnection bus = QDBusConnection::connectToBus(busAddress(scope), name);
    Result<void> result;
    if (bus.isConnected()) {
        ServiceKiller killer(bus, scope, deadline);
        for (const QString& service : services)
            killer.hold(service);
        for (const QString& service : services)
            if (const Result<void> ordered = killer.order(service); !ordered && result)
                result = ordered;
        for (const QString& service : services)
            if (const Result<void> ended = killer.waitForEnd(service); !ended && result)
                result = ended;
    } else {
        const QString error = bus.lastError().name();
        result = Failure(systemdError(error.isEmpty() ? QStringLiteral(".NoServer") : error,
                                      bus.lastError().message(), services.join(QStringLiteral(", ")), scope));
    }
    QDBusConnection::disconnectFromBus(name);
    return result;
}

} // namespace rollcall
