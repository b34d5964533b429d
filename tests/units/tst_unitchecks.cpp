#include "model/units/readinessrule.h"
#include "model/units/unitcheckquestion.h"
#include "model/units/unitmanager.h"
#include "tests/support/testsupport.h"
#include "tests/units/processes.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

const CheckAnswer yes{true, {}};
const CheckAnswer no{false, u"It is warming up."_qs};
using State = ReadinessRule::State;

/// A program that is asked: says the same to whoever connects, or nothing at all.
class Asked
{
public:
    explicit Asked(QByteArray answer, bool closes = false)
    {
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this, answer, closes] {
            QTcpSocket* socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket, answer, closes] {
                m_request += socket->readAll();
                if (!m_request.contains("\r\n\r\n"))
                    return;
                socket->write(answer);
                if (closes)
                    socket->disconnectFromHost();
            });
        });
    }
    QString address() const { return u"127.0.0.1:%1"_qs.arg(m_server.serverPort()); }
    QString url(const QString& path) const { return u"http://"_qs + address() + path; }
    QByteArray request() const { return m_request; }

private:
    QTcpServer m_server;
    QByteArray m_request;
};

UnitCheck httpCheck(const QString& url)
{
    UnitCheck check;
    check.kind = UnitCheck::Kind::Http;
    check.target = url;
    return check;
}

UnitCheck tcpCheck(const QString& address)
{
    UnitCheck check;
    check.kind = UnitCheck::Kind::Tcp;
    check.target = address;
    return check;
}

UnitCheck shellCheck(const QString& script)
{
    UnitCheck check;
    check.kind = UnitCheck::Kind::Command;
    check.command = {u"/bin/sh"_qs, u"-c"_qs, script};
    check.interval = 50ms;
    check.timeout = 5s; // a busy machine is no reason
    check.failures = 2;
    check.grace = 0ms;
    return check;
}

CheckAnswer ask(const UnitCheck& check, const QMap<QString, QString>& variables = {})
{
    UnitCheckQuestion question(check, {});
    std::optional<CheckAnswer> answer;
    QObject::connect(&question, &UnitCheckQuestion::answered, &question,
                     [&](const CheckAnswer& given) { answer = given; });
    question.ask(variables);
    if (answer)
        qFatal("answered from inside ask()");
    waitUntil([&] { return answer && !question.isBusy(); }, 10s, "an answer");
    return *answer;
}

UnitDemand demandOf(Epoch epoch)
{
    return {{Mode::HighAvailability, Wanted::Active, epoch != 0}, epoch, {}};
}

} // namespace

class TestUnitChecks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void cleanup()
    {
        m_manager.reset();
        m_folder.reset();
    }

    void graceIsForTheFirstYesOnly()
    {
        ReadinessRule rule(3, 30s);
        rule.begin(Instant(100s));
        QCOMPARE(rule.answer(Instant(100s), no), State::Waiting);
        QCOMPARE(rule.answer(Instant(129s), no), State::Waiting); // however many
        QCOMPARE(rule.why(), no.why);
        QCOMPARE(rule.answer(Instant(130s), no), State::NotReady);
        QCOMPARE(rule.answer(Instant(131s), yes), State::Ready);
        QCOMPARE(rule.why(), QString());
        rule.begin(Instant(200s));
        QCOMPARE(rule.state(), State::Waiting);
        QCOMPARE(rule.answer(Instant(201s), yes), State::Ready);
        // Still within the grace of the start, which is used up.
        QCOMPARE(rule.answer(Instant(202s), no), State::Ready);
        QCOMPARE(rule.answer(Instant(203s), no), State::Ready);
        QCOMPARE(rule.answer(Instant(204s), no), State::NotReady);
    }

    void onlyNoesInARowCount()
    {
        ReadinessRule rule(2, 0s);
        rule.begin(Instant(0s));
        QCOMPARE(rule.answer(Instant(0s), yes), State::Ready);
        for (int i = 0; i < 10; ++i)
            QCOMPARE(rule.answer(Instant(1s), i % 2 == 0 ? no : yes), State::Ready);
        rule.answer(Instant(2s), no);
        QCOMPARE(rule.answer(Instant(3s), no), State::NotReady);
        rule.assumeReady();
        QCOMPARE(rule.answer(Instant(4s), no), State::Ready);
        QCOMPARE(rule.answer(Instant(5s), no), State::NotReady);
    }

    void httpStatusDecides_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("why");
        QTest::newRow("200") << QByteArray("HTTP/1.1 200 OK\r\n\r\n") << QString();
        QTest::newRow("204, HTTP/1.0, no reason") << QByteArray("HTTP/1.0 204\r\n\r\n") << QString();
        QTest::newRow("redirect") << QByteArray("HTTP/1.1 302 Found\r\n\r\n") << QString();
        QTest::newRow("400") << QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n") << u"answers 400."_qs;
        QTest::newRow("503") << QByteArray("HTTP/1.1 503 Busy\r\n\r\n") << u"answers 503."_qs;
        QTest::newRow("early") << QByteArray("HTTP/1.1 100 Continue\r\n\r\n") << u"answers 100."_qs;
        QTest::newRow("other words") << QByteArray("220 mail.example.com\r\n") << u"not answer in HTTP"_qs;
        QTest::newRow("no number") << QByteArray("HTTP/1.1 yes\r\n") << u"not answer in HTTP"_qs;
        QTest::newRow("no line") << QByteArray(100'000, 'x') << u"not answer in HTTP"_qs;
        QTest::newRow("a long page") << "HTTP/1.1 200 OK\r\n\r\n" + QByteArray(1'000'000, 'x') << QString();
    }
    void httpStatusDecides()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, why);
        for (const bool closes : {false, true}) {
            Asked program(answer, closes);
            const CheckAnswer given = ask(httpCheck(program.url(u"/healthz?deep=1"_qs)));
            QVERIFY2(given.why.contains(why) && given.yes == why.isEmpty(), qPrintable(given.why));
            QVERIFY(program.request().startsWith("GET /healthz?deep=1 HTTP/1.1\r\nHost: 127.0.0.1:"));
        }
    }

    void nobodyThereAndNobodyAnswering()
    {
        const QString free = u"127.0.0.1:%1"_qs.arg(freePort());
        QCOMPARE(ask(tcpCheck(free)).why, u"%1 refuses connections."_qs.arg(free));
        QCOMPARE(ask(httpCheck(u"http://%1/"_qs.arg(free))).why,
                 u"http://%1/ refuses connections."_qs.arg(free));

        Asked silent(QByteArray{});
        QVERIFY(ask(tcpCheck(silent.address())).yes);
        UnitCheck impatient = httpCheck(silent.url(u"/"_qs));
        impatient.timeout = 150ms;
        QElapsedTimer timer;
        timer.start();
        const CheckAnswer given = ask(impatient);
        QVERIFY(timer.elapsed() >= 140);
        QVERIFY2(given.why.contains(u"did not answer within"), qPrintable(given.why));

        Asked closing(QByteArray{}, true);
        QVERIFY(ask(httpCheck(closing.url(u"/"_qs))).why.contains(u"closed the connection"));
    }

    void commandsExitCodeDecides()
    {
        QCOMPARE(ask(shellCheck(u"exit 0"_qs)), yes);
        QCOMPARE(ask(shellCheck(u"test \"$ROLLCALL_EPOCH\" = 7"_qs), {{u"ROLLCALL_EPOCH"_qs, u"7"_qs}}), yes);
        QCOMPARE(ask(shellCheck(u"echo one; echo 'the disk is full'; exit 3"_qs)).why,
                 u"/bin/sh ended with exit code 3. It says: the disk is full"_qs);
        QVERIFY(ask(shellCheck(u"kill -9 $$"_qs)).why.contains(u"signal 9"));
        UnitCheck missing = shellCheck({});
        missing.command = {u"/no/such/check"_qs};
        QVERIFY(ask(missing).why.contains(u"/no/such/check was not found"));
        // A flood is neither kept nor waited for.
        const QString why =
            ask(shellCheck(u"yes no | head -c 1000000; printf '\\033[31mred\\n'; exit 1"_qs)).why;
        QVERIFY2(why.endsWith(u"[31mred") && !why.contains(QChar(27)) && why.size() < 300, qPrintable(why));
    }

    void commandThatHangsIsKilled()
    {
        UnitCheck check =
            shellCheck(u"trap '' TERM; echo $$ > %1; while :; do sleep 0.05; done"_qs.arg(path(u"pid"_qs)));
        check.timeout = 400ms;
        const CheckAnswer given = ask(check);
        QVERIFY2(given.why.contains(u"/bin/sh did not answer within"), qPrintable(given.why));
        QVERIFY(!isAlive(pidIn(path(u"pid"_qs))));
    }

    void questionsDoNotOverlap()
    {
        // Each takes three intervals; two at a time would be seen in the file.
        const QString script =
            u"test -e %1 && echo overlap >> %2; touch %1; sleep 0.15; rm %1; echo asked >> %2"_qs;
        UnitSpec unit = service(u"exec sleep 1000"_qs);
        unit.ready = shellCheck(script.arg(path(u"asking"_qs), path(u"log"_qs)));
        create({unit});
        m_manager->apply(demandOf(1));
        waitUntil([&] { return textOf(path(u"log"_qs)).count(u"asked"_qs) >= 4; }, 10s, "four questions");
        QVERIFY(!textOf(path(u"log"_qs)).contains(u"overlap"));
    }

    void readinessIsReported()
    {
        UnitSpec unit = service(u"exec sleep 1000"_qs);
        unit.ready = shellCheck(u"test -e %1 || { echo cold; exit 1; }"_qs.arg(path(u"warm"_qs)));
        unit.ready->grace = 60s;
        create({unit, web()});
        QSignalSpy began(m_manager.get(), &UnitManager::serviceWorkBegan);
        m_manager->apply(demandOf(7));
        waitUntil([&] { return report().notReady.contains(u"cold"); }, 10s, "the first answer");
        // Within its grace nobody is blamed, but it does not work either.
        QCOMPARE(report().state, UnitState::Running);
        QCOMPARE(report().ready, std::optional<bool>());
        QVERIFY(!m_manager->serviceNotReady() && !m_manager->serviceWorking());
        QCOMPARE(report(1).ready, std::optional<bool>()); // it has no check
        QCOMPARE(report(1).notReady, QString());

        touch(u"warm"_qs);
        waitUntil([&] { return report().ready == true; }, 10s, "ready");
        QCOMPARE(report().notReady, QString());
        waitUntil([&] { return began.count() == 1; }, 5s, "the work to begin");
        QCOMPARE(began.first().first().value<Epoch>(), Epoch(7));
        QVERIFY(m_manager->serviceWorking());

        QFile::remove(path(u"warm"_qs));
        waitUntil([&] { return report().ready == false; }, 10s, "not ready any more");
        QVERIFY(m_manager->serviceNotReady() && !m_manager->serviceWorking());
        QCOMPARE(report().state, UnitState::Running); // the check ends nothing
        touch(u"warm"_qs);
        waitUntil([&] { return m_manager->serviceWorking(); }, 10s, "ready again");
        QCOMPARE(m_manager->serviceNotReady(), false);

        // A process that ended has said nothing yet when it comes back.
        const qint64 pid = report().pid;
        QFile::remove(path(u"warm"_qs));
        ::kill(static_cast<pid_t>(pid), SIGKILL);
        waitUntil([&] { return report().state == UnitState::Failed; }, 5s, "its end");
        QCOMPARE(report().ready, std::optional<bool>());
        waitUntil([&] { return report().state == UnitState::Running; }, 5s, "its restart");
        QCOMPARE(report().ready, std::optional<bool>());
        QVERIFY(!report().notReady.isEmpty());
        QCOMPARE(began.count(), 1); // once in an epoch
    }

    void graceEnds()
    {
        UnitSpec unit = service(u"exec sleep 1000"_qs);
        unit.ready = shellCheck(u"exit 1"_qs);
        unit.ready->grace = 300ms;
        create({unit});
        QElapsedTimer timer;
        timer.start();
        m_manager->apply(demandOf(7));
        waitUntil([&] { return m_manager->serviceNotReady(); }, 10s, "the end of the grace");
        QVERIFY(timer.elapsed() >= 290);
        QCOMPARE(report().ready, std::optional<bool>(false));
    }

    void workBeginsWithoutACheckAsWell()
    {
        create({service(u"exec sleep 1000"_qs)});
        QSignalSpy began(m_manager.get(), &UnitManager::serviceWorkBegan);
        m_manager->apply(demandOf(7));
        waitUntil([&] { return began.count() == 1; }, 5s, "the work of epoch 7");
        m_manager->apply(demandOf(8));
        waitUntil([&] { return began.count() == 2; }, 5s, "the work of epoch 8");
        QCOMPARE(began.last().first().value<Epoch>(), Epoch(8));
        m_manager->fence();
        QVERIFY(!m_manager->serviceWorking());
    }

    void fenceKillsTheCheckToo()
    {
        UnitSpec unit = service(u"exec sleep 1000"_qs);
        unit.ready =
            shellCheck(u"trap '' TERM; echo $$ > %1; while :; do sleep 0.05; done"_qs.arg(path(u"pid"_qs)));
        unit.ready->timeout = 60s;
        create({unit});
        m_manager->apply(demandOf(7));
        waitUntil([&] { return pidIn(path(u"pid"_qs)) > 0; }, 5s, "the check to be asked");
        const qint64 pid = pidIn(path(u"pid"_qs));
        QVERIFY(isAlive(pid));
        bool aliveAtSignal = true;
        QSignalSpy stopped(m_manager.get(), &UnitManager::allServiceUnitsStopped);
        connect(m_manager.get(), &UnitManager::allServiceUnitsStopped, this,
                [&] { aliveAtSignal = isAlive(pid); });
        m_manager->fence();
        waitUntil([&] { return stopped.count() == 1; }, 5s, "the fence");
        QVERIFY(!aliveAtSignal);
    }

    void canRunIsAskedWhileItDoesNotRun()
    {
        UnitSpec unit = service(u"exec sleep 1000"_qs);
        unit.canRun = shellCheck(
            u"test -z \"$ROLLCALL_EPOCH\" || exit 9; echo asked >> %1; test -e %2 || { echo 'no disk'; exit 1; }"_qs
                .arg(path(u"log"_qs), path(u"disk"_qs)));
        create({unit});
        QSignalSpy changes(m_manager.get(), &UnitManager::fitnessChanged);
        QVERIFY(m_manager->unfit()->contains(u"has not been checked yet"));
        waitUntil([&] { return m_manager->unfit() && m_manager->unfit()->contains(u"no disk"); }, 10s,
                  "a no");
        QCOMPARE(*m_manager->unfit(),
                 u"The unit service cannot run here: /bin/sh ended with exit code 1. It says: no disk"_qs);
        touch(u"disk"_qs);
        waitUntil([&] { return !m_manager->unfit(); }, 10s, "a yes");
        waitUntil([&] { return changes.count() >= 2; }, 5s, "the news");

        // While it runs it is not asked: what it needs is in use.
        m_manager->apply(demandOf(7));
        waitUntil([&] { return report().state == UnitState::Running; }, 5s, "the unit to run");
        QFile::remove(path(u"disk"_qs));
        QFile::remove(path(u"log"_qs));
        QElapsedTimer silence;
        silence.start();
        waitUntil([&] { return silence.elapsed() > 300; }, 5s, "six intervals");
        QCOMPARE(textOf(path(u"log"_qs)), QString());
        QVERIFY(!m_manager->unfit());

        m_manager->apply(demandOf(0));
        waitUntil([&] { return m_manager->unfit().has_value(); }, 10s, "a no again");
    }

    void shutDownEndsTheChecks()
    {
        UnitSpec unit = service(u"exec sleep 1000"_qs);
        unit.canRun = shellCheck(u"echo $$ > %1; exec sleep 1000"_qs.arg(path(u"pid"_qs)));
        unit.canRun->timeout = 60s;
        create({unit});
        waitUntil([&] { return pidIn(path(u"pid"_qs)) > 0; }, 5s, "the check to be asked");
        const qint64 pid = pidIn(path(u"pid"_qs));
        QSignalSpy stopped(m_manager.get(), &UnitManager::allUnitsStopped);
        m_manager->shutDown();
        waitUntil([&] { return stopped.count() == 1; }, 5s, "the end");
        QVERIFY(!isAlive(pid));
        QFile::remove(path(u"pid"_qs));
        QElapsedTimer silence;
        silence.start();
        waitUntil([&] { return silence.elapsed() > 300; }, 5s, "six intervals");
        QVERIFY(!QFile::exists(path(u"pid"_qs)));
    }

private:
    UnitSpec service(const QString& script) const
    {
        UnitSpec spec;
        spec.name = u"service"_qs;
        spec.role = UnitRole::Service;
        spec.command = {u"/bin/sh"_qs, u"-c"_qs, script};
        spec.stopTimeout = 400ms;
        return spec;
    }
    UnitSpec web() const
    {
        UnitSpec spec = service(u"exec sleep 1000"_qs);
        spec.name = u"web"_qs;
        spec.role = UnitRole::Web;
        return spec;
    }
    void create(std::vector<UnitSpec> specs)
    {
        m_manager = std::make_unique<UnitManager>(
            std::move(specs), UnitIdentity{u"web-01"_qs, u"c-id"_qs, u"tcp://web-01:33237"_qs});
    }
    UnitReport report(size_t index = 0) const { return m_manager->reports().at(index); }
    QString path(const QString& name) const { return m_folder->filePath(name); }
    void touch(const QString& name) const { QVERIFY(QFile(path(name)).open(QIODevice::WriteOnly)); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<UnitManager> m_manager;
};

QTEST_GUILESS_MAIN(TestUnitChecks)
#include "tst_unitchecks.moc"
