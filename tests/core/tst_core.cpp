#include "model/core/clock.h"
#include "model/core/durationtext.h"
#include "model/core/ids.h"
#include "model/core/secret.h"

#include <QTemporaryDir>
#include <QTest>

using namespace rollcall;
using namespace std::chrono_literals;

class TestCore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void durationsAreForPeople_data()
    {
        QTest::addColumn<qint64>("ms");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << qint64(0) << QStringLiteral("0.0 s");
        QTest::newRow("tenths") << qint64(449) << QStringLiteral("0.4 s");
        QTest::newRow("never 10.0") << qint64(9970) << QStringLiteral("10 s");
        QTest::newRow("whole seconds") << qint64(89400) << QStringLiteral("89 s");
        QTest::newRow("minutes") << qint64(252000) << QStringLiteral("4 min 12 s");
        QTest::newRow("round minutes") << qint64(240000) << QStringLiteral("4 min");
        QTest::newRow("hours") << qint64((6 * 3600 + 12 * 60) * 1000) << QStringLiteral("6 h 12 min");
        QTest::newRow("days") << qint64((3 * 86400 + 4 * 3600) * 1000LL) << QStringLiteral("3 d 4 h");
        QTest::newRow("negative") << qint64(-5) << QStringLiteral("0.0 s");
    }
    void durationsAreForPeople()
    {
        QFETCH(qint64, ms);
        QFETCH(QString, text);
        QCOMPARE(durationText(Millis(ms)).replace(QChar(0x202F), u' '), text);
    }

    void skewIsSigned()
    {
        QCOMPARE(skewText(3ms), QStringLiteral("+3\u202Fms"));
        QCOMPARE(skewText(-2ms), QStringLiteral("\u22122\u202Fms"));
        QCOMPARE(skewText(0ms), QStringLiteral("0\u202Fms"));
    }

    void durationsAreRead()
    {
        QCOMPARE(parseDuration(u"90").value(), 90s);
        QCOMPARE(parseDuration(u"250ms").value(), 250ms);
        QCOMPARE(parseDuration(u"1h30m").value(), 90min);
        QCOMPARE(parseDuration(u" 2d ").value(), 48h);
        for (const QString& bad : {QString(), u"h"_qs, u"-3s"_qs, u"1x"_qs, u"400d"_qs, u"1s1h"_qs,
                                   u"1m5ms"_qs, u"999999999999s"_qs})
            QVERIFY2(!parseDuration(bad), qPrintable(bad));
    }

    void idsAreWrittenWithoutBraces()
    {
        const NodeId id = NodeId::create();
        QCOMPARE(id.toString().size(), 36);
        QCOMPARE(NodeId::parse(id.toString()), std::optional(id));
        QVERIFY(!NodeId::parse(u"web-01"));
        QVERIFY(NodeId().isNull());
    }

    void secretFilesAreTrimmedAndBounded()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("key"));
        const auto write = [&](const QByteArray& bytes) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(bytes);
        };
        write("  00ff\n");
        QCOMPARE(readSecretFile(path).value().reveal(), QByteArray("00ff"));
        write("\n");
        QCOMPARE(readSecretFile(path).error().kind, ErrorKind::Invalid);
        write(QByteArray(70'000, 'x'));
        QVERIFY(readSecretFile(path).error().what.contains(QStringLiteral("64 KiB")));
        QVERIFY(readSecretFile(folder.filePath(QStringLiteral("none")))
                    .error()
                    .where.endsWith(QStringLiteral("none")));
    }
};

QTEST_GUILESS_MAIN(TestCore)
#include "tst_core.moc"
