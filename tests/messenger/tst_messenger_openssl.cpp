#include "model/messenger/nodemethods.h"
#include "tests/support/testsupport.h"

#include <QJsonDocument>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

/// The worked example of PROTOCOL.md, section 2: this client knows nothing but that page.
const QByteArray documentedKey("000102030405060708090a0b0c0d0e0f");

QString documentedPsk()
{
    QFile document(QFINDTESTDATA("../../model/messenger/PROTOCOL.md"));
    if (!document.open(QIODevice::ReadOnly))
        qFatal("PROTOCOL.md is missing");
    static const QRegularExpression line(QStringLiteral("\\n    psk +([0-9a-f]{64})\\n"));
    return line.match(QString::fromUtf8(document.readAll())).captured(1);
}

} // namespace

/// Drives a server with another implementation of TLS-PSK, speaking lines written from PROTOCOL.md.
class TestMessengerOpenssl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        serveNodeMethods(
            m_server, {ClusterId::create(), m_node, u"web-01"_qs, Incarnation::create(), u"0.1.0"_qs},
            [] {
                return QJsonObject{{u"state"_qs, u"serving"_qs}};
            },
            [this](const Nudge& nudge) { m_nudges.push_back(nudge); });
        m_server.raiseEpoch(42);
        QVERIFY(m_server.listen(Endpoint::tcp(u"127.0.0.1"_qs, 0),
                                EncryptionKey::parse(Secret(documentedKey)).value()));
    }

    void aClientWrittenFromTheDocumentIsServed()
    {
        QProcess client;
        start(client, withPsk(documentedPsk()));
        client.write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n");
        const QJsonObject ping = nextAnswer(client).value(u"result").toObject();
        QCOMPARE(ping.value(u"node").toString(), m_node.toString());
        QCOMPARE(ping.value(u"protocol").toInt(), 1);

        client.write(
            "{\"jsonrpc\":\"2.0\",\"id\":\"s\",\"method\":\"status\",\"params\":{},\"later\":1}\r\n");
        const QJsonObject status = nextAnswer(client);
        QCOMPARE(status.value(u"id").toString(), u"s"_qs);
        QCOMPARE(status.value(u"result").toObject().value(u"state").toString(), u"serving"_qs);

        client.write("{\"jsonrpc\":\"2.0\",\"method\":\"nudge\",\"params\":{\"reason\":\"wanted\"}}\n"
                     "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"nudge\",\"params\":{\"epoch\":41}}\n");
        const QJsonObject stale = nextAnswer(client).value(u"error").toObject();
        QCOMPARE(stale.value(u"code").toInt(), -32001);
        QCOMPARE(stale.value(u"data").toObject().value(u"epoch").toInt(), 42);
        QCOMPARE(m_nudges.size(), size_t(1));
        QCOMPARE(m_nudges[0].reason, u"wanted"_qs);

        client.write("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"logs.subscribe\"}\n");
        QCOMPARE(nextAnswer(client).value(u"error").toObject().value(u"code").toInt(), -32601);
        client.write("nonsense\n");
        QVERIFY(nextAnswer(client).value(u"id").isNull());
        stop(client);
    }

    void everyOtherHandshakeFails_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("says");
        const QString psk = documentedPsk();
        QString otherPsk = psk;
        otherPsk[0] = otherPsk[0] == u'0' ? u'1' : u'0';
        QTest::newRow("another key") << withPsk(otherPsk) << QByteArray("bad record mac");
        QTest::newRow("no key") << QStringList{u"-tls1_2"_qs} << QByteArray("handshake failure");
        QTest::newRow("TLS 1.3") << QStringList{u"-tls1_3"_qs, u"-psk_identity"_qs, u"rollcall"_qs,
                                                u"-psk"_qs, psk}
                                 << QByteArray("protocol version");
        QTest::newRow("PSK without forward secrecy")
            << QStringList{u"-tls1_2"_qs, u"-cipher"_qs, u"PSK-CHACHA20-POLY1305"_qs, u"-psk"_qs, psk}
            << QByteArray("handshake failure");
        QTest::newRow("PSK of another cipher")
            << QStringList{u"-tls1_2"_qs, u"-cipher"_qs, u"ECDHE-PSK-AES256-CBC-SHA:@SECLEVEL=0"_qs,
                           u"-psk"_qs, psk}
            << QByteArray("handshake failure");
    }
    void everyOtherHandshakeFails()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, says);
        const qint64 before = m_server.counters().requests;
        QProcess client;
        start(client, arguments);
        client.write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n");
        waitUntil([&] { return client.state() == QProcess::NotRunning; }, 10s, "openssl to give up");
        QVERIFY(client.exitCode() != 0);
        const QByteArray words = client.readAllStandardError();
        QVERIFY2(words.contains(says), words.constData());
        QVERIFY(!client.readAllStandardOutput().contains("jsonrpc"));
        QCOMPARE(m_server.counters().requests, before);
    }

private:
    static QStringList withPsk(const QString& psk)
    {
        return {u"-tls1_2"_qs,
                u"-cipher"_qs,
                u"ECDHE-PSK-CHACHA20-POLY1305"_qs,
                u"-psk_identity"_qs,
                u"rollcall"_qs,
                u"-psk"_qs,
                psk};
    }

    void start(QProcess& client, const QStringList& arguments)
    {
        const QString at = u"127.0.0.1:%1"_qs.arg(m_server.endpoint().port);
        client.start(u"openssl"_qs,
                     QStringList{u"s_client"_qs, u"-quiet"_qs, u"-connect"_qs, at} + arguments);
        waitUntil([&] { return client.state() != QProcess::Starting; }, 10s, "openssl to start");
    }

    static QJsonObject nextAnswer(QProcess& client)
    {
        waitUntil([&] { return client.canReadLine(); }, 10s, "an answer");
        return QJsonDocument::fromJson(client.readLine()).object();
    }

    static void stop(QProcess& client)
    {
        client.closeWriteChannel();
        client.terminate();
        waitUntil([&] { return client.state() == QProcess::NotRunning; }, 10s, "openssl to end");
    }

    NodeId m_node = NodeId::create();
    MessengerServer m_server;
    std::vector<Nudge> m_nudges;
};

QTEST_GUILESS_MAIN(TestMessengerOpenssl)
#include "tst_messenger_openssl.moc"
