#pragma once

#include "model/cluster/timings.h"

#include <QString>
#include <QStringList>

namespace rollcall
{

/// A length that was set by a person, exactly and without needless digits: "2 s", "0.25 s", "1.5 s"; from one
/// minute up as durationText().
QString exactSeconds(Millis length);

/// What the timings mean in practice, a sentence each: the worst cases, when a primary that is cut off stops,
/// how long a pause of the database is borne, and what all nodes together ask of it. nodes: how many there
/// are; 0: not known. The timings must be valid.
QStringList consequencesOf(const LeaseTimings& timings, int nodes);

} // namespace rollcall
