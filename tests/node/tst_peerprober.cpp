#include "model/messenger/nodemethods.h"
#include "model/node/peerprober.h"
#include "tests/support/testsupport.h"

#include <QMap>
#include <QSet>
#include <QTcpServer>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

EncryptionKey anyKey()
{
    return EncryptionKey::parse(EncryptionKey::generate()).value();
}

struct Peer {
    explicit Peer(const EncryptionKey& key)
    {
        serveNodeMethods(
            server, {ClusterId::create(), id, u"web"_qs, Incarnation::create(), u"0.1.0"_qs},
            [] { return QJsonObject(); }, [](const Nudge&) {});
        if (!server.listen(Endpoint::tcp(u"127.0.0.1"_qs, 0), key))
            qFatal("no server");
    }
    QString endpoint() const { return server.endpoint().toString(); }

    NodeId id = NodeId::create();
    MessengerServer server;
};

PeerProberTimings brisk(int most = mostPeerReports)
{
    return {{100ms, 300ms, 20ms}, 400ms, most};
}

std::vector<NodeId> someNodes(int count)
{
    std::vector<NodeId> nodes;
    for (int i = 0; i < count; ++i)
        nodes.push_back(NodeId::create());
    return nodes;
}

std::vector<NodeId> without(std::vector<NodeId> nodes, NodeId one)
{
    std::erase(nodes, one);
    return nodes;
}

} // namespace

class TestPeerProber : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fewNodesAskAllOthers()
    {
        const std::vector<NodeId> all = someNodes(17);
        for (qint64 round = 0; round < 3; ++round) {
            const std::vector<NodeId> asked = peersToAsk(all[3], without(all, all[3]), round, 16);
            QCOMPARE(asked.size(), size_t(16));
            QCOMPARE(QSet<NodeId>(asked.begin(), asked.end()).size(), 16);
        }
        QVERIFY(peersToAsk(all[0], {}, 5, 16).empty());
    }

    void manyNodesAskABoundedNumberAndEachIsAskedAsOften_data()
    {
        QTest::addColumn<int>("nodes");
        for (const int nodes : {18, 33, 50, 100})
            QTest::addRow("%d", nodes) << nodes;
    }
    void manyNodesAskABoundedNumberAndEachIsAskedAsOften()
    {
        QFETCH(int, nodes);
        const std::vector<NodeId> all = someNodes(nodes);
        const int rounds = (nodes - 1 + 15) / 16;
        QMap<NodeId, QSet<NodeId>> everAsked;
        for (qint64 round = 0; round < rounds; ++round) {
            QMap<NodeId, int> askedBy;
            for (const NodeId me : all) {
                const std::vector<NodeId> asked = peersToAsk(me, without(all, me), round, 16);
                QCOMPARE(QSet<NodeId>(asked.begin(), asked.end()).size(), 16);
                for (const NodeId peer : asked) {
                    QVERIFY(peer != me);
                    ++askedBy[peer];
                    everAsked[me].insert(peer);
                }
            }
            for (const NodeId node : all)
                QCOMPARE(askedBy[node], 16);
        }
        for (const NodeId me : all)
            QCOMPARE(everAsked[me].size(), nodes - 1); // every pair has its turn
    }

    void saysWhoAnswersAndWhyNot()
    {
        const EncryptionKey key = anyKey();
        const Peer good(key);
        const Peer other(anyKey());
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        const NodeId me = NodeId::create();
        const NodeId refused = NodeId::create();
        const NodeId mute = NodeId::create();
        const NodeId onPipe = NodeId::create();
        PeerProber prober(me, key, brisk());
        QVERIFY(prober.reports().empty());
        prober.setPeers({{good.id, good.endpoint()},
                         {other.id, other.endpoint()},
                         {refused, Endpoint::tcp(u"127.0.0.1"_qs, freePort()).toString()},
                         {mute, Endpoint::tcp(u"127.0.0.1"_qs, silent.serverPort()).toString()},
                         {onPipe, u"pipe:rollcall"_qs},
                         {me, good.endpoint()}});
        const auto reportOf = [&prober](NodeId node) {
            for (const PeerReport& report : prober.reports())
                if (report.node == node)
                    return report;
            return PeerReport();
        };
        waitUntil(
            [&] {
                return prober.reports().size() == 4 && reportOf(mute).failuresInARow >= failuresInTest &&
                       reportOf(good.id).rtt;
            },
            10s, "all reports");
        QCOMPARE(reportOf(good.id).result, ProbeResult::Ok);
        QCOMPARE(reportOf(good.id).failuresInARow, 0);
        QCOMPARE(reportOf(other.id).result, ProbeResult::KeyDiffers);
        QCOMPARE(reportOf(refused).result, ProbeResult::Refused);
        QCOMPARE(reportOf(mute).result, ProbeResult::Timeout);
        QVERIFY(!reportOf(mute).rtt);

        // With the other one's key it is the other way round, and nothing of before is left.
        prober.setKey(std::nullopt);
        QVERIFY(prober.reports().empty());
        PeerProber second(me, key, brisk());
        second.setPeers({{good.id, good.endpoint()}});
        waitUntil([&] { return !second.reports().empty(); }, 5s, "an answer");
        second.setKey(anyKey());
        QVERIFY(second.reports().empty());
        waitUntil([&] { return !second.reports().empty(); }, 5s, "an answer to the other key");
        QCOMPARE(second.reports()[0].result, ProbeResult::KeyDiffers);
    }

    void withManyItGoesRound()
    {
        const EncryptionKey key = anyKey();
        std::vector<std::unique_ptr<Peer>> peers;
        QHash<NodeId, QString> messengers;
        for (int i = 0; i < 5; ++i) {
            peers.push_back(std::make_unique<Peer>(key));
            messengers.insert(peers.back()->id, peers.back()->endpoint());
        }
        PeerProber prober(NodeId::create(), key, brisk(2));
        prober.setPeers(messengers);
        QSet<NodeId> heard;
        waitUntil(
            [&] {
                const std::vector<PeerReport> reports = prober.reports();
                if (reports.size() > 2)
                    qFatal("more are asked than allowed");
                for (const PeerReport& report : reports)
                    heard.insert(report.node);
                return heard.size() == 5;
            },
            10s, "all five to have had their turn");
    }

private:
    static constexpr int failuresInTest = 2;
};

QTEST_GUILESS_MAIN(TestPeerProber)
#include "tst_peerprober.moc"
