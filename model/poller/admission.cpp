#include "model/poller/admission.h"

#include <algorithm>

namespace rollcall
{

Admission::Admission(size_t most)
    : m_most(std::max<size_t>(most, 1))
{
}

Admission::Where& Admission::where(Index index)
{
    if (index >= m_where.size())
        m_where.resize(index + 1, Where::Outside);
    return m_where[index];
}

bool Admission::enter(Index index)
{
    Where& at = where(index);
    if (at != Where::Outside)
        return at == Where::Inside;
    if (m_queue.empty() && m_inside < m_most) {
        at = Where::Inside;
        ++m_inside;
        return true;
    }
    at = Where::Waiting;
    m_queue.push_back(index);
    return false;
}

void Admission::leave(Index index)
{
    Where& at = where(index);
    if (at == Where::Inside)
        --m_inside;
    if (at == Where::Waiting)
        std::erase(m_queue, index);
    at = Where::Outside;
}

std::optional<Admission::Index> Admission::next()
{
    if (m_queue.empty() || m_inside >= m_most)
        return std::nullopt;
    const Index index = m_queue.front();
    m_queue.pop_front();
    m_where[index] = Where::Inside;
    ++m_inside;
    return index;
}

} // namespace rollcall
