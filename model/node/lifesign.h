#pragma once

#include "model/election/primaryboard.h"
#include "model/health/healthfacts.h"

#include <QObject>
#include <QTimer>

#include <functional>

namespace rollcall
{

/// What one word says of these facts.
MemberState memberStateOf(const HealthFacts& facts);

/// Stamps the board from the main thread's event loop, so that the supervisor sees that it turns, and what
/// the node does.
class LifeSign : public QObject
{
    Q_OBJECT

public:
    LifeSign(PrimaryBoard& board, std::function<HealthFacts()> facts, QObject* parent = nullptr);

    void start();

private:
    void give();

    PrimaryBoard& m_board;
    std::function<HealthFacts()> m_facts;
    QTimer m_timer;
};

} // namespace rollcall
