#include "model/units/systemdbus.h"

#include "model/core/logging.h"
#include "model/units/systemdcalls.h"

#include <QDBusConnection>
#include <QDBusError>
#include <QDBusPendingCallWatcher>
#include <QPointer>
#include <QThread>
#include <QUuid>

namespace rollcall
{

namespace
{
constexpr Millis busRetryRhythm{1000};
} // namespace

SystemdBus::SystemdBus(SystemdScope scope, QObject* parent)
    : QObject(parent)
    , m_scope(scope)
{
    m_retry.setSingleShot(true);
    m_retry.setInterval(busRetryRhythm);
    connect(&m_retry, &QTimer::timeout, this, &SystemdBus::open);
}

SystemdBus::~SystemdBus()
{
    if (m_thread)
        m_thread->wait();
    if (!m_name.isEmpty())
        QDBusConnection::disconnectFromBus(m_name);
}

void SystemdBus::open()
{
    if (m_open || (m_thread && m_thread->isRunning()))
        return;
    m_retry.stop();
    if (!m_name.isEmpty())
        QDBusConnection::disconnectFromBus(m_name);
    m_name = QUuid::createUuid().toString();
    // The greeting of the bus is waited for inside of libdbus.
    m_thread.reset(QThread::create([this, address = busAddress(m_scope), name = m_name] {
        const QDBusConnection connection = QDBusConnection::connectToBus(address, name);
        const QDBusError error = connection.lastError();
        QMetaObject::invokeMethod(
            this,
            [this, connected = connection.isConnected(), errorName = error.name(), text = error.message()] {
                onConnected(connected, errorName, text);
            },
            Qt::QueuedConnection);
    }));
    m_thread->start();
}

void SystemdBus::onConnected(bool connected, const QString& errorName, const QString& text)
{
    m_thread->wait();
    if (!connected) {
        lose(errorName.isEmpty() ? QStringLiteral("org.freedesktop.DBus.Error.NoServer") : errorName, text);
        return;
    }
    QDBusConnection bus(m_name);
    // Without the sender's name: to look that up, Qt would wait for the bus in this thread.
    const QString anybody;
    bus.connect(anybody, QStringLiteral("/org/freedesktop/DBus/Local"),
                QStringLiteral("org.freedesktop.DBus.Local"), QStringLiteral("Disconnected"), this,
                SLOT(onDisconnected()));
    bus.connect(anybody, QString::fromLatin1(systemd::managerPath),
                QString::fromLatin1(systemd::managerInterface), QStringLiteral("JobRemoved"), this,
                SLOT(onJobRemoved(QDBusMessage)));
    m_open = true;
    ask(systemd::subscribe(), this, [this](const QDBusMessage& answer) {
        // Already subscribed: this connection has what it asked for.
        if (answer.type() == QDBusMessage::ErrorMessage &&
            answer.errorName() != u"org.freedesktop.systemd1.AlreadySubscribed") {
            m_open = false;
            lose(answer.errorName(), answer.errorMessage());
        } else {
            Q_EMIT opened();
        }
    });
}

void SystemdBus::onDisconnected()
{
    if (!std::exchange(m_open, false))
        return;
    qCWarning(lcUnits) << "The connection to systemd was lost.";
    lose(QStringLiteral("org.freedesktop.DBus.Error.Disconnected"), {});
}

void SystemdBus::lose(const QString& errorName, const QString& text)
{
    m_retry.start();
    Q_EMIT failed(errorName, text);
}

void SystemdBus::ask(const QDBusMessage& call, QObject* context,
                     const std::function<void(const QDBusMessage&)>& answered)
{
    auto* watcher =
        new QDBusPendingCallWatcher(QDBusConnection(m_name).asyncCall(call, systemd::callLimitMs), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, context,
            [watcher, answered] { answered(watcher->reply()); });
    connect(watcher, &QDBusPendingCallWatcher::finished, watcher, &QObject::deleteLater);
}

void SystemdBus::watch(const QString& path)
{
    QDBusConnection(m_name).connect({}, path, QStringLiteral("org.freedesktop.DBus.Properties"),
                                    QStringLiteral("PropertiesChanged"), this,
                                    SLOT(onPropertiesChanged(QDBusMessage)));
}

void SystemdBus::onPropertiesChanged(const QDBusMessage& message)
{
    Q_EMIT touched(message.path());
}

void SystemdBus::onJobRemoved(const QDBusMessage& message)
{
    const QVariantList values = message.arguments(); // id, path, unit, result
    Q_EMIT jobRemoved(values.value(2).toString(), values.value(3).toString());
}

} // namespace rollcall
