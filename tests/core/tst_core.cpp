#include "model/core/clock.h"
#include "model/core/durationtext.h"
#include "model/core/fileprivacy.h"
#include "model/core/ids.h"
#include "model/core/secret.h"
#include "model/core/similarword.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

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

    void similarWords()
    {
        const QStringList known{u"stop_timeout"_qs, u"name"_qs, u"role"_qs};
        QCOMPARE(similarWord(u"stop_timout"_qs, known), u"stop_timeout"_qs);
        QCOMPARE(similarWord(u"naem"_qs, known), u"name"_qs);
        QCOMPARE(similarWord(u"Role"_qs, known), u"role"_qs);
        QCOMPARE(similarWord(u"colour"_qs, known), QString());
        QCOMPARE(similarWord(QString(), known), QString());

        // A part of it says enough, when it is a part of one only.
        const QStringList commands{u"node drain"_qs,        u"unit start"_qs,   u"unit restart"_qs,
                                   u"lease show"_qs,        u"license show"_qs, u"election.ttl_ms"_qs,
                                   u"Artifacts.BasePath"_qs};
        QCOMPARE(similarWord(u"drain"_qs, commands), u"node drain"_qs);
        QCOMPARE(similarWord(u"start"_qs, commands), u"unit start"_qs);
        QCOMPARE(similarWord(u"show"_qs, commands), QString());
        QCOMPARE(similarWord(u"stat"_qs, {u"status"_qs, u"start"_qs}), u"status"_qs);
        QCOMPARE(similarWord(u"election.ttl"_qs, commands), u"election.ttl_ms"_qs);
        QCOMPARE(similarWord(u"artifacts.basepath"_qs, commands), u"Artifacts.BasePath"_qs);
        QCOMPARE(similarWord(u"basepath"_qs, commands), u"Artifacts.BasePath"_qs);
        QCOMPARE(similarWord(u"no"_qs, commands), QString());
    }

    /// Who reads matters: a group is how a service without root's rights gets at root's file.
    void filesWithSecretsThatOthersRead_data()
    {
        QTest::addColumn<unsigned>("mode");
        QTest::addColumn<unsigned>("owner");
        QTest::addColumn<unsigned>("reader");
        QTest::addColumn<bool>("open");
        QTest::newRow("private") << 0600u << 1000u << 1000u << false;
        QTest::newRow("everybody") << 0644u << 1000u << 1000u << true;
        QTest::newRow("everybody, of root") << 0604u << 0u << 0u << true;
        QTest::newRow("everybody may write") << 0602u << 0u << 0u << true;
        QTest::newRow("own group") << 0640u << 1000u << 1000u << true;
        QTest::newRow("own group, read by root") << 0640u << 1000u << 0u << true;
        QTest::newRow("root's, read by a service in its group") << 0640u << 0u << 998u << false;
        QTest::newRow("the same, read by root") << 0640u << 0u << 0u << false;
        QTest::newRow("another user's, read through its group") << 0640u << 1000u << 998u << false;
        QTest::newRow("execution is no reading") << 0711u << 1000u << 1000u << false;
    }
    void filesWithSecretsThatOthersRead()
    {
        QFETCH(unsigned, mode);
        QFETCH(unsigned, owner);
        QFETCH(unsigned, reader);
        QTEST(letsOthersIn(mode, owner, reader), "open");
    }

    void whatIsNoFileIsNotWarnedOf()
    {
        QTemporaryDir folder;
        QCOMPARE(::chmod(QFile::encodeName(folder.path()).constData(), 0755), 0);
        QVERIFY(!openToOthers(folder.path()));
        const QString pipe = folder.filePath(QStringLiteral("pipe"));
        QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), 0644), 0);
        QCOMPARE(::chmod(QFile::encodeName(pipe).constData(), 0644), 0);
        QVERIFY(!openToOthers(pipe));
        QVERIFY(!openToOthers(folder.filePath(QStringLiteral("none"))));
    }

    void anErrorWithDetailsHasLines()
    {
        Error error{ErrorKind::Refused, u"It cannot be."_qs, u"Mend it."_qs, u"a:1"_qs};
        QCOMPARE(error.message(), u"a:1: It cannot be. Mend it."_qs);
        error.details = QStringList{u"One."_qs, u"Two."_qs};
        QCOMPARE(error.message(), u"a:1: It cannot be.\n  One.\n  Two.\nMend it."_qs);
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
