#include "model/messenger/nodemethods.h"
#include "model/poller/nodepoller.h"
#include "tests/support/testsupport.h"

#include <QLocalServer>
#include <QLocalSocket>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

EncryptionKey someKey()
{
    return EncryptionKey::parse(EncryptionKey::generate()).value();
}

struct NodeServer {
    explicit NodeServer(const EncryptionKey& key, quint16 port = 0)
    {
        serveNodeMethods(
            server, {ClusterId::create(), id, u"web"_qs, Incarnation::create(), u"0.1.0"_qs},
            [] { return QJsonObject(); }, [](const Nudge&) {});
        if (!server.listen(Endpoint::tcp(u"127.0.0.1"_qs, port), key))
            qFatal("no server");
    }
    QString endpoint() const { return server.endpoint().toString(); }

    NodeId id = NodeId::create();
    MessengerServer server;
};

const PollerTimings quick{100ms, 300ms, 20ms};

} // namespace

class TestNodePoller : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKindOfNodeGetsItsResult()
    {
        const EncryptionKey key = someKey();
        NodeServer good(key);
        NodeServer other(someKey());
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        const NodeId refused = NodeId::create();
        const NodeId mute = NodeId::create();
        const NodeId unknown = NodeId::create();
        const NodeId broken = NodeId::create();
        NodePoller poller(key, quick);
        const QString refusedAt = Endpoint::tcp(u"127.0.0.1"_qs, freePort()).toString();
        const QString muteAt = Endpoint::tcp(u"127.0.0.1"_qs, silent.serverPort()).toString();
        poller.setNodes({{good.id, good.endpoint()},
                         {other.id, other.endpoint()},
                         {refused, refusedAt},
                         {mute, muteAt},
                         {unknown, QString()},
                         {broken, u"http://x"_qs}});
        QCOMPARE(poller.snapshot().size(), 6);
        QCOMPARE(poller.snapshot().value(good.id).age, std::nullopt);
        waitUntil(
            [&] {
                const auto probes = poller.snapshot();
                return probes[good.id].history.size() >= 3 && probes[other.id].failuresInARow >= 2 &&
                       probes[refused].failuresInARow >= 2 && probes[mute].failuresInARow >= 2;
            },
            20s, "results of all nodes");
        const auto probes = poller.snapshot();
        const Probe& ok = probes[good.id];
        QCOMPARE(ok.result, ProbeResult::Ok);
        QVERIFY(ok.rtt && ok.rtt->count() > 0);
        QVERIFY(ok.age && *ok.age < 5s);
        QCOMPARE(ok.failuresInARow, 0);
        QCOMPARE(ok.endpoint, good.endpoint());
        QVERIFY(ok.error.isEmpty());
        QCOMPARE(probes[other.id].result, ProbeResult::KeyDiffers);
        QVERIFY(probes[other.id].error.contains(u"another encryption key"));
        QVERIFY(probes[other.id].history.back().count() < 0);
        QCOMPARE(probes[refused].result, ProbeResult::Refused);
        QCOMPARE(probes[mute].result, ProbeResult::Timeout);
        QCOMPARE(probes[unknown].result, ProbeResult::NotConfigured);
        QVERIFY(!probes[unknown].error.isEmpty());
        QVERIFY(!probes[unknown].age);
        QCOMPARE(probes[broken].result, ProbeResult::NotConfigured);
        QVERIFY(probes[broken].error.contains(u"tcp://"));
    }

    void withoutAKeyNodesOnTcpAreNotConfigured()
    {
        const EncryptionKey key = someKey();
        NodeServer node(key);
        NodePoller poller(std::nullopt, quick);
        QSignalSpy changed(&poller, &NodePoller::probesChanged);
        poller.setNodes({{node.id, node.endpoint()}});
        waitUntil([&] { return !changed.isEmpty(); }, 5s, "the first signal");
        const Probe probe = poller.snapshot().value(node.id);
        QCOMPARE(probe.result, ProbeResult::NotConfigured);
        QVERIFY(probe.error.contains(u"encryption key"));
        QCOMPARE(node.server.counters().accepted, 0);
    }

    void othersKeepTheirConnectionWhenNodesComeAndGo()
    {
        const EncryptionKey key = someKey();
        NodeServer first(key);
        NodeServer second(key);
        NodeServer third(key);
        NodePoller poller(key, quick);
        const auto good = [&](const NodeServer& node) {
            return poller.snapshot().value(node.id).result == ProbeResult::Ok;
        };
        poller.setNodes({{first.id, first.endpoint()}, {second.id, second.endpoint()}});
        waitUntil([&] { return good(first) && good(second); }, 5s, "two nodes");
        poller.setNodes({{first.id, first.endpoint()}, {third.id, third.endpoint()}});
        waitUntil([&] { return good(third) && second.server.clientCount() == 0; }, 5s, "the exchange");
        QCOMPARE(poller.snapshot().size(), 2);
        QCOMPARE(first.server.counters().accepted, 1);

        // The same node at another place: a new connection, and no trace of the old one.
        poller.setNodes({{first.id, second.endpoint()}});
        waitUntil([&] { return good(first) && first.server.clientCount() == 0; }, 5s, "the move");
        QCOMPARE(poller.snapshot().value(first.id).endpoint, second.endpoint());
        poller.setNodes({});
        QVERIFY(poller.snapshot().isEmpty());
    }

    void aNodeThatComesBackIsSeenAtOnceWhenAsked()
    {
        const EncryptionKey key = someKey();
        auto node = std::make_unique<NodeServer>(key);
        const quint16 port = node->server.endpoint().port;
        const NodeId id = node->id;
        NodePoller poller(key, {60s, 300ms, 20ms}); // nothing happens by rhythm or back-off in this test
        poller.setNodes({{id, node->endpoint()}});
        waitUntil([&] { return poller.snapshot().value(id).result == ProbeResult::Ok; }, 5s,
                  "the first answer");
        node.reset();
        waitUntil([&] { return poller.snapshot().value(id).result == ProbeResult::Refused; }, 5s, "the loss");
        QVERIFY(poller.snapshot().value(id).rtt); // of the last answer
        NodeServer again(key, port);
        poller.probeNow(id);
        waitUntil([&] { return poller.snapshot().value(id).result == ProbeResult::Ok; }, 5s, "the return");
        QCOMPARE(poller.snapshot().value(id).failuresInARow, 0);
        const size_t length = poller.snapshot().value(id).history.size();
        poller.probeAllNow();
        waitUntil([&] { return poller.snapshot().value(id).history.size() > length; }, 5s,
                  "a ping besides the rhythm");
    }

    void theHistoryIsBoundedAndSignalsAreCoalesced()
    {
        const EncryptionKey key = someKey();
        std::vector<std::unique_ptr<NodeServer>> nodes;
        QHash<NodeId, QString> endpoints;
        for (int i = 0; i < 10; ++i) {
            nodes.push_back(std::make_unique<NodeServer>(key));
            endpoints.insert(nodes.back()->id, nodes.back()->endpoint());
        }
        NodePoller poller(key, {10ms, 5s, 250ms});
        QElapsedTimer elapsed;
        elapsed.start();
        QSignalSpy changed(&poller, &NodePoller::probesChanged);
        poller.setNodes(endpoints);
        waitUntil(
            [&] {
                qint64 pings = 0;
                for (const auto& node : nodes)
                    pings += node->server.counters().requests;
                return pings > 1500;
            },
            60s, "many pings");
        QVERIFY(changed.size() >= 2);
        QVERIFY2(changed.size() <= elapsed.elapsed() / 250 + 2, qPrintable(QString::number(changed.size())));
        for (const Probe& probe : poller.snapshot())
            QVERIFY(probe.history.size() <= 64);
    }

    void pipesAndNamesAreReachedToo()
    {
        const EncryptionKey key = someKey();
        QTemporaryDir folder;
        NodeServer byName(key);
        MessengerServer onPipe;
        serveNodeMethods(
            onPipe, {ClusterId::create(), NodeId::create(), u"web"_qs, Incarnation::create(), u"0.1.0"_qs},
            [] { return QJsonObject(); }, [](const Nudge&) {});
        const Endpoint pipe = Endpoint::pipe(folder.filePath(u"n"_qs));
        QVERIFY(onPipe.listen(pipe, {}));
        const NodeId piped = NodeId::create();
        const NodeId missing = NodeId::create();
        const NodeId nameless = NodeId::create();
        NodePoller poller(key, quick);
        poller.setNodes(
            {{byName.id, Endpoint::tcp(u"localhost"_qs, byName.server.endpoint().port).toString()},
             {piped, pipe.toString()},
             {missing, Endpoint::pipe(folder.filePath(u"none"_qs)).toString()},
             {nameless, u"tcp://no-such-host.invalid:1"_qs}});
        waitUntil(
            [&] {
                const auto probes = poller.snapshot();
                return probes[byName.id].history.size() >= 2 && probes[piped].history.size() >= 2 &&
                       probes[missing].failuresInARow >= 2 && probes[nameless].failuresInARow >= 1;
            },
            20s, "results of all nodes");
        const auto probes = poller.snapshot();
        QCOMPARE(probes[byName.id].result, ProbeResult::Ok);
        QCOMPARE(probes[piped].result, ProbeResult::Ok);
        QCOMPARE(probes[missing].result, ProbeResult::Refused);
        QVERIFY(probes[missing].error.contains(u"No messenger listens on this pipe"));
        QVERIFY2(probes[nameless].error.contains(u"no-such-host.invalid cannot be resolved"),
                 qPrintable(probes[nameless].error));
    }

    void whatIsNoMessengerIsSaidSo()
    {
        // It speaks the protocol's TLS no more than a web server does.
        QTcpServer web;
        QVERIFY(web.listen(QHostAddress::LocalHost));
        connect(&web, &QTcpServer::newConnection, &web,
                [&] { web.nextPendingConnection()->write("HTTP/1.1 400 Bad Request\r\n\r\n"); });
        QTemporaryDir folder;
        QLocalServer rude; // answers, but not in the protocol
        QVERIFY(rude.listen(folder.filePath(u"r"_qs)));
        connect(&rude, &QLocalServer::newConnection, &rude,
                [&] { rude.nextPendingConnection()->write("hello\n"); });
        MessengerServer older; // answers, but does not know the method
        const Endpoint olderAt = Endpoint::pipe(folder.filePath(u"o"_qs));
        QVERIFY(older.listen(olderAt, {}));
        const NodeId webNode = NodeId::create();
        const NodeId rudeNode = NodeId::create();
        const NodeId olderNode = NodeId::create();
        NodePoller poller(someKey(), quick);
        poller.setNodes({{webNode, Endpoint::tcp(u"127.0.0.1"_qs, web.serverPort()).toString()},
                         {rudeNode, Endpoint::pipe(folder.filePath(u"r"_qs)).toString()},
                         {olderNode, olderAt.toString()}});
        waitUntil(
            [&] {
                const auto probes = poller.snapshot();
                return probes[webNode].failuresInARow >= 2 && probes[rudeNode].failuresInARow >= 2 &&
                       probes[olderNode].failuresInARow >= 2;
            },
            20s, "failures of all nodes");
        const auto probes = poller.snapshot();
        QVERIFY2(probes[webNode].error.contains(u"not a Rollcall messenger"),
                 qPrintable(probes[webNode].error));
        QVERIFY2(probes[rudeNode].error.contains(u"broke the protocol"), qPrintable(probes[rudeNode].error));
        QVERIFY2(probes[olderNode].error.contains(u"does not know the method"),
                 qPrintable(probes[olderNode].error));
        QCOMPARE(older.counters().accepted, 1); // the connection was kept
    }

    void nodesShareTooFewConnectionsByTurns()
    {
        const EncryptionKey key = someKey();
        MessengerLimits limits;
        limits.clients = 2000;
        limits.clientsPerAddress = 2000;
        MessengerServer server(limits);
        serveNodeMethods(
            server, {ClusterId::create(), NodeId::create(), u"web"_qs, Incarnation::create(), u"0.1.0"_qs},
            [] { return QJsonObject(); }, [](const Nudge&) {});
        QVERIFY(server.listen(Endpoint::tcp(u"127.0.0.1"_qs, 0), key));
        QHash<NodeId, QString> endpoints;
        for (int i = 0; i < 60; ++i)
            endpoints.insert(NodeId::create(), server.endpoint().toString());
        PollerLimits few;
        few.connections = 7;
        NodePoller poller(key, {100ms, 10s, 20ms}, few);
        poller.setNodes(endpoints);
        int most = 0;
        waitUntil(
            [&] {
                most = std::max(most, server.clientCount());
                const auto probes = poller.snapshot();
                return std::all_of(probes.begin(), probes.end(),
                                   [](const Probe& probe) { return probe.history.size() >= 3; });
            },
            60s, "three answers of every node");
        for (const Probe& probe : poller.snapshot())
            QVERIFY2(probe.result == ProbeResult::Ok && probe.failuresInARow == 0, qPrintable(probe.error));
        // A few more than seven may not have been noticed as closed by the server yet.
        QVERIFY2(most < 60, qPrintable(QString::number(most)));
        QVERIFY(server.counters().accepted > 60);
    }

    void hundredsOfNodesShareOneThread()
    {
        const EncryptionKey key = someKey();
        MessengerLimits limits;
        limits.clients = 2000;
        limits.clientsPerAddress = 2000;
        MessengerServer server(limits);
        serveNodeMethods(
            server, {ClusterId::create(), NodeId::create(), u"web"_qs, Incarnation::create(), u"0.1.0"_qs},
            [] { return QJsonObject(); }, [](const Nudge&) {});
        QVERIFY(server.listen(Endpoint::tcp(u"127.0.0.1"_qs, 0), key));
        QHash<NodeId, QString> endpoints;
        for (int i = 0; i < 400; ++i)
            endpoints.insert(NodeId::create(), server.endpoint().toString());
        NodePoller poller(key, {1s, 10s, 250ms});
        poller.setNodes(endpoints);
        waitUntil(
            [&] {
                const auto probes = poller.snapshot();
                return std::all_of(probes.begin(), probes.end(),
                                   [](const Probe& probe) { return probe.history.size() >= 2; });
            },
            60s, "two answers of every node");
        const auto probes = poller.snapshot();
        for (const Probe& probe : probes)
            QVERIFY2(probe.result == ProbeResult::Ok, qPrintable(probe.error));
        QCOMPARE(server.counters().accepted, 400);
    }
};

QTEST_GUILESS_MAIN(TestNodePoller)
#include "tst_nodepoller.moc"
