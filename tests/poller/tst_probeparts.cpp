#include "model/messenger/rpcmessage.h"
#include "model/poller/admission.h"
#include "model/poller/pong.h"
#include "model/poller/probecycle.h"
#include "model/poller/proberecord.h"
#include "model/poller/timerwheel.h"
#include "tests/support/testsupport.h"

#include <QTest>

#include <map>
#include <random>
#include <set>

using namespace rollcall;
using namespace std::chrono_literals;

namespace
{

using Phase = ProbeCycle::Phase;
using Order = ProbeCycle::Order;

const Instant start{1h};
const PollerTimings timings{1000ms, 400ms, 250ms};

/// A cycle that is connected and has a ping under way since start.
ProbeCycle pinging()
{
    ProbeCycle cycle(timings, start);
    cycle.connecting(start);
    cycle.accepted();
    cycle.greeting(start);
    cycle.connected();
    cycle.pinged(start, 0.5);
    return cycle;
}

} // namespace

/// What the poller's engine is made of, without threads, sockets or time.
class TestProbeParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTimerIsNeverEarlyAndAtMostATickLate()
    {
        std::minstd_rand random(7);
        TimerWheel wheel(start, 10ms);
        std::map<TimerWheel::Index, Instant> expected;
        Instant now = start;
        std::vector<TimerWheel::Index> due;
        int fired = 0;
        for (int round = 0; round < 20'000; ++round) {
            const TimerWheel::Index index = random() % 200;
            switch (random() % 4) {
            case 0:
                wheel.clear(index);
                expected.erase(index);
                break;
            case 1: // from the past to far beyond one turn of the wheel
                expected[index] = now + std::chrono::microseconds(int(random() % 20'000'000) - 10'000);
                wheel.set(index, expected[index]);
                break;
            default:
                now += std::chrono::microseconds(random() % 30'000);
                due.clear();
                wheel.advance(now, due);
                for (const TimerWheel::Index each : due) {
                    QVERIFY(expected.contains(each));
                    QVERIFY(expected[each] <= now);
                    expected.erase(each);
                    ++fired;
                }
                for (const auto& [each, at] : expected)
                    QVERIFY2(at > now - 20ms, "a timer was forgotten");
            }
            const std::optional<Millis> wait = wheel.wait(now);
            QCOMPARE(wait.has_value(), !expected.empty());
            for (const auto& [each, at] : expected)
                QVERIFY(now + *wait <= std::max(at, now) + 21ms);
        }
        QVERIFY(fired > 100);
    }

    void aLongSleepFiresAllOnce()
    {
        TimerWheel wheel(start, 10ms);
        for (TimerWheel::Index index = 0; index < 1000; ++index)
            wheel.set(index, start + index * 37ms);
        std::vector<TimerWheel::Index> due;
        wheel.advance(start + 1h, due);
        QCOMPARE(due.size(), size_t(1000));
        QCOMPARE(std::set(due.begin(), due.end()).size(), size_t(1000));
        QVERIFY(!wheel.wait(start + 1h));
    }

    void placesAreGivenInTheOrderOfComing()
    {
        Admission admission(2);
        QVERIFY(admission.enter(5));
        QVERIFY(admission.enter(6));
        QVERIFY(admission.enter(6)); // still in
        QVERIFY(!admission.enter(7));
        QVERIFY(!admission.enter(8));
        QVERIFY(!admission.enter(9));
        QVERIFY(!admission.next());
        admission.leave(8); // gave up
        admission.leave(5);
        QVERIFY(!admission.enter(5)); // behind those who wait
        QCOMPARE(admission.next(), std::optional<Admission::Index>(7));
        QVERIFY(!admission.next());
        admission.leave(6);
        admission.leave(7);
        QCOMPARE(admission.next(), std::optional<Admission::Index>(9));
        QCOMPARE(admission.next(), std::optional<Admission::Index>(5));
        QVERIFY(!admission.next());
        QCOMPARE(admission.waiting(), size_t(0));
        admission.leave(70);
        admission.leave(9);
        QVERIFY(admission.enter(1));
        QVERIFY(!admission.enter(2));
        QVERIFY(Admission(0).enter(1)); // one at least, whatever the limit says
    }

    void anAnsweredPingIsReadAsTheFullParserReadsIt_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<qint64>("id"); // -1: not for this reader
        const auto row = [](const char* name, QByteArray line, qint64 id) {
            QTest::newRow(name) << line.replace('\'', '"') << id; // easier to read here
        };
        row("as Rollcall writes it", "{'id':7,'jsonrpc':'2.0','result':{'clock':1,'name':'w}\\'{','x':[{}]}}",
            7);
        row("another order, blanks", "{ 'result' : {} ,\t'jsonrpc': '2.0', 'id': 12 }\r", 12);
        row("error", "{'id':7,'jsonrpc':'2.0','error':{'code':1,'message':'no'}}", -1);
        row("request", "{'id':7,'jsonrpc':'2.0','method':'ping'}", -1);
        row("id of text", "{'id':'7','jsonrpc':'2.0','result':{}}", -1);
        row("no id", "{'jsonrpc':'2.0','result':{}}", -1);
        row("null id", "{'id':null,'jsonrpc':'2.0','result':{}}", -1);
        row("fraction", "{'id':7.5,'jsonrpc':'2.0','result':{}}", -1);
        row("negative", "{'id':-7,'jsonrpc':'2.0','result':{}}", -1);
        row("too large", "{'id':99999999999999999999,'jsonrpc':'2.0','result':{}}", -1);
        row("id twice", "{'id':7,'id':8,'jsonrpc':'2.0','result':{}}", -1);
        row("result twice", "{'id':7,'jsonrpc':'2.0','result':{},'result':{}}", -1);
        row("other version", "{'id':7,'jsonrpc':'1.0','result':{}}", -1);
        row("result not an object", "{'id':7,'jsonrpc':'2.0','result':1}", -1);
        row("unknown member", "{'id':7,'jsonrpc':'2.0','result':{},'later':1}", -1);
        row("cut off", "{'id':7,'jsonrpc':'2.0','result':{'a", -1);
        row("cut off in an escape", "{'id':7,'jsonrpc':'2.0','result':{'a\\", -1);
        row("something behind", "{'id':7,'jsonrpc':'2.0','result':{}} x", -1);
        row("array", "[1]", -1);
        row("empty", "", -1);
        row("zero byte", QByteArray("{'id':7,'jsonrpc':'2.0','result':{}}\0", 37), -1);
    }
    void anAnsweredPingIsReadAsTheFullParserReadsIt()
    {
        QFETCH(QByteArray, line);
        QFETCH(qint64, id);
        const std::optional<qint64> read = answeredPing(line);
        QCOMPARE(read.value_or(-1), id);
        if (!read)
            return;
        const auto message = readRpcLine(line);
        QVERIFY(message);
        const auto* response = std::get_if<RpcResponse>(&*message);
        QVERIFY(response && std::holds_alternative<QJsonObject>(response->outcome));
        QCOMPARE(response->id.toInteger(), id);
    }

    void aPingLineIsTheRequestOfTheProtocol()
    {
        const QByteArray line = pingLine(1234567890123);
        QVERIFY(line.endsWith('\n'));
        const auto message = readRpcLine(line.chopped(1));
        QVERIFY(message);
        QCOMPARE(std::get<RpcRequest>(*message),
                 (RpcRequest{QJsonValue(qint64(1234567890123)), u"ping"_qs, {}}));
    }

    void aCycleConnectsPingsAndRests()
    {
        ProbeCycle cycle(timings, start);
        QCOMPARE(cycle.wakeAt(), std::optional(start));
        QCOMPARE(cycle.woken(start), Order::Connect);
        cycle.queued();
        QVERIFY(!cycle.wakeAt());
        QCOMPARE(cycle.woken(start + 1h), Order::Nothing); // others come first
        cycle.connecting(start);
        QCOMPARE(cycle.wakeAt(), std::optional(start + 400ms));
        QCOMPARE(cycle.woken(start + 399ms), Order::Nothing);
        cycle.accepted();
        QVERIFY(!cycle.wakeAt());
        cycle.greeting(start + 300ms); // waiting for others' handshakes does not count against it
        QCOMPARE(cycle.wakeAt(), std::optional(start + 700ms));
        QCOMPARE(cycle.connected(), Order::Ping);
        cycle.pinged(start + 500ms, 0.5);
        QCOMPARE(cycle.wakeAt(), std::optional(start + 900ms));
        cycle.heard(start + 510ms);
        QCOMPARE(cycle.answered(start + 510ms), 10ms);
        QCOMPARE(cycle.phase(), Phase::Idle);
        QCOMPARE(cycle.wakeAt(), std::optional(start + 1500ms));
        QCOMPARE(cycle.woken(start + 1500ms), Order::Ping);
        cycle.pinged(start + 1500ms, 0);
        cycle.answered(start + 1501ms);
        QCOMPARE(cycle.wakeAt(), std::optional(start + 2400ms)); // 10 % earlier at most
        QCOMPARE(cycle.asked(), Order::Ping);
    }

    void aHostThatSaysNothingIsGivenUp()
    {
        ProbeCycle silent = pinging();
        silent.heard(start - 1ms); // before the ping
        QCOMPARE(silent.woken(start + 399ms), Order::Nothing);
        QCOMPARE(silent.woken(start + 400ms), Order::GiveUp);

        ProbeCycle busy = pinging(); // it sends other things
        busy.heard(start + 100ms);
        QCOMPARE(busy.woken(start + 400ms), Order::Miss);
        QCOMPARE(busy.phase(), Phase::Idle);
        QCOMPARE(busy.wakeAt(), std::optional(start + 1000ms));

        ProbeCycle connecting(timings, start);
        connecting.connecting(start);
        QCOMPARE(connecting.woken(start + 400ms), Order::GiveUp);
        connecting.greeting(start);
        QCOMPARE(connecting.woken(start + 400ms), Order::GiveUp);
    }

    void theBackOffGrowsToOneIntervalAndEndsWithAnAnswer()
    {
        ProbeCycle cycle = pinging();
        const auto pause = [&](double chance) {
            cycle.lost(start, chance);
            return std::chrono::duration_cast<Millis>(*cycle.wakeAt() - start);
        };
        QCOMPARE(pause(1), 250ms);
        QCOMPARE(pause(1), 500ms);
        QCOMPARE(pause(0), 500ms); // half of 1 s
        QCOMPARE(pause(1), 1000ms);
        QCOMPARE(cycle.asked(), Order::Connect); // without waiting
        cycle.connected();
        cycle.pinged(start, 0);
        cycle.answered(start);
        QCOMPARE(pause(1), 250ms);
    }

    void oneThatPartedComesBackForItsNextPing()
    {
        ProbeCycle cycle = pinging();
        cycle.answered(start + 5ms);
        cycle.parted();
        QCOMPARE(cycle.wakeAt(), std::optional(start + 1000ms));
        QCOMPARE(cycle.woken(start + 1000ms), Order::Connect);
    }

    void aRecordKeepsTheLastSixtyFourAndTheLastRoundTrip()
    {
        ProbeRecord record(u"tcp://a:1"_qs, u"why"_qs);
        QCOMPARE(record.probe(start).result, ProbeResult::NotConfigured);
        QCOMPARE(record.probe(start).error, u"why"_qs);
        QVERIFY(!record.probe(start).age);
        for (int i = 0; i < 70; ++i)
            record.add({1, ProbeResult::Ok, std::chrono::microseconds(i), start, {}});
        record.add({1, ProbeResult::Timeout, {}, start + 1s, u"silence"_qs});
        record.add({1, ProbeResult::Refused, {}, start + 2s, u"refusal"_qs});
        const Probe probe = record.probe(start + 5s);
        QCOMPARE(probe.history.size(), size_t(64));
        QVERIFY(probe.history[63].count() < 0 && probe.history[62].count() < 0);
        QCOMPARE(probe.history[61], 69us);
        QCOMPARE(probe.rtt, std::optional<std::chrono::microseconds>(69us));
        QCOMPARE(probe.failuresInARow, 2);
        QCOMPARE(probe.result, ProbeResult::Refused);
        QCOMPARE(probe.error, u"refusal"_qs);
        QCOMPARE(probe.age, std::optional<Millis>(3s));
    }
};

QTEST_GUILESS_MAIN(TestProbeParts)
#include "tst_probeparts.moc"
