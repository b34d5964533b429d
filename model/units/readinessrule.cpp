#include "model/units/readinessrule.h"

namespace rollcall
{

ReadinessRule::ReadinessRule(int failures, Millis grace)
    : m_failures(failures)
    , m_grace(grace)
{
}

void ReadinessRule::begin(Instant now)
{
    m_state = State::Waiting;
    m_graceEnds = now + m_grace;
    m_noes = 0;
    m_why.clear();
}

void ReadinessRule::assumeReady()
{
    m_state = State::Ready;
    m_noes = 0;
    m_why.clear();
}

ReadinessRule::State ReadinessRule::answer(Instant now, const CheckAnswer& answer)
{
    if (answer.yes) {
        assumeReady();
        return m_state;
    }
    m_why = answer.why;
    ++m_noes;
    const bool enough = m_state == State::Waiting ? now >= m_graceEnds : m_noes >= m_failures;
    if (enough)
        m_state = State::NotReady;
    return m_state;
}

} // namespace rollcall
