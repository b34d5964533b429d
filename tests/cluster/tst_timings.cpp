#include "model/cluster/timings.h"

#include <QTest>

using namespace rollcall;
using namespace std::chrono_literals;

class TestTimings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatCannotBeSafeIsRefused_data()
    {
        QTest::addColumn<int>("ttl");
        QTest::addColumn<int>("renew");
        QTest::addColumn<int>("poll");
        QTest::addColumn<int>("margin");
        QTest::addColumn<QString>("names");  // the value that the refusal begins with; empty: valid
        QTest::addColumn<QString>("remedy"); // what has to be in it
        QTest::newRow("standard") << 2000 << 500 << 250 << 300 << ""
                                  << "";
        QTest::newRow("tolerant") << 6000 << 1000 << 250 << 1000 << ""
                                  << "";
        QTest::newRow("renew too slow") << 2000 << 600 << 250 << 300 << "renew is 600 ms"
                                        << "566 ms or less";
        QTest::newRow("no renewal") << 2000 << 0 << 250 << 300 << "renew is 0 ms"
                                    << "1 ms and 566 ms";
        QTest::newRow("margin too small") << 2000 << 500 << 250 << 199 << "margin is 199 ms"
                                          << "200 ms or more";
        QTest::newRow("margin below zero") << 2000 << 500 << 250 << -1 << "margin is -1 ms"
                                           << "200 ms or more";
        QTest::newRow("a ttl that is no multiple of ten") << 2001 << 500 << 250 << 200 << "margin is 200 ms"
                                                          << "201 ms or more";
        QTest::newRow("margin leaves little") << 2000 << 500 << 250 << 1900 << "renew is 500 ms"
                                              << "33 ms or less";
        QTest::newRow("margin is the ttl") << 2000 << 500 << 250 << 2000 << "margin is 2000 ms"
                                           << "200 ms and 1997 ms";
        QTest::newRow("poll too slow") << 2000 << 500 << 1001 << 300 << "poll is 1001 ms"
                                       << "1000 ms or less";
        QTest::newRow("no poll") << 2000 << 500 << 0 << 300 << "poll is 0 ms"
                                 << "1 ms and 1000 ms";
        QTest::newRow("ttl too short") << 100 << 20 << 20 << 30 << "ttl is 100 ms"
                                       << "between 500 ms";
        QTest::newRow("ttl too long") << 600'001 << 500 << 250 << 60'001 << "ttl is 600001 ms"
                                      << "and 600000 ms";
    }
    void whatCannotBeSafeIsRefused()
    {
        QFETCH(int, ttl);
        QFETCH(int, renew);
        QFETCH(int, poll);
        QFETCH(int, margin);
        QFETCH(QString, names);
        QFETCH(QString, remedy);
        const Result<LeaseTimings> result =
            LeaseTimings{Millis(ttl), Millis(renew), Millis(poll), Millis(margin)}.validated();
        QCOMPARE(result.has_value(), names.isEmpty());
        if (result)
            return;
        QVERIFY2(result.error().what.startsWith(names), qPrintable(result.error().what));
        QVERIFY2(result.error().remedy.contains(remedy), qPrintable(result.error().remedy));
    }

    /// Whoever does what the refusals say, one after the other, ends with valid timings.
    void theRemediesLeadToValidTimings()
    {
        for (const int ttl : {500, 501, 1999, 2000, 6000, 600'000})
            for (const int renew : {-5, 0, 1, 500, 100'000})
                for (const int poll : {0, 250, 400'000})
                    for (const int margin : {0, 300, 1999, 700'000}) {
                        LeaseTimings timings{Millis(ttl), Millis(renew), Millis(poll), Millis(margin)};
                        Result<LeaseTimings> result = timings.validated();
                        for (int step = 0; step < 3 && !result; ++step) {
                            // "Set NAME to N ms …" or "Set NAME between A ms and B ms."
                            const QStringList words = result.error().remedy.split(u' ');
                            const QString name = words.at(1);
                            const Millis value(words.at(3).toInt());
                            (name == u"renew"  ? timings.renew
                             : name == u"poll" ? timings.poll
                                               : timings.margin) = value;
                            result = timings.validated();
                        }
                        QVERIFY2(result, qPrintable(QStringLiteral("%1 %2 %3 %4: %5")
                                                        .arg(ttl)
                                                        .arg(renew)
                                                        .arg(poll)
                                                        .arg(margin)
                                                        .arg(result ? QString() : result.error().message())));
                    }
    }

    void profilesHaveNames()
    {
        QCOMPARE(LeaseTimings::standard().profileName(), QStringLiteral("standard"));
        QCOMPARE(LeaseTimings::tolerant().profileName(), QStringLiteral("tolerant"));
        QCOMPARE((LeaseTimings{2000ms, 500ms, 200ms, 300ms}).profileName(), QStringLiteral("custom"));
        QCOMPARE(LeaseTimings::profile(u"tolerant"), std::optional(LeaseTimings::tolerant()));
        QCOMPARE(LeaseTimings::profile(u"standard"), std::optional(LeaseTimings::standard()));
        QCOMPARE(LeaseTimings::profile(u"custom"), std::nullopt);
    }

    void theWorstCasesFollowFromTheTimes()
    {
        const LeaseTimings standard = LeaseTimings::standard();
        QCOMPARE(standard.worstProcessDeath(), Millis(1250));
        QCOMPARE(standard.worstHostDeath(), Millis(3250));
        QCOMPARE(standard.worstSwitchover(), Millis(1250));
        QCOMPARE(
            standard.takeoverSentence(),
            QStringLiteral("Another node takes over within 1.3\u202Fs at most when the primary's process "
                           "dies, and within 3.3\u202Fs at most when its host does."));
        // A bound that is rounded down would be none.
        QCOMPARE(atMost(Millis(3201)), QStringLiteral("3.3\u202Fs at most"));
        QCOMPARE(atMost(Millis(3200)), QStringLiteral("3.2\u202Fs at most"));
        QCOMPARE(atMost(Millis(9949)), QStringLiteral("10\u202Fs at most"));
        QCOMPARE(atMost(Millis(61'001)), QStringLiteral("62\u202Fs at most"));
        QCOMPARE(LeaseTimings::tolerant().worstHostDeath(), Millis(7250));
    }
};

QTEST_GUILESS_MAIN(TestTimings)
#include "tst_timings.moc"
