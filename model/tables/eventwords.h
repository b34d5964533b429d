#pragma once

#include "model/cluster/event.h"

namespace rollcall
{

/// An event in a narrow list: what happened, and at the right who did it or how it came about.
struct EventWords {
    QString text;     ///< "web-01 became primary", without a full stop
    QString trailing; ///< "dana", "failover, 2.1 s", or empty
    bool operator==(const EventWords&) const = default;
};

/// The few words that fit beside a clock time; the sentence of the event says the rest. Kinds that are not
/// known here, of other versions too, give the first clause of their sentence.
EventWords shortWords(const Event& event);

} // namespace rollcall
