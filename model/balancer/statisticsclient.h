#pragma once

#include "model/cluster/balancerplace.h"
#include "model/core/clock.h"
#include "model/core/result.h"

#include <QByteArray>
#include <QObject>
#include <QTimer>

#include <memory>

class QIODevice;

namespace rollcall
{

/// Reads a load balancer's statistics once, without blocking: over HTTP, or from HAProxy's socket. Neither a
/// silent nor an endless answer gets more than the time limit and mostStatistics bytes.
class StatisticsClient : public QObject
{
    Q_OBJECT

public:
    static constexpr Millis standardLimit{1500};

    explicit StatisticsClient(Millis limit = standardLimit, QObject* parent = nullptr);
    ~StatisticsClient() override;

    /// One question at a time: one that is under way is given up without an answer.
    void ask(const BalancerPlace& place);
    /// Without an answer.
    void giveUp() { drop(); }
    bool isBusy() const { return m_line != nullptr; }

Q_SIGNALS:
    /// The statistics as CSV, not yet read. Errors: Unreachable, TimedOut, Invalid (another answer than 200).
    void answered(const rollcall::Result<QByteArray>& csv);

private:
    void askSocket();
    void askHttp();
    void take();
    void ended();
    void fail(ErrorKind kind, const QString& what, const QString& remedy);
    void finish(const Result<QByteArray>& csv);
    void drop();

    BalancerPlace m_place;
    QTimer m_limit;
    QIODevice* m_line = nullptr;
    QByteArray m_bytes;
};

} // namespace rollcall
