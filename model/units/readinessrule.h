#pragma once

#include "model/core/clock.h"

#include <QString>

#include <optional>

namespace rollcall
{

/// The answer to one question of a UnitCheck.
struct CheckAnswer {
    bool yes = false;
    QString why; ///< of a no: a sentence
    bool operator==(const CheckAnswer&) const = default;
};

/// Turns answers into a verdict that does not flutter. Pure: time comes in with each answer.
///
/// Before the first yes a no counts only once the grace is over; after it, when it is the last of `failures`
/// in a row. A single yes is enough to come back: whoever is asked knows better than any history.
class ReadinessRule
{
public:
    enum class State {
        Waiting, ///< no yes yet, and within the grace
        Ready,
        NotReady,
    };

    ReadinessRule(int failures, Millis grace);

    /// Forgets everything: what is asked was started now.
    void begin(Instant now);
    /// Forgets everything but this: it is ready until enough answers in a row say no.
    void assumeReady();
    State answer(Instant now, const CheckAnswer& answer);

    State state() const { return m_state; }
    /// Of the last no; empty after a yes and before the first answer.
    const QString& why() const { return m_why; }

private:
    int m_failures;
    Millis m_grace;
    State m_state = State::Waiting;
    Instant m_graceEnds{};
    int m_noes = 0; ///< in a row
    QString m_why;
};

} // namespace rollcall
