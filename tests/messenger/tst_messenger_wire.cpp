#include "tests/messenger/nodeserver.h"
#include "tests/messenger/recordingproxy.h"
#include "tests/messenger/tlsattempt.h"
#include "tests/support/testsupport.h"

#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

const QByteArray keyText("00112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef");
const QString said = QStringLiteral("Operation Nightingale begins");

/// What must not be readable by one who sees the traffic, with its name.
QList<std::pair<const char*, QByteArray>> secrets(const EncryptionKey& key)
{
    const QByteArray psk = key.messengerKey().reveal();
    return {{"the encryption key", QByteArray::fromHex(keyText)},
            {"the encryption key as text", keyText},
            {"the derived key", psk},
            {"the derived key as text", psk.toHex()},
            {"the derived key in Base64", psk.toBase64()},
            {"a message's text", said.toUtf8()},
            {"the protocol", "jsonrpc"},
            {"the method", "nudge"},
            {"the node's name", "web-01"}};
}

struct TlsRecord {
    int type = 0; ///< 20 change cipher spec, 21 alert, 22 handshake, 23 application data
    int version = 0;
    QByteArray body;
};

/// The records of one direction; every byte has to belong to one.
std::vector<TlsRecord> recordsOf(const QByteArray& bytes)
{
    std::vector<TlsRecord> records;
    const auto byte = [&](qsizetype at) { return static_cast<unsigned char>(bytes[at]); };
    for (qsizetype at = 0; at < bytes.size();) {
        if (at + 5 > bytes.size())
            qFatal("the traffic ends within a record");
        const int size = byte(at + 3) << 8 | byte(at + 4);
        records.push_back({byte(at), byte(at + 1) << 8 | byte(at + 2), bytes.mid(at + 5, size)});
        at += 5 + size;
    }
    return records;
}

/// Talks to the server through the proxy, saying what must stay secret.
void talk(const Endpoint& at, const std::optional<EncryptionKey>& key)
{
    MessengerClient client(at, key);
    client.open();
    get(client.call(u"ping"_qs, {}, 5s));
    get(client.call(u"nudge"_qs, {{u"reason"_qs, said}}, 5s));
}

} // namespace

/// What the network sees of the messenger: all bytes between client and server, by a proxy between them.
class TestMessengerWire : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_node = std::make_unique<NodeServer>();
        QVERIFY(m_node->listenTcp(m_key));
    }
    void cleanup() { m_node.reset(); }

    void nothingOfKeyOrMessageIsReadable()
    {
        RecordingProxy proxy(m_node->server.endpoint().port);
        talk(Endpoint::tcp(u"127.0.0.1"_qs, proxy.port()), m_key);
        QCOMPARE(m_node->nudges.size(), size_t(1));
        QCOMPARE(m_node->nudges[0].reason, said); // it did pass through the proxy
        QVERIFY(proxy.fromClients().size() > 200 && proxy.fromServer().size() > 200);
        for (const auto& [name, bytes] : secrets(m_key))
            QVERIFY2(!proxy.all().contains(bytes), name);
    }

    /// The search above would find what is there: on a pipe, which needs no encryption, it does.
    void theSameSearchFindsPlainText()
    {
        QTemporaryDir folder;
        NodeServer onPipe;
        const QString path = folder.filePath(u"n"_qs);
        QVERIFY(onPipe.server.listen(Endpoint::pipe(path), {}));
        RecordingProxy proxy(path);
        QTcpSocket client;
        client.connectToHost(QHostAddress(QHostAddress::LocalHost), proxy.port());
        client.write(
            QStringLiteral("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n"
                           "{\"jsonrpc\":\"2.0\",\"method\":\"nudge\",\"params\":{\"reason\":\"%1\"}}\n")
                .arg(said)
                .toUtf8());
        waitUntil([&] { return !proxy.fromServer().isEmpty() && !onPipe.nudges.empty(); }, 5s,
                  "the messages");
        std::set<QByteArray> found;
        for (const auto& [name, bytes] : secrets(m_key)) {
            if (proxy.all().contains(bytes))
                found.insert(name);
        }
        QCOMPARE(found,
                 (std::set<QByteArray>{"a message's text", "the protocol", "the method", "the node's name"}));
    }

    void everyRecordIsTls12AndEncryptedOnceKeysAreAgreed()
    {
        RecordingProxy proxy(m_node->server.endpoint().port);
        talk(Endpoint::tcp(u"127.0.0.1"_qs, proxy.port()), m_key);
        for (const QByteArray& direction : {proxy.fromClients(), proxy.fromServer()}) {
            bool encrypted = false;
            int messages = 0;
            for (const TlsRecord& record : recordsOf(direction)) {
                // The first record of a client says 0x0301 for the sake of old servers (RFC 5246, E.1).
                QVERIFY(record.version == 0x0303 || (record.version == 0x0301 && record.type == 22));
                QVERIFY2(record.type != 23 || encrypted, "a message before the keys were agreed");
                encrypted = encrypted || record.type == 20;
                messages += record.type == 23;
            }
            QVERIFY(messages >= 2);
        }
        // The server's choice (RFC 5246, 7.4.1.3): TLS 1.2 and TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256.
        const QByteArray hello = recordsOf(proxy.fromServer()).front().body;
        QCOMPARE(hello.at(0), char(2));
        QCOMPARE(hello.mid(4, 2), QByteArray("\x03\x03", 2));
        const qsizetype cipherAt = 4 + 2 + 32 + 1 + static_cast<unsigned char>(hello.at(4 + 2 + 32));
        QCOMPARE(hello.mid(cipherAt, 2), QByteArray("\xcc\xac", 2));
    }

    void twoSessionsShareNoBytesOfTheirMessages()
    {
        QList<QByteArray> bodies;
        for (int session = 0; session < 2; ++session) {
            RecordingProxy proxy(m_node->server.endpoint().port);
            talk(Endpoint::tcp(u"127.0.0.1"_qs, proxy.port()), m_key);
            for (const TlsRecord& record : recordsOf(proxy.fromClients())) {
                if (record.type == 23)
                    bodies.append(record.body);
            }
        }
        QVERIFY(bodies.size() >= 4);
        QCOMPARE(std::set<QByteArray>(bodies.begin(), bodies.end()).size(), size_t(bodies.size()));
    }

    void whatOffersLessIsRefused_data()
    {
        QTest::addColumn<TlsOffer>("offer");
        for (const auto& [name, offer] : weakOffers(m_key.messengerKey().reveal()))
            QTest::newRow(name) << offer;
    }
    void whatOffersLessIsRefused()
    {
        QFETCH(TlsOffer, offer);
        const TlsOutcome outcome = tryTls(m_node->server.endpoint().port, offer);
        QVERIFY(!outcome.agreed);
        QVERIFY(outcome.answer.isEmpty());
        QVERIFY2(outcome.alert > 0, "the server ended it without a word");
        QCOMPARE(m_node->server.counters().requests, 0);
        waitUntil([&] { return m_node->server.clientCount() == 0; }, 5s, "the connection to be closed");
    }

    /// The attempts above fail for what they offer, not by themselves.
    void whatTheProtocolAsksForIsServed()
    {
        // Even if it offers more besides: the server takes the one suite.
        TlsOffer offer{TLS1_VERSION, TLS1_3_VERSION, "ALL:ECDHE-PSK-CHACHA20-POLY1305:@SECLEVEL=0",
                       m_key.messengerKey().reveal()};
        const TlsOutcome outcome = tryTls(m_node->server.endpoint().port, offer);
        QVERIFY(outcome.agreed);
        QCOMPARE(outcome.version, TLS1_2_VERSION);
        QVERIFY(outcome.answer.contains("web-01"));
    }

private:
    EncryptionKey m_key = EncryptionKey::parse(Secret(keyText)).value();
    std::unique_ptr<NodeServer> m_node;
};

QTEST_GUILESS_MAIN(TestMessengerWire)
#include "tst_messenger_wire.moc"
