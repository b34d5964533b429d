#pragma once

#include "model/core/clock.h"

#include <optional>

namespace rollcall
{

/// How old what the console shows is, and what follows from it.
struct Freshness {
    static constexpr Millis refreshInterval{500};
    static constexpr Millis lateAfter = 3 * refreshInterval;
    static constexpr Millis staleAfter{10000};

    std::optional<Millis> age; ///< since the last successful read of the database; nothing: never read

    bool never() const { return !age; }
    bool late() const { return age && *age > lateAfter; }
    bool stale() const { return age && *age > staleAfter; }
    bool operator==(const Freshness&) const = default;
};

} // namespace rollcall
