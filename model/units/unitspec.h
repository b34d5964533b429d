#pragma once

#include "model/cluster/words.h"
#include "model/core/clock.h"

#include <QMap>
#include <QString>
#include <QStringList>

namespace rollcall
{

/// One [[unit]] of the node's configuration: a command that the node runs as a process of its own.
struct UnitSpec {
    QString name;
    UnitRole role = UnitRole::Web;
    QStringList command;                ///< program, then its arguments; never a shell line. Not empty.
    Millis stopTimeout{10000};          ///< between SIGTERM and SIGKILL
    QMap<QString, QString> environment; ///< added to the node service's own environment
    QString workingDirectory;           ///< empty: that of the node service
    bool operator==(const UnitSpec&) const = default;
};

} // namespace rollcall
