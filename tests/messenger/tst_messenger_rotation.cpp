#include "model/messenger/tlspsk.h"
#include "tests/messenger/nodeserver.h"
#include "tests/messenger/tlsattempt.h"
#include "tests/support/testsupport.h"

#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

/// A server that accepts two keys while the cluster's is changed.
class TestMessengerRotation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theIdentitySaysWhichKeyIsMeant()
    {
        const EncryptionKey a = someKey();
        const EncryptionKey b = someKey();
        QCOMPARE(pskIdentityOf(a), "rollcall/" + a.fingerprint().toLatin1());
        const std::vector<EncryptionKey> keys{a, b};
        QCOMPARE(keyMeant(pskIdentityOf(a), keys), a);
        QCOMPARE(keyMeant(pskIdentityOf(b), keys), b);
        for (const char* other : {"", "rollcall", "rollcall/", "rollcall/0", "somebody"})
            QCOMPARE(keyMeant(other, keys), a);
    }

    void bothAreLetInAndNoThird()
    {
        const EncryptionKey a = someKey();
        const EncryptionKey b = someKey();
        NodeServer node;
        QVERIFY(node.listenTcp(a));
        QVERIFY(!lets(node, b));
        node.server.setKeys({a, b});
        QVERIFY(lets(node, a));
        QVERIFY(lets(node, b));
        QVERIFY(!lets(node, someKey()));
        node.server.setKeys({b});
        QVERIFY(!lets(node, a));
        QVERIFY(lets(node, b));
        node.server.setKeys({});
        QVERIFY(!lets(node, a));
        QVERIFY(!lets(node, b));
    }

    /// A client of the first version of the protocol, with the identity "rollcall".
    void theFormerIdentityMeansTheFirstKey()
    {
        const EncryptionKey a = someKey();
        const EncryptionKey b = someKey();
        NodeServer node;
        QVERIFY(node.listenTcp(a));
        node.server.setKeys({b, a});
        const auto offer = [&](const EncryptionKey& key) {
            TlsOffer made;
            made.psk = key.messengerKey().reveal();
            return tryTls(static_cast<quint16>(node.server.endpoint().port), made);
        };
        QVERIFY(offer(b).agreed);
        const TlsOutcome refused = offer(a);
        QVERIFY(!refused.agreed);
        QCOMPARE(refused.alert, 20); // bad_record_mac: encryption key differs
    }

    /// A connection that proved a key which is no longer accepted ends; the others go on.
    void connectionsWithAnOldKeyAreClosed()
    {
        const EncryptionKey a = someKey();
        const EncryptionKey b = someKey();
        NodeServer node;
        QVERIFY(node.listenTcp(a));
        node.server.setKeys({a, b});
        MessengerClient old(node.server.endpoint(), a, quick);
        MessengerClient current(node.server.endpoint(), b, quick);
        old.open();
        current.open();
        get(old.call(u"ping"_qs, {}, 5s));
        get(current.call(u"ping"_qs, {}, 5s));
        int losses = 0;
        connect(&current, &MessengerClient::failed, this, [&] { ++losses; });
        node.server.setKeys({b, a});
        get(old.call(u"ping"_qs, {}, 5s));
        node.server.setKeys({b});
        waitUntil([&] { return old.lastError() && old.lastError()->kind == ErrorKind::KeyDiffers; }, 10s,
                  "the old key to be refused");
        get(current.call(u"ping"_qs, {}, 5s));
        QCOMPARE(losses, 0);
    }

private:
    static bool lets(NodeServer& node, const EncryptionKey& key)
    {
        MessengerClient client(node.server.endpoint(), key, quick);
        client.open();
        const Result<QJsonObject> ping = outcome(client.call(u"ping"_qs, {}, 5s));
        if (!ping && ping.error().kind != ErrorKind::KeyDiffers)
            qFatal("not the key: %s", qPrintable(ping.error().message()));
        return ping.has_value();
    }
};

QTEST_GUILESS_MAIN(TestMessengerRotation)
#include "tst_messenger_rotation.moc"
