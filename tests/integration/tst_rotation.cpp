#include "model/cluster/eventkinds.h"
#include "model/messenger/messengersubscription.h"
#include "model/poller/nodepoller.h"
#include "tests/integration/testcluster.h"
#include "tests/support/testsupport.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <algorithm>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

void copyKey(const QString& from, const QString& to)
{
    QFile::remove(to);
    if (!QFile::copy(from, to))
        qFatal("cannot copy the key to %s", qPrintable(to));
}

EncryptionKey keyIn(const QString& file)
{
    return EncryptionKey::readFile(file).value();
}

QByteArray contentOf(const QString& file)
{
    QFile opened(file);
    return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

/// Three nodes, each with key files of its own, and a console with its own.
class RotatingCluster
{
public:
    RotatingCluster()
        : cluster(DatabaseKind::Sqlite)
        , oldKey(keyIn(cluster.folder() + u"/key"_qs))
    {
        for (int i = 0; i < cluster.size(); ++i) {
            copyKey(cluster.folder() + u"/key"_qs, keyFile(i));
            cluster.node(i).setVariable(u"ROLLCALL_ENCRYPTION_KEY_FILE"_qs, keyFile(i));
        }
        qputenv("ROLLCALL_ENCRYPTION_KEY_FILE", (cluster.folder() + u"/key"_qs).toLocal8Bit());
        cluster.setMode(Mode::LoadBalancing); // the primary stays where it is, however busy the machine is
        cluster.startAll();
        primary = cluster.waitForPrimary(0);
        const ProgramResult made =
            runProgram(u"rollcallctl"_qs, {u"key"_qs, u"generate"_qs, u"--out"_qs, newFile()});
        if (made.exitCode != 0)
            qFatal("%s", qPrintable(made.output));
        newKey = keyIn(newFile());
    }

    QString keyFile(int index) const { return cluster.folder() + u"/node-%1/secret"_qs.arg(index + 1); }
    QString nextFile(int index) const { return keyFile(index) + u".next"_qs; }
    QString newFile() const { return cluster.folder() + u"/new-key"_qs; }
    void give(int index) const { copyKey(newFile(), nextFile(index)); }

    ProgramResult rotate(const QStringList& words) const
    {
        return runProgram(u"rollcallctl"_qs,
                          QStringList{u"--cluster"_qs, cluster.databaseUrl(), u"key"_qs, u"rotate"_qs} +
                              words);
    }
    /// The step, as soon as nothing is in its way.
    void rotateWhenReady(const QString& step) const
    {
        waitUntil([&] { return rotate({step}).exitCode == 0; }, 20s, "a step of the rotation");
    }
    QJsonObject status() const
    {
        const ProgramResult shown =
            runProgram(u"rollcallctl"_qs, {u"--cluster"_qs, cluster.databaseUrl(), u"--json"_qs, u"key"_qs,
                                           u"rotate"_qs, u"status"_qs});
        return QJsonDocument::fromJson(shown.output.toUtf8()).object();
    }
    QJsonObject statusOf(int index) const { return status().value(u"nodes").toArray().at(index).toObject(); }

    NodeRow row(int index)
    {
        for (const NodeRow& each : cluster.facts().nodes)
            if (each.name == cluster.node(index).name())
                return each;
        qFatal("the node has no row");
    }
    Endpoint endpointOf(int index) { return Endpoint::parse(row(index).report.messenger).value(); }
    void waitForUse(const EncryptionKey& key, const std::vector<int>& nodes = {0, 1, 2})
    {
        waitUntil(
            [&] {
                return std::all_of(nodes.begin(), nodes.end(), [&](int node) {
                    return row(node).report.keyFingerprint == key.fingerprint();
                });
            },
            20s, "the nodes to use a key");
    }
    /// Whether a node lets this key in; false: its handshake proved another.
    bool lets(int index, const EncryptionKey& key)
    {
        // A node beats before its messenger listens; and a key that is dropped between handshake and ping
        // closes the connection: then it is asked again.
        std::optional<bool> answer;
        waitUntil(
            [&] {
                MessengerClient client(endpointOf(index), key);
                client.open();
                const Result<QJsonObject> ping = outcome(client.call(u"ping"_qs, {}, 5s), 10s);
                if (ping || ping.error().kind == ErrorKind::KeyDiffers)
                    answer = ping.has_value();
                return answer.has_value();
            },
            20s, "a messenger that answers or refuses");
        return *answer;
    }

    TestCluster cluster;
    EncryptionKey oldKey;
    EncryptionKey newKey = oldKey;
    int primary = -1;
};

/// A console and a website that never rest, and what they and the nodes themselves failed at.
class Traffic
{
public:
    Traffic(RotatingCluster& given, const EncryptionKey& key)
        : m_given(given)
        , m_poller(key, {50ms, 2000ms, 20ms})
        , m_website(given.endpointOf((given.primary + 1) % 3), key)
        , m_service(given.endpointOf(given.primary), key, u"subscribe"_qs, {{u"topic"_qs, u"orders"_qs}})
    {
        QHash<NodeId, QString> nodes;
        for (int i = 0; i < 3; ++i)
            nodes.insert(given.row(i).id, given.row(i).report.messenger);
        QObject::connect(&m_poller, &NodePoller::probesChanged, &m_poller, [this] { look(); });
        m_poller.setNodes(nodes);
        m_website.open();
        QObject::connect(&m_service, &MessengerSubscription::delivered, &m_service,
                         [this](const QString&, const QJsonObject& params, qint64) {
                             got.insert(params.value(u"payload").toInt());
                         });
        m_service.start();
        QObject::connect(&m_rhythm, &QTimer::timeout, &m_rhythm, [this] { publish(); });
        m_rhythm.start(50);
        QObject::connect(&m_meshRhythm, &QTimer::timeout, &m_meshRhythm, [this] { lookAtMesh(); });
        m_meshRhythm.start(250);
    }
    void setKey(const EncryptionKey& key) { m_poller.setKey(key); }
    void stop()
    {
        m_rhythm.stop();
        m_meshRhythm.stop();
        waitUntil([this] { return answered == sent; }, 10s, "the last answers");
        waitUntil([this] { return got.size() >= sent; }, 10s, "the last messages");
    }

    int sent = 0;
    int answered = 0;
    QSet<int> got;
    qint64 probes = 0;
    QStringList failures;

private:
    void look()
    {
        const QHash<NodeId, Probe> snapshot = m_poller.snapshot();
        for (const Probe& probe : snapshot) {
            ++probes;
            if (probe.age && probe.result != ProbeResult::Ok)
                failures << u"probe: "_qs + probe.error;
        }
    }
    void publish()
    {
        const int number = sent++;
        m_website.call(u"publish"_qs, {{u"topic"_qs, u"orders"_qs}, {u"payload"_qs, number}}, 10s,
                       [this](const Result<QJsonObject>& result, std::chrono::microseconds) {
                           ++answered;
                           if (!result)
                               failures << u"publish: "_qs + result.error().message();
                       });
    }
    void lookAtMesh()
    {
        for (const NodeRow& row : m_given.cluster.facts().nodes)
            for (const PeerReport& peer : row.report.peers)
                if (peer.result == ProbeResult::KeyDiffers)
                    failures << row.name + u": key differs"_qs;
    }

    RotatingCluster& m_given;
    NodePoller m_poller;
    MessengerClient m_website;
    MessengerSubscription m_service;
    QTimer m_rhythm;
    QTimer m_meshRhythm;
};

} // namespace

/// The encryption key of real nodes is changed while they work.
class TestRotation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theKeyChangesUnderLoad()
    {
        RotatingCluster given;
        auto console = std::make_unique<Traffic>(given, given.oldKey);

        QCOMPARE(given.rotate({u"switch"_qs}).exitCode, 4);
        const ProgramResult started = given.rotate({u"start"_qs, given.newFile()});
        QVERIFY2(started.exitCode == 0 && started.output.contains(given.newKey.fingerprint()),
                 qPrintable(started.output));
        QCOMPARE(given.rotate({u"start"_qs, given.newFile()}).exitCode, 4);
        QCOMPARE(given.status().value(u"phase").toString(), u"preparing"_qs);

        // One node is left out, and named with its file.
        given.give(0);
        given.give(1);
        for (const int node : {0, 1})
            waitUntil([&] { return given.row(node).report.keyFiles.next == given.newKey.fingerprint(); }, 10s,
                      "the new key on a node");
        const ProgramResult refused = given.rotate({u"switch"_qs});
        QCOMPARE(refused.exitCode, 4);
        QVERIFY2(refused.output.contains(u"node-3 does not have key") &&
                     refused.output.contains(given.nextFile(2)),
                 qPrintable(refused.output));
        QCOMPARE(given.statusOf(2).value(u"standing").toString(), u"missing"_qs);
        QVERIFY(!given.lets(2, given.newKey));
        given.give(2);
        given.rotateWhenReady(u"switch"_qs);
        given.waitForUse(given.newKey);
        for (int i = 0; i < 3; ++i) {
            QVERIFY(given.lets(i, given.oldKey));
            QVERIFY(given.lets(i, given.newKey));
        }
        // The consoles and websites follow, one after the other, while both are accepted.
        Traffic renewed(given, given.newKey);
        console->stop();
        console->setKey(given.newKey);
        QTest::qWait(500);
        qInfo("with the old key: %lld probes, %d messages", static_cast<long long>(console->probes),
              console->sent);
        QVERIFY2(console->failures.isEmpty(), qPrintable(console->failures.join(u'\n')));
        QVERIFY(console->probes > 100);
        console.reset();

        const ProgramResult ended = given.rotate({u"end"_qs});
        QVERIFY2(ended.exitCode == 0, qPrintable(ended.output));
        for (int i = 0; i < 3; ++i)
            waitUntil([&] { return !given.lets(i, given.oldKey); }, 10s, "the old key to be refused");
        for (int i = 0; i < 3; ++i)
            QVERIFY(given.lets(i, given.newKey));
        renewed.stop();
        qInfo("with the new key: %lld probes, %d messages", static_cast<long long>(renewed.probes),
              renewed.sent);
        QVERIFY2(renewed.failures.isEmpty(), qPrintable(renewed.failures.join(u'\n')));

        for (const QLatin1String kind : {eventkind::KeyRotationStarted, eventkind::KeyRotationReceived,
                                         eventkind::KeyRotationSwitched, eventkind::KeyRotationEnded})
            QVERIFY2(given.cluster.hasEvent(kind), kind.data());
        // Tidied up, without a restart.
        QCOMPARE(given.statusOf(0).value(u"standing").toString(), u"untidy"_qs);
        for (int i = 0; i < 3; ++i)
            copyKey(given.newFile(), given.keyFile(i));
        for (int i = 0; i < 3; ++i)
            QFile::remove(given.nextFile(i));
        waitUntil([&] { return given.statusOf(2).value(u"standing").toString() == u"ready"; }, 10s,
                  "the tidied files");

        // No key anywhere but in its files.
        for (const QString& keys : {given.newFile(), given.cluster.folder() + u"/key"_qs}) {
            const QByteArray key = contentOf(keys).trimmed();
            QVERIFY(!contentOf(given.cluster.folder() + u"/cluster.db"_qs).contains(key));
            for (int i = 0; i < 3; ++i)
                QVERIFY(!given.cluster.node(i).output().toUtf8().contains(key));
            QVERIFY(!(started.output + refused.output + ended.output).toUtf8().contains(key));
        }
    }

    void itCanBeCancelled()
    {
        RotatingCluster given;
        QCOMPARE(given.rotate({u"start"_qs, given.newFile()}).exitCode, 0);
        for (int i = 0; i < 3; ++i)
            given.give(i);
        given.rotateWhenReady(u"switch"_qs);
        given.waitForUse(given.newKey);
        QCOMPARE(given.rotate({u"cancel"_qs}).exitCode, 0);
        given.waitForUse(given.oldKey);
        QVERIFY(given.lets(0, given.newKey)); // it is only half of the way back
        given.rotateWhenReady(u"cancel"_qs);
        waitUntil([&] { return !given.lets(0, given.newKey); }, 10s, "the new key to be refused");
        QVERIFY(given.lets(0, given.oldKey));
        QCOMPARE(given.status().value(u"phase").toString(), u"none"_qs);
        QVERIFY(given.cluster.hasEvent(eventkind::KeyRotationReverted));
        QVERIFY(given.cluster.hasEvent(eventkind::KeyRotationCancelled));
    }

    void aNodeThatWasOffSaysWhatToDo()
    {
        RotatingCluster given;
        const int away = (given.primary + 1) % 3;
        const std::vector<int> rest{given.primary, (given.primary + 2) % 3};
        given.cluster.node(away).terminate();
        given.cluster.node(away).waitForEnd();
        waitUntil([&] { return given.row(away).stopped; }, 10s, "the goodbye");
        QCOMPARE(given.rotate({u"start"_qs, given.newFile()}).exitCode, 0);
        for (const int node : rest)
            given.give(node);
        given.rotateWhenReady(u"switch"_qs);
        given.waitForUse(given.newKey, rest);
        const ProgramResult ended = given.rotate({u"end"_qs});
        QVERIFY2(ended.exitCode == 0 && ended.output.contains(given.nextFile(away)),
                 qPrintable(ended.output));

        given.cluster.node(away).start();
        waitUntil(
            [&] {
                return given.cluster.hasEvent(eventkind::KeyFileRefused, given.cluster.node(away).name());
            },
            10s, "its event");
        const QJsonObject standing = given.statusOf(away);
        QCOMPARE(standing.value(u"standing").toString(), u"missing"_qs);
        QVERIFY(standing.value(u"remedy").toString().contains(given.nextFile(away)));
        QVERIFY(given.cluster.node(away).output().contains(given.nextFile(away)));
        QVERIFY(!given.lets(away, given.oldKey)); // what is no longer accepted is not accepted there either
        given.give(away);
        given.waitForUse(given.newKey, {away});
        QVERIFY(given.lets(away, given.newKey));
        // And a restart before the files are tidied up changes nothing.
        given.cluster.node(away).terminate();
        given.cluster.node(away).waitForEnd();
        given.cluster.node(away).start();
        waitUntil([&] { return given.row(away).heartbeatFresh(); }, 10s, "it to be back");
        given.waitForUse(given.newKey, {away});
        QVERIFY(given.lets(away, given.newKey));
    }
};

QTEST_GUILESS_MAIN(TestRotation)
#include "tst_rotation.moc"
