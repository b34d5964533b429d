#pragma once

#include <chrono>

namespace rollcall
{

/// CLOCK_BOOTTIME: monotonic, and it goes on counting while the host is suspended. It is the only clock
/// that the election looks at. Its origin differs from host to host: instants are never compared across
/// hosts.
struct BootClock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<BootClock>;
    static constexpr bool is_steady = true;

    static time_point now() noexcept;
};

using Instant = BootClock::time_point;
using Millis = std::chrono::milliseconds;

/// Where a class gets its instants from, so that a test can move time.
class Clock
{
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
};

class SystemClock final : public Clock
{
public:
    Instant now() const override { return BootClock::now(); }
};

} // namespace rollcall
