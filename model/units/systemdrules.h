#pragma once

#include "model/core/error.h"
#include "model/units/systemdscope.h"

#include <QMap>
#include <QVariantMap>

namespace rollcall
{

/// What systemd says of one service: the properties of org.freedesktop.systemd1.Unit and .Service.
struct SystemdFacts {
    QString loadState;   ///< "loaded", "not-found", "masked", "bad-setting", "error"
    QString activeState; ///< "active", "reloading", "inactive", "failed", "activating", "deactivating"
    QString subState;    ///< of a service: "running", "auto-restart", "stop-sigterm", …
    QString result;      ///< "success", "exit-code", "signal", "timeout", …
    QString killMode;    ///< "control-group", "mixed", "process", "none"
    QString enabled;     ///< UnitFileState: "enabled", "disabled", "static", …
    qint64 mainPid = 0;
    int restarts = 0;      ///< by Restart= of its unit file
    int mainCode = 0;      ///< how the main process ended: CLD_EXITED, CLD_KILLED, CLD_DUMPED; 0: it did not
    int mainStatus = 0;    ///< exit code, or signal
    bool jobWaits = false; ///< a start or stop of it is still to be done
    QStringList environmentFiles;
    bool operator==(const SystemdFacts&) const = default;

    bool isDown() const { return activeState == u"inactive" || activeState == u"failed"; }
    bool isUp() const { return activeState == u"active" || activeState == u"reloading"; }
    /// It has ended, and systemd will start it again by itself.
    bool waitsForRestart() const { return subState == u"auto-restart"; }
};

/// From all properties of its object, as GetAll gives them.
SystemdFacts systemdFacts(const QVariantMap& properties);

/// Why it is not running, in a sentence. jobResult: of the last start, "done" or why it was given up
/// ("dependency", "timeout", …); may be empty.
QString reasonOfEnd(const SystemdFacts& facts, const QString& jobResult = {});

/// What a refusal of systemd, or of the bus, means and what to do. name: of the D-Bus error.
Error systemdError(const QString& name, const QString& text, const QString& service, SystemdScope scope);

/// The answer to a call may still come, or the call may not have arrived: nothing is known.
bool isSilence(const QString& errorName);

/// The content of a file for EnvironmentFile= of a unit file.
QByteArray environmentFile(const QMap<QString, QString>& variables);

/// "app.service", and what else systemd takes as the name of a service.
bool isServiceName(const QString& name);

} // namespace rollcall
