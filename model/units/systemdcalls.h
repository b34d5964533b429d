#pragma once

#include <QDBusMessage>
#include <QString>

namespace rollcall::systemd
{

// The calls of org.freedesktop.systemd1(5) that a unit needs. The manager's take the name of a service.

inline constexpr int callLimitMs = 5000; ///< for the answer; systemd does not wait for what it starts

QDBusMessage subscribe();                      ///< without it no signal is sent
QDBusMessage loadUnit(const QString& service); ///< answers the path of its object
/// systemd forgets a unit that is down, and with it what is left in its control group, unless somebody holds
/// it. Until the connection ends.
QDBusMessage hold(const QString& service);
QDBusMessage start(const QString& service);       ///< queues a job that replaces another one
QDBusMessage stop(const QString& service);        ///< the same; also calls off a restart by Restart=
QDBusMessage killAll(const QString& service);     ///< SIGKILL to every process of its control group
QDBusMessage resetFailed(const QString& service); ///< and the count of its starts
QDBusMessage
processesOf(const QString& service);            ///< answers those of its control group, also when it is down
QDBusMessage propertiesAt(const QString& path); ///< answers all, as systemdFacts() takes them

/// Of the answer to processesOf().
bool anyProcess(const QDBusMessage& answer);
/// Of the answer to propertiesAt().
QVariantMap propertiesIn(const QDBusMessage& answer);

inline constexpr char managerPath[] = "/org/freedesktop/systemd1";
inline constexpr char managerInterface[] = "org.freedesktop.systemd1.Manager";

} // namespace rollcall::systemd
