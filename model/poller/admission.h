#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace rollcall
{

/// Lets so many in at a time; the others wait in the order in which they came.
class Admission
{
public:
    using Index = uint32_t; ///< small: memory is kept for all below it

    explicit Admission(size_t most);

    /// Whether it is in now; otherwise it waits, and next() names it once its turn has come.
    bool enter(Index index);
    /// No longer in, and no longer waiting. Nothing for one who is neither.
    void leave(Index index);
    /// One who waited and is in from now on; nothing: no place is free, or nobody waits.
    std::optional<Index> next();

    size_t waiting() const { return m_queue.size(); }

private:
    enum class Where : uint8_t { Outside, Waiting, Inside };

    Where& where(Index index);

    size_t m_most;
    size_t m_inside = 0;
    std::vector<Where> m_where;
    std::deque<Index> m_queue; ///< those that wait
};

} // namespace rollcall
