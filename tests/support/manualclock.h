#pragma once

#include "model/core/clock.h"

namespace rollcall::test
{

/// A clock that stands still until the test moves it.
class ManualClock final : public Clock
{
public:
    Instant now() const override { return m_now; }
    void advance(std::chrono::nanoseconds by) { m_now += by; }

private:
    Instant m_now{std::chrono::hours(1)};
};

} // namespace rollcall::test
