#pragma once

#include "model/core/result.h"
#include "model/node/nodeconfig.h"
#include "model/units/systemdscope.h"

#include <QStringList>

namespace rollcall
{

/// The service units that systemd runs for a node, so that they do not die with it.
struct OutsideServices {
    QStringList names;
    SystemdScope scope = SystemdScope::System;
    bool operator==(const OutsideServices&) const = default;
};

OutsideServices outsideServicesOf(const NodeConfig& config);

/// Written into the state folder (file "services") before any of them is started: whoever has to end them
/// after a crash must not depend on a configuration file that was edited meanwhile. stillRunning: those of an
/// earlier start may not be gone, and stay in the record. Errors: as writeDurably().
Result<void> rememberServices(const QString& stateFolder, const OutsideServices& services, bool stillRunning);

/// What the last start wrote; no names: nothing, or it cannot be read.
OutsideServices rememberedServices(const QString& stateFolder);

} // namespace rollcall
