#pragma once

#include "model/core/ids.h"

namespace rollcall
{

/// Decides when the primary says that load balancers have dropped it, and that they ask it again: once each
/// time. Pure.
class BalancerWatch
{
public:
    enum class News { Nothing, Dropped, AskedAgain };

    /// epoch: of the term held now, 0 when not the primary; gap: see balancerGap(); asked: the primary itself
    /// was asked lately.
    News look(Epoch epoch, bool gap, bool asked)
    {
        if (epoch != m_epoch)
            m_dropped = false; // what was said of another term is over with it
        m_epoch = epoch;
        if (epoch == 0 || m_dropped == gap)
            return News::Nothing;
        if (gap) {
            m_dropped = true;
            return News::Dropped;
        }
        if (!asked)
            return News::Nothing; // nobody is asked any more: that says nothing of the primary
        m_dropped = false;
        return News::AskedAgain;
    }

private:
    Epoch m_epoch = 0;
    bool m_dropped = false;
};

} // namespace rollcall
