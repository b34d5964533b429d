#include "tests/integration/haproxyprocess.h"
#include "tests/support/testsupport.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

/// What a real HAProxy says of real nodes, as Rollcall shows it.
class TestBalancerView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theOwnViewIsTheThirdSignal()
    {
        TestCluster cluster(DatabaseKind::Sqlite);
        m_cluster = &cluster;
        cluster.startAll();
        cluster.setMode(Mode::LoadBalancing);
        for (int i = 0; i < 3; ++i)
            cluster.waitForUnit(i, u"web"_qs, UnitState::Running);
        const ProgramResult unset = ctl({u"balancer"_qs, u"check"_qs});
        QCOMPARE(unset.exitCode, 4);
        QVERIFY2(unset.output.contains(u"settings set balancer.stats"), qPrintable(unset.output));

        const quint16 statsPort = freePort();
        const QString stats = QStringLiteral("http://127.0.0.1:%1/stats").arg(statsPort);
        const ProgramResult nobody = ctl({u"balancer"_qs, u"check"_qs, u"--stats"_qs, stats});
        QCOMPARE(nobody.exitCode, 4);
        QVERIFY2(nobody.output.contains(u"Nothing listens"), qPrintable(nobody.output));
        HaproxyProcess haproxy(generatedHaproxy(cluster, freePort(), statsPort), cluster.folder(),
                               u"haproxy"_qs);
        QCOMPARE(ctl({u"settings"_qs, u"set"_qs, u"balancer.stats"_qs, stats}).exitCode, 0);
        waitForAll(u"up"_qs);
        // On a busy machine a check of HAProxy may have failed once: "UP 1/2".
        waitUntil(
            [&] {
                return node(1).value(u"balancer_status"_qs).toObject().value(u"status"_qs).toString() ==
                       u"UP"_qs;
            },
            15s, "HAProxy's word for a server that is up");
        QCOMPARE(node(1).value(u"balancer_status"_qs).toObject().value(u"server"_qs).toString(),
                 u"nodes/node-2"_qs);
        QVERIFY(node(1).value(u"balancer_status"_qs).toObject().value(u"age_ms"_qs).toInt() < 10'000);
        for (const QStringList& more : {QStringList(), QStringList{u"--stats"_qs, stats}}) {
            const ProgramResult fits = ctl(QStringList{u"balancer"_qs, u"check"_qs} + more);
            QVERIFY2(fits.exitCode == 0, qPrintable(fits.output));
            QVERIFY2(fits.output.contains(u"HTTP 200 (L7OK)"), qPrintable(fits.output));
        }

        // The check of one node goes astray: it lives, and gets nothing.
        QElapsedTimer took;
        took.start();
        haproxy.order("set server nodes/node-2 check-port " + QByteArray::number(freePort()));
        waitUntil([&] { return node(1).value(u"state"_qs) == u"degraded"_qs; }, 15s,
                  "the node to be called dropped");
        qInfo("HAProxy dropped a live node: it is said after %.1f s", double(took.elapsed()) / 1000);
        const QString sentence = node(1).value(u"sentence"_qs).toString();
        QVERIFY2(sentence.startsWith(u"It is alive, but the load balancer dropped it ") &&
                     sentence.contains(u"(L4CON)"),
                 qPrintable(sentence));
        QCOMPARE(node(1).value(u"balancer"_qs).toString(), u"down"_qs);
        QVERIFY(!node(1).value(u"remedy"_qs).toString().isEmpty());
        const ProgramResult wrong = ctl({u"balancer"_qs, u"check"_qs, u"--json"_qs});
        QCOMPARE(wrong.exitCode, 1);
        const QJsonArray found =
            QJsonDocument::fromJson(wrong.output.toUtf8()).object().value(u"nodes"_qs).toArray();
        QCOMPARE(found.at(0).toObject().value(u"fits"_qs), QJsonValue(true));
        QCOMPARE(found.at(1).toObject().value(u"fits"_qs), QJsonValue(false));
        QCOMPARE(found.at(1).toObject().value(u"check"_qs).toString(), u"L4CON"_qs);
        haproxy.order("set server nodes/node-2 check-port " +
                      QByteArray::number(cluster.node(1).healthPort()));
        waitForAll(u"up"_qs);
        waitUntil([&] { return node(1).value(u"state"_qs) == u"healthy"_qs; }, 15s,
                  "the node to be healthy again");

        // Taken out in the balancer itself.
        haproxy.order("set server nodes/node-2 state maint");
        waitUntil(
            [&] {
                return node(1).value(u"sentence"_qs).toString().contains(u"taken out in the load balancer");
            },
            15s, "the node to be called taken out");
        QCOMPARE(node(1).value(u"balancer"_qs).toString(), u"drain"_qs);
        haproxy.order("set server nodes/node-2 state ready");
        waitForAll(u"up"_qs);

        // Drained by Rollcall: the balancer follows.
        QCOMPARE(ctl({u"node"_qs, u"drain"_qs, u"node-3"_qs}).exitCode, 0);
        waitUntil([&] { return node(2).value(u"balancer"_qs) == u"drain"_qs; }, 15s,
                  "the balancer to drain the node");
        QCOMPARE(node(2).value(u"state"_qs).toString(), u"draining"_qs);
        QVERIFY(haproxy.statusOf(u"node-3"_qs).startsWith(u"DOWN"));
        QCOMPARE(ctl({u"balancer"_qs, u"check"_qs}).exitCode, 0); // as it should be
        // … unless its check does not follow.
        haproxy.order("set server nodes/node-3 check-port " +
                      QByteArray::number(cluster.node(0).healthPort()));
        waitUntil(
            [&] { return node(2).value(u"sentence"_qs).toString().contains(u"still sends it requests"); },
            15s, "a drained node to be called served");
        QCOMPARE(ctl({u"balancer"_qs, u"check"_qs}).exitCode, 1);
        haproxy.order("set server nodes/node-3 check-port " +
                      QByteArray::number(cluster.node(2).healthPort()));
        QCOMPARE(ctl({u"node"_qs, u"activate"_qs, u"node-3"_qs}).exitCode, 0);
        waitForAll(u"up"_qs);

        // Over its socket.
        QCOMPARE(
            ctl({u"settings"_qs, u"set"_qs, u"balancer.stats"_qs, u"unix:"_qs + haproxy.socket()}).exitCode,
            0);
        waitUntil(
            [&] {
                return node(0).value(u"balancer"_qs) == u"unknown"_qs ||
                       node(0).value(u"balancer"_qs) == u"up"_qs;
            },
            5s, "the setting");
        waitForAll(u"up"_qs);

        // A node that is gone says nothing; the others carry what the balancer says of it.
        cluster.node(1).killAll();
        waitUntil(
            [&] {
                return node(1).value(u"balancer"_qs) == u"down"_qs &&
                       node(1).value(u"state"_qs) != u"healthy"_qs;
            },
            20s, "the balancer's word on a dead node");

        // The balancer is gone: nothing old is shown as if it were fresh.
        haproxy.end();
        waitUntil([&] { return node(0).value(u"balancer"_qs) == u"unknown"_qs; }, 20s,
                  "the old view to be forgotten");
        QVERIFY(node(0).value(u"balancer_status"_qs).isNull());
        QCOMPARE(node(0).value(u"state"_qs).toString(), u"healthy"_qs);
        const ProgramResult unknown = ctl({u"balancer"_qs, u"check"_qs});
        QCOMPARE(unknown.exitCode, 1);
        QVERIFY2(unknown.output.contains(u"not known"), qPrintable(unknown.output));
        waitUntil(
            [this] {
                const QJsonArray problems = status().value(u"problems"_qs).toArray();
                return std::any_of(problems.begin(), problems.end(), [](const QJsonValue& problem) {
                    return problem[u"sentence"].toString().startsWith(u"What the load balancer sees");
                });
            },
            10s, "the problem to be told");
        QCOMPARE(ctl({u"settings"_qs, u"set"_qs, u"balancer.stats"_qs, QString()}).exitCode, 0);
    }

private:
    ProgramResult ctl(const QStringList& words) const
    {
        return runProgram(u"rollcallctl"_qs, QStringList{u"--cluster"_qs, m_cluster->databaseUrl()} + words);
    }
    QJsonObject status() const
    {
        return QJsonDocument::fromJson(ctl({u"status"_qs, u"--json"_qs}).output.toUtf8()).object();
    }
    QJsonObject node(int index) const { return status().value(u"nodes"_qs).toArray().at(index).toObject(); }
    /// The balancer's own word, not what /ready answered.
    void waitForAll(const QString& word) const
    {
        waitUntil(
            [&] {
                const QJsonArray nodes = status().value(u"nodes"_qs).toArray();
                return std::all_of(nodes.begin(), nodes.end(), [&word](const QJsonValue& each) {
                    return each.toObject().value(u"balancer"_qs) == word &&
                           each.toObject().value(u"balancer_status"_qs).isObject();
                });
            },
            20s, "the balancer's word on all nodes");
    }

    TestCluster* m_cluster = nullptr;
};

QTEST_GUILESS_MAIN(TestBalancerView)
#include "tst_balancerview.moc"
