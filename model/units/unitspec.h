#pragma once

#include "model/cluster/words.h"
#include "model/core/clock.h"

#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace rollcall
{

/// How to ask a program whether it can work: "ready" of a unit that runs, "can_run" of one that does not yet.
struct UnitCheck {
    enum class Kind {
        Http,    ///< GET; yes is a status from 200 to 399
        Tcp,     ///< yes is a connection that is accepted
        Command, ///< yes is exit code 0; the last line it wrote says why not
    };
    Kind kind = Kind::Http;
    QString target;        ///< of Http: "http://127.0.0.1:8080/healthz"; of Tcp: "127.0.0.1:5432"
    QStringList command;   ///< of Command: program, then its arguments; never a shell line
    Millis interval{1000}; ///< from one question to the next
    Millis timeout{1000};  ///< of one question; at most the interval
    int failures = 3;      ///< in a row, until a unit that was ready is not any more
    Millis grace{30000};   ///< of "ready": how long a unit may take to be ready after its start
    bool operator==(const UnitCheck&) const = default;
};

/// One [[unit]] of the node's configuration: a command that the node runs as a process of its own, or a
/// service of systemd that it starts and stops.
struct UnitSpec {
    QString name;
    UnitRole role = UnitRole::Web;
    QStringList command;                ///< program, then its arguments; never a shell line; or empty
    QString systemd;                    ///< "app.service"; or empty. Exactly one of the two is set.
    std::optional<UnitCheck> ready;     ///< asked while it runs; nothing: it is ready when it runs
    std::optional<UnitCheck> canRun;    ///< role service: asked while it does not run here; nothing: it can
    Millis stopTimeout{10000};          ///< between SIGTERM and SIGKILL
    QMap<QString, QString> environment; ///< of a command: added to the node service's own environment
    QString workingDirectory;           ///< of a command; empty: that of the node service
    bool operator==(const UnitSpec&) const = default;
};

} // namespace rollcall
