#include "model/messenger/encryptionkey.h"
#include "model/messenger/endpoint.h"
#include "model/messenger/hkdf.h"

#include <QTemporaryDir>
#include <QTest>

using namespace rollcall;

class TestMessengerKey : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hkdfGivesTheVectorsOfRfc5869_data()
    {
        QTest::addColumn<QByteArray>("material");
        QTest::addColumn<QByteArray>("salt");
        QTest::addColumn<QByteArray>("info");
        QTest::addColumn<QByteArray>("expected");
        const auto range = [](int first, int last) {
            QByteArray bytes;
            for (int value = first; value <= last; ++value)
                bytes += static_cast<char>(value);
            return bytes;
        };
        QTest::newRow("A.1") << QByteArray(22, '\x0b') << range(0x00, 0x0c) << range(0xf0, 0xf9)
                             << QByteArray("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                                           "34007208d5b887185865");
        QTest::newRow("A.2") << range(0x00, 0x4f) << range(0x60, 0xaf) << range(0xb0, 0xff)
                             << QByteArray("b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
                                           "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
                                           "cc30c58179ec3e87c14c01d5c1f3434f1d87");
        QTest::newRow("A.3") << QByteArray(22, '\x0b') << QByteArray() << QByteArray()
                             << QByteArray("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
                                           "9d201395faa4b61a96c8");
    }
    void hkdfGivesTheVectorsOfRfc5869()
    {
        QFETCH(QByteArray, material);
        QFETCH(QByteArray, salt);
        QFETCH(QByteArray, info);
        QFETCH(QByteArray, expected);
        QCOMPARE(hkdfSha256(material, salt, info, expected.size() / 2).reveal().toHex(), expected);
    }

    void theWorkedExampleOfTheProtocolHolds()
    {
        const auto key = EncryptionKey::parse(Secret("000102030405060708090a0b0c0d0e0f"));
        QVERIFY(key);
        QFile document(QFINDTESTDATA("../../model/messenger/PROTOCOL.md"));
        QVERIFY(document.open(QIODevice::ReadOnly));
        const QByteArray text = document.readAll();
        QVERIFY(text.contains(key->messengerKey().reveal().toHex()));
        QVERIFY(text.contains("fingerprint            " + key->fingerprint().toLatin1()));
    }

    void keysAreReadWithWhiteSpaceAndInEitherCase()
    {
        const auto key = EncryptionKey::parse(Secret("00112233445566778899aabbccddeeff"));
        const auto same = EncryptionKey::parse(Secret(" \n00112233445566778899AABBCCDDEEFF\r\n"));
        const auto other = EncryptionKey::parse(Secret("00112233445566778899aabbccddeef0"));
        QVERIFY(key && same && other);
        QCOMPARE(key->messengerKey().reveal().size(), 32);
        QVERIFY(*key == *same);
        QVERIFY(!(*key == *other));
        QCOMPARE(key->fingerprint(), same->fingerprint());
        QVERIFY(key->fingerprint() != other->fingerprint());
        QCOMPARE(key->fingerprint().size(), 4);
        QCOMPARE(key->fingerprint(), key->fingerprint().toUpper());
        QVERIFY(!key->messengerKey().reveal().toHex().contains(key->fingerprint().toLower().toLatin1()));
    }

    void badKeysAreRefusedWithoutShowingThem_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("because");
        QTest::newRow("empty") << QByteArray(" \n") << u"empty"_qs;
        QTest::newRow("short") << QByteArray("5ec4e75ec4e7") << u"12 digits"_qs;
        QTest::newRow("odd") << QByteArray("5ec4e7").repeated(6).left(33) << u"even"_qs;
        QTest::newRow("letter") << QByteArray("5ec4e75ec4e7").repeated(4) + 'g'
                                << u"not a hexadecimal digit"_qs;
        QTest::newRow("inner space") << QByteArray("5ec4e7 5ec4e7").repeated(4)
                                     << u"not a hexadecimal digit"_qs;
        QTest::newRow("long") << QByteArray("5ec4e7").repeated(400) << u"1024"_qs;
    }
    void badKeysAreRefusedWithoutShowingThem()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, because);
        const auto key = EncryptionKey::parse(Secret(text));
        QVERIFY(!key);
        QCOMPARE(key.error().kind, ErrorKind::Invalid);
        QVERIFY2(key.error().what.contains(because), qPrintable(key.error().what));
        QVERIFY(!key.error().message().contains(u"5ec4e7"));
    }

    void generatedKeysAreUsableAndDiffer()
    {
        const Secret first = EncryptionKey::generate();
        const Secret second = EncryptionKey::generate();
        QCOMPARE(first.reveal().size(), 64);
        QVERIFY(!(first == second));
        QVERIFY(EncryptionKey::parse(first));
    }

    void keyFilesAreNamedInErrors()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("key"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("not a key\n");
        file.close();
        QCOMPARE(EncryptionKey::readFile(path).error().where, path);
    }

    void endpointsAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("written");
        QTest::newRow("pipe") << u"pipe:stage-01"_qs << u"pipe:stage-01"_qs;
        QTest::newRow("pipe path") << u"pipe:/run/x/y.sock"_qs << u"pipe:/run/x/y.sock"_qs;
        QTest::newRow("host") << u"tcp://web-01:4000"_qs << u"tcp://web-01:4000"_qs;
        QTest::newRow("default port") << u" tcp://web-01.example "_qs << u"tcp://web-01.example:33237"_qs;
        QTest::newRow("all") << u"tcp://*"_qs << u"tcp://*:33237"_qs;
        QTest::newRow("all with port") << u"tcp://*:33237"_qs << u"tcp://*:33237"_qs;
        QTest::newRow("IPv4") << u"tcp://10.20.0.11:33237"_qs << u"tcp://10.20.0.11:33237"_qs;
        QTest::newRow("IPv6") << u"tcp://[::1]:33237"_qs << u"tcp://[::1]:33237"_qs;
        QTest::newRow("IPv6 default") << u"tcp://[fe80::1]"_qs << u"tcp://[fe80::1]:33237"_qs;
    }
    void endpointsAreRead()
    {
        QFETCH(QString, text);
        QFETCH(QString, written);
        const auto endpoint = Endpoint::parse(text);
        QVERIFY(endpoint);
        QCOMPARE(endpoint->toString(), written);
        QCOMPARE(Endpoint::parse(written).value(), *endpoint);
    }

    void badEndpointsSayWhatIsExpected_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("because");
        QTest::newRow("empty") << u"  "_qs << u"is empty"_qs;
        QTest::newRow("scheme") << u"http://x"_qs << u"begin with tcp:// or pipe:"_qs;
        QTest::newRow("no host") << u"tcp://:33237"_qs << u"host name"_qs;
        QTest::newRow("port 0") << u"tcp://x:0"_qs << u"1 to 65535"_qs;
        QTest::newRow("port high") << u"tcp://x:65536"_qs << u"1 to 65535"_qs;
        QTest::newRow("port sign") << u"tcp://x:+12"_qs << u"1 to 65535"_qs;
        QTest::newRow("port missing") << u"tcp://x:"_qs << u"1 to 65535"_qs;
        QTest::newRow("bare IPv6") << u"tcp://::1:33237"_qs << u"brackets"_qs;
        QTest::newRow("open bracket") << u"tcp://[::1"_qs << u"IPv6 address"_qs;
        QTest::newRow("v4 in brackets") << u"tcp://[1.2.3.4]:1"_qs << u"IPv6 address"_qs;
        QTest::newRow("after bracket") << u"tcp://[::1]x"_qs << u"only :PORT"_qs;
        QTest::newRow("path") << u"tcp://x/y"_qs << u"host name"_qs;
        QTest::newRow("user") << u"tcp://a@b:1"_qs << u"host name"_qs;
        QTest::newRow("no pipe") << u"pipe:"_qs << u"absolute path"_qs;
        QTest::newRow("pipe climbs") << u"pipe:../x"_qs << u"absolute path"_qs;
        QTest::newRow("pipe folder") << u"pipe:/run/"_qs << u"name a file"_qs;
    }
    void badEndpointsSayWhatIsExpected()
    {
        QFETCH(QString, text);
        QFETCH(QString, because);
        const auto endpoint = Endpoint::parse(text);
        QVERIFY(!endpoint);
        QCOMPARE(endpoint.error().kind, ErrorKind::Invalid);
        QVERIFY2(endpoint.error().what.contains(because), qPrintable(endpoint.error().what));
        QVERIFY(endpoint.error().remedy.contains(u"pipe:NAME"));
    }

    void whatListensOnAllIsAdvertisedByAddress()
    {
        QCOMPARE(Endpoint::tcp(u"*"_qs).advertised(u"web-01"_qs).toString(), u"tcp://web-01:33237"_qs);
        QCOMPARE(Endpoint::tcp(u"*"_qs).advertised(u"fd00::1"_qs).toString(), u"tcp://[fd00::1]:33237"_qs);
        QCOMPARE(Endpoint::tcp(u"10.0.0.1"_qs, 9).advertised(u"web-01"_qs).toString(),
                 u"tcp://10.0.0.1:9"_qs);
        QCOMPARE(Endpoint::pipe(u"x"_qs).advertised(u"web-01"_qs).toString(), u"pipe:x"_qs);
    }
};

QTEST_GUILESS_MAIN(TestMessengerKey)
#include "tst_messenger_key.moc"
