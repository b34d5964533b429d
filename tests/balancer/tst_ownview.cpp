#include "model/balancer/balancerasker.h"
#include "model/balancer/viewcheck.h"
#include "tests/cluster/facts.h"

#include <QLocalServer>
#include <QLocalSocket>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;

namespace
{

/// As HAProxy 2.6 writes it, with fewer columns and in another order.
const QByteArray sample =
    "# pxname,svname,scur,status,lastchg,type,check_status,check_code,check_desc,addr,last_chk,\n"
    "application,FRONTEND,3,OPEN,,0,,,,,,\n"
    "nodes,web-01,2,UP,120,2,L7OK,200,Layer7 check passed,10.20.0.1:80,,\n"
    "nodes,web-02,0,DOWN,12,2,* L4TOUT,,Layer4 timeout,10.20.0.2:80,,\n"
    "nodes,other,1,UP 1/3,7,2,L7STS,503,\"Layer7 wrong status, \"\"no\"\"\",10.20.0.3:80,\"two\nlines\",\n"
    "nodes,BACKEND,3,UP,120,1,,,,,,\n"
    "admin,web-01,0,MAINT,1,2,,,,10.20.0.1:90,,\n"
    "\n";

std::vector<NodeRow> rowsOf(int nodes)
{
    FactsBuilder cluster(nodes);
    for (int i = 0; i < nodes; ++i) {
        cluster.node(i).report.address = QStringLiteral("10.20.0.%1").arg(i + 1);
        cluster.node(i).report.health = QStringLiteral("http://10.20.0.%1:33238").arg(i + 1);
    }
    return cluster.facts.nodes;
}

QString statusOf(const Result<OwnView>& view, int index)
{
    return view ? view->sightings[static_cast<std::size_t>(index)].status : view.error().what;
}

Result<OwnView> seenIn(const QByteArray& csv, const std::vector<NodeRow>& rows, const QString& backend = {})
{
    return readStatistics(csv).and_then([&](const std::vector<StatisticsServer>& servers) {
        return ownView(servers, balancedNames(rows), backend);
    });
}

/// The error's sentence of a question, or what was read.
struct Asked {
    explicit Asked(const BalancerPlace& place, Millis limit = Millis(3000))
        : client(limit)
    {
        QObject::connect(&client, &StatisticsClient::answered, &client,
                         [this](const Result<QByteArray>& csv) { answers.push_back(csv); });
        client.ask(place);
        for (int i = 0; answers.empty() && i < 500; ++i)
            QTest::qWait(10);
    }
    QString what() const
    {
        return answers.empty() ? QString() : answers[0] ? QString() : answers[0].error().what;
    }
    StatisticsClient client;
    std::vector<Result<QByteArray>> answers;
};

BalancerPlace placeOf(const QTcpServer& server)
{
    return BalancerPlace::parse(QStringLiteral("http://127.0.0.1:%1/stats").arg(server.serverPort())).value();
}

} // namespace

class TestOwnView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itsWordsAreRead()
    {
        const auto servers = readStatistics(sample);
        QVERIFY2(servers, servers ? "" : qPrintable(servers.error().message()));
        QCOMPARE(servers->size(), size_t(4)); // neither FRONTEND nor BACKEND
        const StatisticsServer& first = servers->front();
        QCOMPARE(first.backend, u"nodes"_qs);
        QCOMPARE(first.name, u"web-01"_qs);
        QCOMPARE(first.host, u"10.20.0.1"_qs);
        QCOMPARE(first.says.server, u"nodes/web-01"_qs);
        QCOMPARE(first.says.view, BalancerView::Up);
        QCOMPARE(first.says.changed, std::optional(Millis(120'000)));
        QCOMPARE(first.says.sessions, 2);
        QCOMPARE(first.says.code, 200);
        const BalancerSighting& second = servers->at(1).says;
        QCOMPARE(second.view, BalancerView::Down);
        QCOMPARE(second.check, u"L4TOUT"_qs); // whether a check is under way is no part of it
        QCOMPARE(checkWords(second), u"layer 4 timeout (L4TOUT)"_qs);
        const BalancerSighting& third = servers->at(2).says;
        QCOMPARE(third.view, BalancerView::Up);
        QCOMPARE(third.answer, u"Layer7 wrong status, \"no\""_qs);
        QCOMPARE(checkWords(third), u"HTTP 503 (L7STS)"_qs);
        QCOMPARE(servers->at(3).says.view, BalancerView::Drain);
    }

    void everyStatusHasAView_data()
    {
        QTest::addColumn<QString>("status");
        QTest::addColumn<QString>("view");
        const std::pair<const char*, const char*> rows[] = {
            {"UP", "up"},      {"UP 1/3", "up"},         {"no check", "up"},
            {"DOWN", "down"},  {"DOWN 1/2", "down"},     {"DRAIN", "drain"},
            {"NOLB", "drain"}, {"MAINT", "drain"},       {"MAINT (via a/b)", "drain"},
            {"", "unknown"},   {"DOWN (agent)", "down"}, {"odd", "unknown"}};
        for (const auto& [status, view] : rows)
            QTest::newRow(status) << QString::fromLatin1(status) << QString::fromLatin1(view);
    }
    void everyStatusHasAView()
    {
        QFETCH(QString, status);
        QTEST(wordOf(viewOfStatus(status)), "view");
    }

    void nodesAreFoundByNameThenByAddress()
    {
        std::vector<NodeRow> rows = rowsOf(4);
        const auto view = seenIn(sample, rows);
        QVERIFY(view);
        QCOMPARE(view->backend, u"nodes"_qs);
        QCOMPARE(view->sightings.size(), size_t(4));
        QCOMPARE(statusOf(view, 0), u"UP"_qs);
        QCOMPARE(statusOf(view, 1), u"DOWN"_qs);
        QCOMPARE(statusOf(view, 2), u"UP 1/3"_qs); // only its address is known
        QVERIFY(view->sightings[3].missing());
        QCOMPARE(view->sightings[3].node, rows[3].id);
        QCOMPARE(statusOf(seenIn(sample, rows, u"admin"_qs), 0), u"MAINT"_qs);
        QCOMPARE(statusOf(seenIn(sample, rows, u"none"_qs), 0),
                 u"The load balancer has no backend \"none\"."_qs);
        // Where several nodes have one address, it says nothing.
        for (NodeRow& row : rows)
            row.report.address = u"10.20.0.3"_qs;
        for (NodeRow& row : rows)
            row.report.health = u"http://10.20.0.3:33238"_qs;
        QVERIFY(seenIn(sample, rows)->sightings[2].missing());
        // Odd names are called as in the configuration that is written for them.
        rows[0].name = u"wéb 01"_qs;
        rows[1].name = u"wéb_01"_qs;
        rows[1].removedAt = 1;
        QByteArray other = sample;
        other.replace("nodes,web-01", "nodes,w_b_01");
        QCOMPARE(statusOf(seenIn(other, rows), 2), u"UP"_qs); // sorted by name, and without the tombstone
        rows = rowsOf(2);
        rows[0].name = u"a"_qs;
        rows[1].name = u"b"_qs;
        for (NodeRow& row : rows) {
            row.report.address.clear();
            row.report.health.clear();
        }
        QVERIFY(seenIn(sample, rows).error().what.startsWith(u"None of"));
        QVERIFY(seenIn(sample, {}).error().what.startsWith(u"None of"));
    }

    void whatIsNoStatisticsIsRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        QTest::newRow("nothing") << QByteArray() << u"nothing"_qs;
        QTest::newRow("lines") << QByteArray("\n\r\n  \n") << u"nothing"_qs;
        QTest::newRow("a page") << QByteArray("<!DOCTYPE html><html>\n<body>") << u"no columns"_qs;
        QTest::newRow("nginx") << QByteArray(
                                      "Active connections: 1 \nserver accepts handled requests\n 1 1 1 \n")
                               << u"nginx has no view to ask"_qs;
        QTest::newRow("JSON") << QByteArray("{\"a\": 1}") << u"nginx has no view"_qs;
        QTest::newRow("no status") << QByteArray("# pxname,svname,type\na,b,2\n") << u"no column status"_qs;
        QTest::newRow("not allowed") << QByteArray("Permission denied\n") << u"does not allow"_qs;
        QTest::newRow("too large") << QByteArray(mostStatistics + 1, 'x') << u"larger than 4 MiB"_qs;
        QTest::newRow("zeros") << QByteArray(4096, '\0') << u"no columns"_qs;
        QTest::newRow("an open quote") << "\"" + QByteArray(100'000, ',') << u"no columns"_qs;
    }
    void whatIsNoStatisticsIsRefused()
    {
        QFETCH(QByteArray, bytes);
        const auto servers = readStatistics(bytes);
        QVERIFY(!servers);
        QCOMPARE(servers.error().kind, ErrorKind::Invalid);
        QVERIFY(!servers.error().remedy.isEmpty());
        QFETCH(QString, says);
        QVERIFY2(servers.error().what.contains(says), qPrintable(servers.error().what));
    }

    void whatIsCutIsNotBelieved()
    {
        // "DOWN" cut to "D", a number cut to a smaller one: never a row that was not sent whole.
        const auto whole = readStatistics(sample).value();
        for (qsizetype length = 0; length < sample.size(); ++length) {
            const auto part = readStatistics(sample.left(length));
            if (!part)
                continue;
            QVERIFY(part->size() <= whole.size());
            for (std::size_t i = 0; i < part->size(); ++i)
                QVERIFY2((*part)[i] == whole[i], qPrintable(QString::number(length)));
        }
    }

    /// What a hostile answer costs is bounded by records and columns, not only by bytes.
    void endlessRecordsAndColumnsAreNotRead()
    {
        const QByteArray head = "# pxname,svname,status,type\n";
        const QByteArray row = "nodes,web-01,UP,2\n";
        QCOMPARE(readStatistics(head + QByteArray(1'000'000, '\n') + row).value().size(), std::size_t(0));
        QCOMPARE(readStatistics(head + row.repeated(100'000)).value().size(), std::size_t(20'000));
        const QByteArray wide = row.chopped(1) + QByteArray(1'000'000, ',') + '\n';
        QCOMPARE(readStatistics(head + wide + row).value().size(), std::size_t(2));
    }

    void garbageHurtsNobody()
    {
        QRandomGenerator dice(5);
        for (int round = 0; round < 3000; ++round) {
            QByteArray bytes = sample;
            for (quint32 i = dice.bounded(1U, 40U); i > 0; --i)
                bytes[dice.bounded(int(bytes.size()))] = char(dice.bounded(256));
            const auto servers = readStatistics(bytes);
            if (!servers)
                continue;
            for (const StatisticsServer& server : *servers) {
                QVERIFY(server.name.size() <= 120 && server.says.status.size() <= 120);
                QVERIFY(server.says.sessions >= 0 && server.says.code >= 0 && server.says.code <= 999);
            }
        }
        const auto odd = readStatistics("# pxname,svname,status,lastchg,scur,check_code,status\n"
                                        "a,b,UP\x01\xff,-5,99999999999999999999,-1,DOWN\n"
                                        "a,b\na\n,,UP,1\n"
                                        "a,c,UP,99999999999999,-2,5000,DOWN,more,fields\n");
        QCOMPARE(odd->size(), size_t(2));
        QVERIFY(odd->at(0).says.view == BalancerView::Up);
        QCOMPARE(odd->at(0).says.changed, std::optional<Millis>());
        QCOMPARE(odd->at(0).says.sessions, 0);
        QCOMPARE(odd->at(1).says.code, 999);
        QVERIFY(odd->at(1).says.changed <= Millis(std::chrono::hours(24 * 366 * 100)));
        QByteArray huge = "# pxname,svname,status\n";
        while (huge.size() < mostStatistics - 100)
            huge += "nodes,web-01,UP\n";
        QCOMPARE(readStatistics(huge)->size(), size_t(20'000));
    }

    void aPlaceIsWrittenInTwoWays()
    {
        const auto http = BalancerPlace::parse(u" http://[2001:db8::10]:8404/stats ");
        QCOMPARE(http->host, u"2001:db8::10"_qs);
        QCOMPARE(http->port, quint16(8404));
        QCOMPARE(http->path, u"/stats;csv"_qs);
        QCOMPARE(http->text(), u"http://[2001:db8::10]:8404/stats"_qs);
        QCOMPARE(BalancerPlace::parse(u"http://lb/stats;csv")->path, u"/stats;csv"_qs);
        QCOMPARE(BalancerPlace::parse(u"http://lb")->text(), u"http://lb:80/"_qs);
        QCOMPARE(BalancerPlace::parse(u"unix:/run/haproxy/admin.sock")->socket,
                 u"/run/haproxy/admin.sock"_qs);
        QVERIFY(BalancerPlace::parse(u"")->isEmpty());
        for (const QString& wrong :
             {u"lb:8404"_qs, u"https://lb/stats"_qs, u"unix:run/x"_qs, u"unix:"_qs, u"http://"_qs,
              u"http://lb:0/"_qs, u"http://lb/a b"_qs, u"http://lb/\r\nX: y"_qs, u"http://lb/stats?x=1"_qs,
              u"unix:/"_qs + QString(200, u'x'), u"http://"_qs + QString(500, u'x')})
            QVERIFY2(!BalancerPlace::parse(wrong), qPrintable(wrong));
        const auto secret = BalancerPlace::parse(u"http://admin:secret@lb/stats");
        QVERIFY(secret.error().what.contains(u"password") && !secret.error().message().contains(u"secret@"));
    }

    void statisticsAreReadOverHttpAndFromASocket()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QByteArray question;
        QByteArray answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + sample;
        connect(&server, &QTcpServer::newConnection, &server, [&] {
            QTcpSocket* line = server.nextPendingConnection();
            connect(line, &QTcpSocket::readyRead, line, [&, line] {
                question += line->readAll();
                if (!question.endsWith("\r\n\r\n"))
                    return;
                line->write(answer);
                line->disconnectFromHost();
            });
        });
        const Asked good(placeOf(server));
        QCOMPARE(good.answers[0].value(), sample);
        QVERIFY(question.startsWith("GET /stats;csv HTTP/1.0\r\n"));
        for (const auto& [head, says] : std::initializer_list<std::pair<QByteArray, QString>>{
                 {"HTTP/1.1 404 Not Found\r\n\r\n", u"HTTP 404"_qs},
                 {"HTTP/1.1 401 Unauthorized\r\n\r\n", u"password"_qs},
                 {"SSH-2.0-OpenSSH\r\n", u"does not speak HTTP"_qs},
                 {"", u"does not speak HTTP"_qs}}) {
            question.clear();
            answer = head;
            const Asked asked(placeOf(server));
            QVERIFY2(asked.what().contains(says), qPrintable(asked.what()));
        }
        // In parts, as HAProxy sends it; and what is not whole.
        const QByteArray head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        const QByteArray parts = "3\r\n" + sample.left(3) + "\r\n" +
                                 QByteArray::number(sample.size() - 3, 16) + ";x=y\r\n" + sample.mid(3) +
                                 "\r\n";
        question.clear();
        answer = head + parts + "0\r\n\r\n";
        QCOMPARE(Asked(placeOf(server)).answers[0].value(), sample);
        for (const QByteArray& cut :
             {head + parts, head + "ffffffffffffffff\r\nabc", head + "-3\r\nabc\r\n0\r\n", head,
              head + "x\r\n", head + "7fffffffffffffff\r\nabc\r\n",
              QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n") + sample}) {
            question.clear();
            answer = cut;
            const Asked asked(placeOf(server));
            QVERIFY2(asked.what().contains(u"cut short"), qPrintable(asked.what()));
        }
        const BalancerPlace there = placeOf(server);
        server.close();
        QVERIFY(Asked(there).what().contains(u"Nothing listens"));

        QTemporaryDir folder;
        QLocalServer local;
        QVERIFY(local.listen(folder.filePath(u"s"_qs)));
        connect(&local, &QLocalServer::newConnection, &local, [&] {
            QLocalSocket* line = local.nextPendingConnection();
            connect(line, &QLocalSocket::readyRead, line, [line] {
                QCOMPARE(line->readAll(), "show stat\n");
                line->write(sample);
                line->disconnectFromServer();
            });
        });
        const BalancerPlace socket = BalancerPlace::parse(u"unix:"_qs + folder.filePath(u"s"_qs)).value();
        QCOMPARE(Asked(socket).answers[0].value(), sample);
        local.close();
        QVERIFY(Asked(socket).what().contains(u"socket is not there"));
    }

    void silentAndEndlessAnswersEnd()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        bool endless = false;
        connect(&server, &QTcpServer::newConnection, &server, [&] {
            QTcpSocket* line = server.nextPendingConnection();
            if (!endless)
                return;
            connect(line, &QTcpSocket::bytesWritten, line,
                    [line] { line->write(QByteArray(256 * 1024, 'x')); });
            line->write("HTTP/1.1 200 OK\r\n\r\n");
        });
        const Asked silent(placeOf(server), Millis(200));
        QCOMPARE(silent.answers[0].error().kind, ErrorKind::TimedOut);
        endless = true;
        const Asked flood(placeOf(server), Millis(5000));
        QVERIFY2(flood.what().contains(u"do not end"), qPrintable(flood.what()));
        QTest::qWait(50);
        QCOMPARE(flood.answers.size(), size_t(1)); // one answer to one question
    }

    void aNodeFitsWhenItGetsRequestsExactlyWhenItShould()
    {
        FactsBuilder cluster(3);
        BalancerSighting says;
        says.status = u"UP"_qs;
        says.view = BalancerView::Up;
        const auto found = [&] { return findingOn(cluster.concluded(1), Mode::HighAvailability, says); };
        QVERIFY(found().fits);
        QCOMPARE(found().toJson().value(u"balancer"_qs).toString(), u"up"_qs);
        QVERIFY(!findingOn(cluster.concluded(1), Mode::HighAvailability, std::nullopt).fits); // not known
        cluster.node(1).wanted = Wanted::Maintenance;
        QVERIFY2(!found().fits && found().sentence.contains(u"in maintenance"), qPrintable(found().sentence));
        cluster.node(1).wanted = Wanted::Active;
        cluster.node(1).report.units[0].state = UnitState::Failed;
        QVERIFY(!found().fits);
        says.status = u"DOWN"_qs;
        says.view = BalancerView::Down;
        QVERIFY2(found().fits && found().sentence.contains(u"not ready"), qPrintable(found().sentence));
        cluster.node(1).report.units[0].state = UnitState::Running;
        says.check = u"L4CON"_qs;
        says.answer = u"Layer4 connection problem"_qs;
        says.changed = Millis(34'000);
        QCOMPARE(found().sentence,
                 u"It is alive, but the load balancer dropped it 34\u202Fs ago: its check ended with "
                 u"layer 4 connection problem (L4CON)."_qs);
        QVERIFY(!found().fits);
        cluster.node(1).wanted = Wanted::Draining;
        QVERIFY(found().fits && found().view == BalancerView::Drain);
        cluster.node(1).wanted = Wanted::Active;
        says = {};
        QVERIFY2(!found().fits && found().sentence.contains(u"does not know it"),
                 qPrintable(found().sentence));
        cluster.node(1).heartbeatAge = Millis(60'000);
        cluster.probe(1).result = ProbeResult::Refused;
        cluster.waysTo(1, ProbeResult::Refused);
        QVERIFY(found().fits); // it is down
    }

    void aNodeSpeaksForItselfAndThePrimaryForTheSilent()
    {
        QTemporaryDir folder;
        QLocalServer local;
        QVERIFY(local.listen(folder.filePath(u"s"_qs)));
        connect(&local, &QLocalServer::newConnection, &local, [&] {
            QLocalSocket* line = local.nextPendingConnection();
            connect(line, &QLocalSocket::readyRead, line, [line] {
                line->write(sample);
                line->disconnectFromServer();
            });
        });
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, &server, [&] {
            QTcpSocket* line = server.nextPendingConnection();
            line->write("HTTP/1.0 200 OK\r\n\r\n" + sample);
            line->disconnectFromHost();
        });
        std::vector<NodeRow> rows = rowsOf(3);
        BalancerAsker asker(rows[0].id);
        const auto seen = [&asker](bool primary) {
            BalancerReport report;
            asker.tell(report, primary);
            return report.sees.size();
        };
        BalancerReport none;
        asker.tell(none, true);
        QCOMPARE(none, BalancerReport());
        asker.setNodes(rows);
        asker.setPlace(placeOf(server).text(), {});
        QTRY_COMPARE(seen(false), size_t(1));
        QCOMPARE(seen(true), size_t(3));
        BalancerReport own;
        asker.tell(own, false);
        QVERIFY(own.asks && own.problem.isEmpty());
        QCOMPARE(own.sees[0].node, rows[0].id);
        BalancerSighting ofItself;
        ofItself.node = rows[1].id;
        rows[1].report.balancer = {BalancerView::Unknown, {}, true, {}, {ofItself}};
        asker.setNodes(rows);
        QCOMPARE(seen(true), size_t(2)); // this one says it itself
        rows[1].heartbeatAge = Millis(6000);
        asker.setNodes(rows);
        QCOMPARE(seen(true), size_t(3));
        // A socket is there for this machine only.
        asker.setPlace(u"unix:"_qs + folder.filePath(u"s"_qs), {});
        QCOMPARE(seen(false), size_t(0)); // what another place said is forgotten
        QTRY_COMPARE(seen(false), size_t(3));
        // An answer that is under way when the setting changes is not taken for the new one's.
        asker.setPlace(placeOf(server).text(), {});
        asker.setPlace({}, {});
        QTest::qWait(200);
        QCOMPARE(seen(true), size_t(0));
    }
};

QTEST_GUILESS_MAIN(TestOwnView)
#include "tst_ownview.moc"
