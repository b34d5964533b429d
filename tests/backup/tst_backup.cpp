#include "model/backup/restoreplan.h"
#include "model/backup/sealedfile.h"
#include "tests/cluster/facts.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;

namespace
{

const Secret phrase("correct horse battery");

std::vector<SettingState> settingsWith(const QHash<QString, QString>& values = {})
{
    std::vector<SettingState> states;
    for (const SettingSpec& spec : settingCatalogue()) {
        SettingState state;
        state.spec = spec;
        state.value = values.value(spec.key, spec.standard);
        states.push_back(state);
    }
    return states;
}

ClusterBackup backupOf(const FactsBuilder& cluster, const QHash<QString, QString>& values = {})
{
    ClusterBackup backup = ClusterBackup::of(cluster.facts, settingsWith(values), QStringLiteral("dana"));
    backup.key = Secret("00112233445566778899aabbccddeeff");
    backup.keyFingerprint = QStringLiteral("3F7A");
    return backup;
}

template <class T>
QString wordsOf(const Result<T>& result)
{
    return result ? QStringLiteral("no error") : result.error().message();
}

} // namespace

class TestBackup : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatWasSealedIsOpened();
    void anotherPassphraseOpensNothing();
    void everyChangedByteIsNoticed();
    void aPassphraseHasALength();
    void whatIsNoBackupIsSaidToBeNone_data();
    void whatIsNoBackupIsSaidToBeNone();
    void everythingComesBack();
    void theKeyIsNeverShown();
    void valuesThatCannotBeAreRefused_data();
    void valuesThatCannotBeAreRefused();
    void theSameClusterNeedsNothing();
    void everythingThatDiffersIsPlanned();
    void nodesAreFoundByIdOrName();
};

void TestBackup::whatWasSealedIsOpened()
{
    for (const QByteArray& content : {QByteArray(), QByteArray("x"), QByteArray(100'000, '\0')}) {
        const Result<QByteArray> file = sealedfile::seal(Secret(content), phrase, QStringLiteral("Shop"));
        QVERIFY2(file, qPrintable(wordsOf(file)));
        QCOMPARE(sealedfile::labelOf(*file).value(), QStringLiteral("Shop"));
        const Result<Secret> opened = sealedfile::open(*file, phrase);
        QVERIFY2(opened, qPrintable(wordsOf(opened)));
        QCOMPARE(opened->reveal(), content);
    }
    // Two files of the same content have nothing in common that would tell so.
    const auto one = sealedfile::seal(Secret("same"), phrase, {}).value();
    const auto other = sealedfile::seal(Secret("same"), phrase, {}).value();
    for (const char* part : {"salt", "nonce", "sealed"})
        QVERIFY(QJsonDocument::fromJson(one).object().value(QLatin1String(part)) !=
                QJsonDocument::fromJson(other).object().value(QLatin1String(part)));
}

void TestBackup::anotherPassphraseOpensNothing()
{
    const QByteArray file = sealedfile::seal(Secret("content"), phrase, {}).value();
    const Result<Secret> opened = sealedfile::open(file, Secret("correct horse batterY"));
    QVERIFY(!opened && opened.error().kind == ErrorKind::Refused);
    QVERIFY2(wordsOf(opened).contains(u"passphrase does not open"), qPrintable(wordsOf(opened)));
}

void TestBackup::everyChangedByteIsNoticed()
{
    const QByteArray file = sealedfile::seal(Secret("content"), phrase, QStringLiteral("Shop")).value();
    for (const char* part : {"of", "key", "cipher", "salt", "nonce", "sealed"}) {
        QJsonObject changed = QJsonDocument::fromJson(file).object();
        QString text = changed.value(QLatin1String(part)).toString();
        text[0] = text[0] == u'A' ? u'B' : u'A';
        changed.insert(QLatin1String(part), text);
        const Result<Secret> opened = sealedfile::open(QJsonDocument(changed).toJson(), phrase);
        QVERIFY2(!opened && opened.error().kind == ErrorKind::Refused, part);
    }
    // How the outside is written does not matter, as long as it says the same.
    QVERIFY(sealedfile::open(QJsonDocument::fromJson(file).toJson(QJsonDocument::Compact), phrase));
}

void TestBackup::aPassphraseHasALength()
{
    const auto sealed = sealedfile::seal(Secret("content"), Secret("elevenchars"), {});
    QVERIFY(!sealed && sealed.error().kind == ErrorKind::Invalid);
    QVERIFY2(wordsOf(sealed).contains(u"12 characters"), qPrintable(wordsOf(sealed)));
    QVERIFY(!wordsOf(sealed).contains(u"elevenchars"));
    QVERIFY(!sealedfile::seal(Secret("content"), Secret("\u96e8\u96e8\u96e8\u96e8\u96e8"), {})); // 15 bytes
}

void TestBackup::whatIsNoBackupIsSaidToBeNone_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("words");
    const QByteArray good = sealedfile::seal(Secret("content"), phrase, {}).value();
    QTest::newRow("empty") << QByteArray() << "does not begin as one";
    QTest::newRow("binary") << QByteArray("\x7f\0\xff", 3) << "does not begin as one";
    QTest::newRow("other JSON") << QByteArray("{\"a\": 1}") << "does not begin as one";
    QTest::newRow("cut") << good.left(good.size() / 2) << "does not begin as one";
    QTest::newRow("nothing inside") << QByteArray("{\"format\":\"rollcall-backup\",\"version\":1}")
                                    << "parts of it are missing";
    QTest::newRow("version 0") << QByteArray(good).replace("\"version\": 1", "\"version\": 0")
                               << "parts of it are missing";
    QTest::newRow("newer") << QByteArray(good).replace("\"version\": 1", "\"version\": 2")
                           << "newer version of Rollcall";
    QTest::newRow("short nonce") << QByteArray(good).replace("\"nonce\": \"", "\"nonce\": \"AAAA")
                                 << "parts of it are missing";
    QTest::newRow("endless") << QByteArray(sealedfile::mostBytes + 1, ' ') << "larger than 32 MiB";
}

void TestBackup::whatIsNoBackupIsSaidToBeNone()
{
    QFETCH(QByteArray, file);
    QFETCH(QString, words);
    for (const QString& error : {wordsOf(sealedfile::open(file, phrase)), wordsOf(sealedfile::labelOf(file))})
        QVERIFY2(error.contains(words), qPrintable(error));
}

void TestBackup::everythingComesBack()
{
    FactsBuilder cluster(3);
    cluster.node(1).priority = 0;
    cluster.facts.cluster.license = {Edition::BasicLoadBalancing, 7, {}, 0};
    const ClusterBackup made = backupOf(cluster, {{settingkey::BasePath, QStringLiteral("/srv/shop")},
                                                  {settingkey::Ttl, QStringLiteral("4000")}});
    QCOMPARE(made.settings.size(), 2); // standard values are not kept: they may change with a version
    const Result<ClusterBackup> read = ClusterBackup::fromBytes(made.toBytes());
    QVERIFY2(read, qPrintable(wordsOf(read)));
    QCOMPARE(*read, made);
    QVERIFY(made.label().contains(cluster.facts.cluster.name) && made.label().contains(u"dana"));
}

void TestBackup::theKeyIsNeverShown()
{
    const ClusterBackup made = backupOf(FactsBuilder(1));
    const QByteArray shown = QJsonDocument(made.toJson()).toJson();
    QVERIFY(!shown.contains(made.key.reveal()));
    QVERIFY(shown.contains("\"has_key\": true"));
    QVERIFY(!sealedfile::seal(made.toBytes(), phrase, made.label()).value().contains(made.key.reveal()));
}

void TestBackup::valuesThatCannotBeAreRefused_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QString>("words");
    QTest::newRow("whose") << "cluster" << QJsonValue(QJsonObject()) << "of which cluster";
    QTest::newRow("when") << "created" << QJsonValue(QStringLiteral("soon")) << "when it was made";
    QTest::newRow("unknown setting") << "settings"
                                     << QJsonValue(QJsonObject{{QStringLiteral("x.y"), QStringLiteral("1")}})
                                     << "no setting x.y";
    QTest::newRow("bad setting") << "settings"
                                 << QJsonValue(QJsonObject{{settingkey::Ttl, QStringLiteral("soon")}})
                                 << "soon";
    QTest::newRow("license") << "license"
                             << QJsonValue(
                                    QJsonObject{{QStringLiteral("edition"), QStringLiteral("enterprise")},
                                                {QStringLiteral("nodes"), 0}})
                             << "license is none";
    QTest::newRow("nameless node") << "nodes" << QJsonValue(QJsonArray{QJsonObject()}) << "no identity";
    QTest::newRow("priority") << "nodes"
                              << QJsonValue(QJsonArray{
                                     QJsonObject{{QStringLiteral("id"), NodeId::create().toString()},
                                                 {QStringLiteral("name"), QStringLiteral("web-01")},
                                                 {QStringLiteral("priority"), 1001}}})
                              << "web-01 in it has no priority";
}

void TestBackup::valuesThatCannotBeAreRefused()
{
    QFETCH(QString, key);
    QFETCH(QJsonValue, value);
    QFETCH(QString, words);
    QJsonObject object = QJsonDocument::fromJson(backupOf(FactsBuilder(1)).toBytes().reveal()).object();
    object.insert(key, value);
    const auto read = ClusterBackup::fromBytes(Secret(QJsonDocument(object).toJson()));
    QVERIFY2(wordsOf(read).contains(words), qPrintable(wordsOf(read)));
    QVERIFY(!ClusterBackup::fromBytes(Secret("no JSON")));
}

void TestBackup::theSameClusterNeedsNothing()
{
    const FactsBuilder cluster(3);
    const RestorePlan plan = planRestore(backupOf(cluster), cluster.facts, settingsWith());
    QVERIFY(plan.isEmpty());
    QVERIFY2(plan.notes.isEmpty(), qPrintable(plan.notes.join(u'\n')));
}

void TestBackup::everythingThatDiffersIsPlanned()
{
    FactsBuilder before(3);
    before.node(0).priority = 200;
    const ClusterBackup backup = backupOf(before, {{settingkey::BasePath, QStringLiteral("/srv/shop")}});
    FactsBuilder now = before;
    now.node(0).priority = 100;
    now.facts.cluster.license.nodes = 9;
    now.facts.cluster.keys.inForce = QStringLiteral("FFFF");
    const RestorePlan plan =
        planRestore(backup, now.facts, settingsWith({{settingkey::Ttl, QStringLiteral("6000")}}));
    QCOMPARE(plan.settings.size(), size_t(2)); // the ttl back to its standard, the folder back
    QVERIFY(plan.license && plan.license->nodes == standardNodeLimit);
    QCOMPARE(plan.priorities, (std::vector<RestorePlan::Priority>{{now.node(0).id, 200}}));
    QCOMPARE(plan.changes.size(), 4);
    const QString all = plan.changes.join(u'\n');
    QVERIFY2(all.contains(u"election.ttl_ms becomes 2000 ms instead of 6000 ms"), qPrintable(all));
    QVERIFY2(all.contains(u"Artifacts.BasePath becomes /srv/shop instead of nothing"), qPrintable(all));
    QVERIFY2(plan.notes.join(u'\n').contains(u"was 3F7A and is FFFF"), qPrintable(plan.notes.join(u'\n')));
}

void TestBackup::nodesAreFoundByIdOrName()
{
    FactsBuilder before(3);
    for (int i = 0; i < 3; ++i)
        before.node(i).priority = 300 + i;
    const ClusterBackup backup = backupOf(before);
    FactsBuilder now(3);
    now.node(0).id = before.node(0).id;
    now.node(0).name = QStringLiteral("renamed"); // by id
    now.node(1).id = NodeId::create();            // by name
    now.node(1).name = before.node(1).name;
    now.node(2).id = before.node(2).id;
    now.node(2).removedAt = 1; // gone
    now.facts.cluster.id = ClusterId::create();
    RestorePlan plan = planRestore(backup, now.facts, settingsWith());
    QCOMPARE(plan.priorities,
             (std::vector<RestorePlan::Priority>{{now.node(0).id, 300}, {now.node(1).id, 301}}));
    QVERIFY(plan.otherCluster);
    // A node that took another's name is still itself, and stands for nobody else.
    now.node(0).name = before.node(1).name;
    now.node(1).removedAt = 1;
    plan = planRestore(backup, now.facts, settingsWith());
    QCOMPARE(plan.priorities, (std::vector<RestorePlan::Priority>{{now.node(0).id, 300}}));
    const QString notes = plan.notes.join(u'\n');
    QVERIFY2(notes.contains(before.node(2).name + QStringLiteral(" is not registered")), qPrintable(notes));
    QVERIFY2(notes.contains(u"of another cluster"), qPrintable(notes));
}

QTEST_GUILESS_MAIN(TestBackup)
#include "tst_backup.moc"
