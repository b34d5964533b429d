#pragma once

#include "model/cluster/drill.h"
#include "model/cluster/lease.h"

#include <QMetaType>

namespace rollcall
{

/// The three parts of one takeover, each by the winner's own clock: last renewal seen → noticed (silence) →
/// lease held (claim) → service works (work). What was not measured is nothing.
struct TakeoverPhases {
    std::optional<Millis> silence; ///< nothing: the lease was given back, nobody had to wait
    std::optional<Millis> claim;
    std::optional<Millis> work;

    static TakeoverPhases of(const Term& term);
    static TakeoverPhases of(const DrillReport& report);

    bool isEmpty() const { return !silence && !claim && !work; }
    Millis total() const;
    /// "2.1 s", or an em dash when nothing was measured
    QString totalText() const;
    /// "silence 1.9 s, claim 12 ms, work 0.2 s": what was measured, in this order
    QString words() const;
    bool operator==(const TakeoverPhases&) const = default;
};

} // namespace rollcall

Q_DECLARE_METATYPE(rollcall::TakeoverPhases)
