#pragma once

#include "model/core/clock.h"

#include <algorithm>

namespace rollcall
{

/// How often something may happen: perSecond in the long run, most at once.
class TokenBucket
{
public:
    TokenBucket(double perSecond, double most, Instant now)
        : m_perSecond(perSecond)
        , m_most(most)
        , m_tokens(most)
        , m_at(now)
    {
    }

    /// Whether it may happen now; then it counts.
    bool take(Instant now)
    {
        const double seconds = std::chrono::duration<double>(now - m_at).count();
        m_at = now;
        m_tokens = std::min(m_most, m_tokens + seconds * m_perSecond);
        if (m_tokens < 1)
            return false;
        m_tokens -= 1;
        return true;
    }

private:
    double m_perSecond;
    double m_most;
    double m_tokens;
    Instant m_at;
};

} // namespace rollcall
