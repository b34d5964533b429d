#include "model/node/lifesign.h"

namespace rollcall
{

namespace
{

constexpr Millis lifeSignRhythm{500}; ///< far below the supervisor's limit for a thread that hangs
constexpr Millis databaseLost{5000};

} // namespace

MemberState memberStateOf(const HealthFacts& facts)
{
    if (!facts.joined)
        return facts.databaseAge ? MemberState::Removed : MemberState::Starting;
    if (facts.databaseAge && *facts.databaseAge > databaseLost)
        return MemberState::DatabaseLost;
    switch (facts.placement.wanted) {
    case Wanted::Active:
        return MemberState::Active;
    case Wanted::Draining:
        return MemberState::Draining;
    case Wanted::Maintenance:
        return MemberState::Maintenance;
    }
    Q_UNREACHABLE();
}

LifeSign::LifeSign(PrimaryBoard& board, std::function<HealthFacts()> facts, QObject* parent)
    : QObject(parent)
    , m_board(board)
    , m_facts(std::move(facts))
{
    connect(&m_timer, &QTimer::timeout, this, &LifeSign::give);
}

void LifeSign::start()
{
    give();
    m_timer.start(lifeSignRhythm);
}

void LifeSign::give()
{
    m_board.stampMain(BootClock::now(), memberStateOf(m_facts()));
}

} // namespace rollcall
