#pragma once

#include "model/core/clock.h"

namespace rollcall
{

/// Delays that double from first to last, each spread by ±20 % so that nodes do not restart in step.
class Backoff
{
public:
    Backoff(Millis first, Millis last)
        : m_first(first)
        , m_last(last)
        , m_next(first)
    {
    }

    /// spread: in [0, 1), from a random generator.
    Millis next(double spread);
    void reset() { m_next = m_first; }

private:
    Millis m_first;
    Millis m_last;
    Millis m_next;
};

} // namespace rollcall
