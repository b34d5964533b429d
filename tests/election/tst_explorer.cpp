#include "tests/election/schedule.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>

using namespace rollcall;
using namespace rollcall::sim;

/// Tries many interleavings of observations, delays, losses and faults against the invariants of the
/// protocol: I1 no action under an older epoch after the first under a newer one, I2 one holder per epoch and
/// epochs that rise, I5 takeover within ttl + poll, I6 acting only before the deadline, I7 no unit outlives
/// its term, I8 a primary within 2·ttl after the faults end.
///
/// ROLLCALL_EXPLORER_SEEDS: that many random schedules instead of as many as fit into some seconds;
/// ROLLCALL_EXPLORER_FIRST: the first seed, to replay one that failed.
class ExplorerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void randomFaults() { explore(runFaults, 6000, "faults"); }
    void hostDeath();
    void preferred();
    void everyCombination_data();
    void everyCombination();

private:
    void explore(Outcome (*run)(quint32, bool), int milliseconds, const char* name);
    static void report(const Outcome& outcome, const QString& which);
};

void ExplorerTest::report(const Outcome& outcome, const QString& which)
{
    const size_t shown = std::min<size_t>(outcome.trace.size(), 600);
    for (size_t i = outcome.trace.size() - shown; i < outcome.trace.size(); ++i)
        qInfo("%s", outcome.trace[i].c_str());
    QFAIL(qPrintable(which + QStringLiteral(": ") +
                     QString::fromStdString(outcome.violation.value_or(std::string()))));
}

void ExplorerTest::explore(Outcome (*run)(quint32, bool), int milliseconds, const char* name)
{
    const quint32 first = qEnvironmentVariable("ROLLCALL_EXPLORER_FIRST", QStringLiteral("1")).toUInt();
    const quint32 wanted = qEnvironmentVariable("ROLLCALL_EXPLORER_SEEDS").toUInt();
    const quint32 atLeast = 500; // on a machine too slow for more
    QElapsedTimer elapsed;
    elapsed.start();
    quint32 done = 0;
    for (; wanted ? done < wanted : done < atLeast || elapsed.elapsed() < milliseconds; ++done) {
        if (run(first + done, false).violation) {
            report(run(first + done, true), QStringLiteral("seed %1").arg(first + done));
            return;
        }
    }
    qInfo("%u random schedules (%s) in %lld ms", done, name, elapsed.elapsed());
}

void ExplorerTest::hostDeath()
{
    std::vector<Time> takeovers;
    for (quint32 seed = 1; seed <= 300; ++seed) {
        const Outcome outcome = runHostDeath(seed, false);
        if (outcome.violation) {
            report(runHostDeath(seed, true), QStringLiteral("seed %1").arg(seed));
            return;
        }
        takeovers.push_back(outcome.takeover);
    }
    std::sort(takeovers.begin(), takeovers.end());
    qInfo("takeover after the death of the primary's host: median %lld ms, longest %lld ms",
          static_cast<long long>(takeovers[takeovers.size() / 2].count() / 1000000),
          static_cast<long long>(takeovers.back().count() / 1000000));
}

void ExplorerTest::preferred()
{
    for (quint32 seed = 1; seed <= 300; ++seed) {
        if (runPreferred(seed, false).violation) {
            report(runPreferred(seed, true), QStringLiteral("seed %1").arg(seed));
            return;
        }
    }
}

void ExplorerTest::everyCombination_data()
{
    QTest::addColumn<int>("disturbance");
    QTest::addColumn<bool>("fromTakeOver");
    const char* const names[] = {"nothing", "host dies", "stopped", "replies lost"};
    for (int disturbance = 0; disturbance < disturbances; ++disturbance)
        for (const bool fromTakeOver : {false, true})
            if (disturbance != 0 || !fromTakeOver)
                QTest::addRow("%s, %s", names[disturbance], fromTakeOver ? "from the takeover on" : "at once")
                    << disturbance << fromTakeOver;
}

void ExplorerTest::everyCombination()
{
    QFETCH(int, disturbance);
    QFETCH(bool, fromTakeOver);
    constexpr int calls = 5;
    std::vector<int> fates(calls, 0);
    for (int combination = 0; combination < 1024; ++combination) {
        for (int i = 0, rest = combination; i < calls; ++i, rest /= callFates)
            fates[size_t(i)] = rest % callFates;
        if (runChosen(fates, disturbance, fromTakeOver, false).violation) {
            report(runChosen(fates, disturbance, fromTakeOver, true),
                   QStringLiteral("combination %1").arg(combination));
            return;
        }
    }
}

QTEST_GUILESS_MAIN(ExplorerTest)
#include "tst_explorer.moc"
