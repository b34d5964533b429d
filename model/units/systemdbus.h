#pragma once

#include "model/core/clock.h"
#include "model/units/systemdscope.h"

#include <QDBusMessage>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

class QThread;

namespace rollcall
{

/// The node service's connection to systemd. Nothing exists of it before open(): a node without systemd units
/// pays nothing. Never blocks: the connection is made in a thread of its own, calls are answered later. A
/// connection that is lost, or cannot be made, is tried again every second or so.
class SystemdBus : public QObject
{
    Q_OBJECT

public:
    explicit SystemdBus(SystemdScope scope, QObject* parent = nullptr);
    ~SystemdBus() override;

    SystemdScope scope() const { return m_scope; }
    void open(); ///< does nothing while it is open or about to be
    bool isOpen() const { return m_open; }

    /// The answer, or an error message, comes in the context's thread, unless the context is gone by then.
    /// Only while isOpen().
    void ask(const QDBusMessage& call, QObject* context,
             const std::function<void(const QDBusMessage&)>& answered);
    /// touched() will tell of every change of that object.
    void watch(const QString& path);

Q_SIGNALS:
    void opened();
    /// It could not be opened, or was lost. errorName, text: as D-Bus puts it.
    void failed(const QString& errorName, const QString& text);
    /// Something changed: read it again. Anybody on the bus can send such a signal, so its content is not
    /// used.
    void touched(const QString& path);
    void jobRemoved(const QString& unit, const QString& result); ///< for words only, for the same reason

private Q_SLOTS:
    void onPropertiesChanged(const QDBusMessage& message);
    void onJobRemoved(const QDBusMessage& message);
    void onDisconnected();

private:
    void onConnected(bool connected, const QString& errorName, const QString& text);
    void lose(const QString& errorName, const QString& text);

    SystemdScope m_scope;
    QString m_name; ///< of the connection, among those of this process
    std::unique_ptr<QThread> m_thread;
    QTimer m_retry;
    bool m_open = false;
};

} // namespace rollcall
