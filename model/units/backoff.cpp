#include "model/units/backoff.h"

#include <algorithm>
#include <cmath>

namespace rollcall
{

Millis Backoff::next(double spread)
{
    const double factor = 0.8 + 0.4 * spread;
    const Millis delay(std::llround(static_cast<double>(m_next.count()) * factor));
    m_next = std::min(m_next * 2, m_last);
    return delay;
}

} // namespace rollcall
